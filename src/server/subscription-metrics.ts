import type { Feed } from '../feed/feed.ts';
import type { Metrics } from '../metrics.ts';
import type { SubscriptionTransports } from './subscription-transports.ts';

/** Shows the feed and its connections to whoever scrapes. */
export function registerSubscriptionMetrics(
  metrics: Metrics,
  feed: Feed,
  transports: SubscriptionTransports,
): void {
  const status = () => feed.status();
  metrics.gauge('gateway_feed_subscribers', 'Open subscriptions.', () => status().subscribers);
  metrics.gauge('gateway_feed_groups', 'Groups of subscriptions that share payloads.', () => status().groups);
  metrics.gauge('gateway_feed_ring_events', 'Events kept in memory.', () => status().ringSize);
  metrics.gauge('gateway_feed_lag_entries', 'Journal entries not told yet.', () => status().lagEntries);
  metrics.gauges('gateway_feed_total', 'What the feed has done since its start.', 'what', () => {
    const { renders, delivered, merges, resumed, resets } = status();
    return { renders, delivered, merges, resumed, resets };
  });
  metrics.gauges('gateway_connections', 'Open connections by transport.', 'transport', () =>
    transports.open(),
  );
  metrics.gauges(
    'gateway_connections_dropped',
    'Connections that the gateway ended, by reason.',
    'reason',
    () => transports.dropped(),
  );
}
