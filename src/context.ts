import type { Catalog } from './catalog/catalog.ts';
import type { Connectors } from './connectors/connectors.ts';
import type { EngineStatus } from './engine/engine-supervisor.ts';
import type { Feed, FeedStatus } from './feed/feed.ts';
import type { Principal } from './model/principal.ts';

/** What the gateway says of itself. */
export type GatewayStatus = {
  readonly version: string;
  readonly startedAt: number;
  readonly engine: Pick<EngineStatus, 'version' | 'state' | 'restarts'>;
  readonly head: string;
  readonly feed: FeedStatus;
  /** How long ago the oldest entry was made that is durable and not yet told, in milliseconds. */
  readonly lagMs: number;
  /** How many sockets the gateway has closed, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
};

/** What a resolver gets. One per principal: nothing in it belongs to a single request. */
export type Context = {
  readonly principal: Principal;
  readonly catalog: Catalog;
  readonly feed: Pick<Feed, 'subscription'>;
  readonly connectors: Pick<Connectors, 'mirror' | 'refreshNow' | 'deliveries' | 'replay'>;
  readonly status: () => Promise<GatewayStatus>;
};
