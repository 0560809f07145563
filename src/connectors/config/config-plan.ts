import type { GatewayConfig, SourceConfig, TriggerConfig, WebhookConfig } from './gateway-config.ts';
import type { ListingConfig } from './listing-config.ts';
import { loadConfig } from './load-config.ts';
import { peerSentence } from '../optional-peer.ts';
import { missingPeers } from './missing-peers.ts';

/** What a config comes to, in lines for a person to read; it holds no secrets. */
export type ConfigPlan = {
  readonly lines: readonly string[];
  /** What will not work as it is, such as a package that is not installed. */
  readonly warnings: readonly string[];
};

/** Loads and checks a config file and tells what the gateway would do with it, without starting anything. */
export async function checkConfig(file: string): Promise<ConfigPlan> {
  return planOf(await loadConfig(file));
}

export function planOf(config: GatewayConfig): ConfigPlan {
  const lines: string[] = [];
  const sources = Object.entries(config.sources ?? {});
  lines.push(`sources (${sources.length})`);
  for (const [id, source] of sources) lines.push(`  ${id}: ${sourceLine(source)}`);
  lines.push(`triggers (${config.triggers?.length ?? 0})`);
  for (const trigger of config.triggers ?? []) lines.push(`  ${triggerLine(trigger)}`);
  const webhooks = Object.entries(config.webhooks ?? {});
  lines.push(`webhooks (${webhooks.length})`);
  for (const [name, webhook] of webhooks) lines.push(`  ${webhookLine(name, webhook)}`);
  return {
    lines,
    warnings: [
      ...missingPeers(config).map(peerSentence),
      ...unknownSources(config),
      ...lonelyMirrors(config),
    ],
  };
}

function sourceLine(source: SourceConfig): string {
  if (source.external !== undefined) {
    const can = ['addAsset' as const, 'removeAsset' as const].filter(
      (key) => source.external[key] !== undefined,
    );
    const access = can.length === 0 ? 'read-only' : can.join(' and ');
    return `EXTERNAL, ${access}, ${source.timeoutMs ?? 10_000} ms per call, ${source.concurrency ?? 8} calls at a time`;
  }
  if (source.mirror === undefined) return 'LOCAL';
  const limit = Math.round((source.removalLimit ?? 0.5) * 100);
  return `LOCAL, mirrors ${listingLine(source.mirror)}; one sync removes at most ${limit} % of its assets`;
}

/** Names what is listed, without credentials and queries. */
export function listingLine(listing: ListingConfig): string {
  switch (listing.from) {
    case 'cloudinary': {
      const which =
        listing.expression ?? (listing.prefix === undefined ? 'everything' : `prefix ${listing.prefix}`);
      return `cloudinary ${listing.cloudName} (${which})`;
    }
    case 's3':
      return `s3 bucket ${listing.bucket}${listing.prefix === undefined ? '' : ` (prefix ${listing.prefix})`}`;
    case 'http-json':
    case 'content-json': {
      const { origin, pathname } = new URL(listing.url);
      return `${listing.from} ${origin}${pathname}`;
    }
    case 'folder':
      return `folder ${listing.path}${listing.watch === false ? '' : ' (watched)'}`;
    case 'custom':
      return 'a listing of its own';
  }
}

function triggerLine(trigger: TriggerConfig): string {
  const target = trigger.refresh === undefined ? 'the source that it names' : trigger.refresh.join(', ');
  if ('cron' in trigger)
    return `cron ${trigger.cron} (${trigger.timeZone ?? 'time zone of the process'}) → ${target}`;
  if ('listen' in trigger)
    return `PostgreSQL channel ${trigger.listen} at ${new URL(trigger.url).host} → ${target}`;
  if ('subscribe' in trigger)
    return `Redis channel ${trigger.subscribe} at ${new URL(trigger.url).host} → ${target}`;
  return `a function → ${target}`;
}

function webhookLine(name: string, webhook: WebhookConfig): string {
  const effect =
    webhook.apply === undefined ? `refreshes ${webhook.refresh?.join(', ')}` : `changes ${webhook.apply}`;
  return `POST /webhooks/${name}: verified by ${webhook.verify.by}, ${effect}`;
}

function* unknownSources(config: GatewayConfig): Generator<string> {
  const known = new Set(Object.keys(config.sources ?? {}));
  const named = new Set<string>();
  for (const { refresh } of [...(config.triggers ?? []), ...Object.values(config.webhooks ?? {})]) {
    for (const id of refresh ?? []) named.add(id);
  }
  for (const { apply } of Object.values(config.webhooks ?? {})) if (apply !== undefined) named.add(apply);
  for (const id of named) {
    if (!known.has(id)) yield `The source ${id} is not in this file: it must exist when its trigger comes.`;
  }
}

function* lonelyMirrors(config: GatewayConfig): Generator<string> {
  const scheduled = new Set(
    (config.triggers ?? []).flatMap((trigger) => ('cron' in trigger ? trigger.refresh : [])),
  );
  for (const [id, source] of Object.entries(config.sources ?? {})) {
    if (source.mirror === undefined || scheduled.has(id)) continue;
    yield `The mirrored source ${id} has no cron trigger: what a lost webhook or message told stays unknown.`;
  }
}
