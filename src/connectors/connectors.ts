import { AsyncDisposableStack } from '@whatwg-node/disposablestack';
import type { Log } from '../log.ts';
import type { Cause } from '../model/journal.ts';
import type { Delivery, DeliveryStatus } from '../model/delivery.ts';
import { GATEWAY } from '../model/principal.ts';
import { addConfiguredSources } from './add-configured-sources.ts';
import type { CatalogForConnectors } from './catalog-port.ts';
import type { GatewayConfig, TriggerConfig } from './config/gateway-config.ts';
import { missingPeers } from './config/missing-peers.ts';
import type { ExternalSource } from './external-source.ts';
import type { Inbox } from './inbox.ts';
import type { MirrorStatus } from './mirror.ts';
import { MissingPeerError, peerSentence } from './optional-peer.ts';
import { loggable } from './outside-failure.ts';
import { RefreshTargets } from './refresh-targets.ts';
import { startTrigger } from './trigger/start-trigger.ts';
import type { Trigger } from './trigger/trigger.ts';
import { DeliveryWorker } from './webhook/delivery-worker.ts';
import { makeVerifier } from './webhook/make-verifier.ts';
import type { Verifier } from './webhook/verifier.ts';
import { webhookWork } from './webhook/webhook-work.ts';

/** What a server needs to take the deliveries of one webhook. */
export type Webhook = {
  readonly name: string;
  readonly verifier: Verifier;
  readonly maxBytes: number;
  /** To be called when a delivery has been kept in the inbox. */
  readonly kept: () => void;
};

export type MirrorReport = MirrorStatus & {
  /** When it is synced next, as far as that is known, in milliseconds since 1970-01-01 UTC. */
  readonly nextRun: number | undefined;
};

const DEFAULT_MAX_BYTES = 1024 * 1024;

/** Longer than any signature is good for: what is forgotten can't be sent again. */
const RETENTION_MS = 8 * 24 * 3_600_000;
const PRUNE_EVERY_MS = 3_600_000;

/** Sources that one trigger has named; more of them are not caught up with after an outage. */
const MAX_NAMED_SOURCES = 10_000;

/**
 * The outside systems of a config, connected: mirrors, triggers and the work of webhooks. Whoever started it disposes of
 * it, once, before catalog and inbox; what is under way is aborted and waited for.
 */
export class Connectors implements AsyncDisposable {
  readonly #catalog: CatalogForConnectors;
  readonly #inbox: Inbox;
  readonly #log: Log;
  readonly #targets: RefreshTargets;
  readonly #webhooks = new Map<string, Webhook>();
  readonly #schedules: { readonly trigger: Trigger; readonly sourceIds: readonly string[] }[] = [];
  readonly #owned = new AsyncDisposableStack();

  /**
   * Adds the sources of the config that do not exist yet, and starts everything. Rejects when a source can't be
   * added, a package is missing, or an emitter can't be listened to; an outside system that is down is no reason.
   */
  static async start(parts: {
    readonly config: GatewayConfig;
    readonly catalog: CatalogForConnectors;
    readonly externals: ReadonlyMap<string, ExternalSource>;
    readonly inbox: Inbox;
    readonly log: Log;
    /** What SNS's certificates are fetched with. */
    readonly fetch?: typeof fetch | undefined;
  }): Promise<Connectors> {
    const missing = missingPeers(parts.config);
    if (missing.length > 0) throw new MissingPeerError(missing.map(peerSentence).join('\n'));
    await addConfiguredSources(parts.config, parts.externals, parts.catalog, parts.log);
    const connectors = new Connectors(parts);
    try {
      for (const trigger of parts.config.triggers ?? []) await connectors.#addTrigger(trigger);
      connectors.#firstLook(parts.config);
      return connectors;
    } catch (error) {
      await connectors[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(parts: {
    readonly config: GatewayConfig;
    readonly catalog: CatalogForConnectors;
    readonly inbox: Inbox;
    readonly log: Log;
    readonly fetch?: typeof fetch | undefined;
  }) {
    const { config, catalog, inbox, log } = parts;
    this.#catalog = catalog;
    this.#inbox = inbox;
    this.#log = log;
    this.#targets = this.#owned.use(new RefreshTargets(config, catalog, log));
    for (const [name, webhook] of Object.entries(config.webhooks ?? {})) {
      const verifier = makeVerifier(webhook.verify, log, parts.fetch);
      const work = webhookWork(name, webhook, { targets: this.#targets, catalog, inbox });
      const worker = this.#owned.use(new DeliveryWorker(name, inbox, work, log));
      const maxBytes = webhook.maxBytes ?? DEFAULT_MAX_BYTES;
      this.#webhooks.set(name, { name, verifier, maxBytes, kept: () => worker.wake() });
    }
    const pruning = setInterval(() => this.#prune(), PRUNE_EVERY_MS).unref();
    this.#owned.defer(() => clearInterval(pruning));
  }

  /** By name. */
  get webhooks(): ReadonlyMap<string, Webhook> {
    return this.#webhooks;
  }

  /** Undefined for a source that is no mirror. */
  mirror(sourceId: string): MirrorReport | undefined {
    const mirror = this.#targets.mirrors.get(sourceId);
    if (mirror === undefined) return undefined;
    const { status } = mirror;
    const due: number[] = [];
    if (status.state.phase === 'WAITING') due.push(status.state.until);
    if (status.state.phase === 'FAILED') due.push(status.state.retryAt);
    for (const { trigger, sourceIds } of this.#schedules) {
      const at = sourceIds.includes(sourceId) ? trigger.nextAt?.() : undefined;
      if (at !== undefined) due.push(at);
    }
    return { ...status, nextRun: due.length === 0 ? undefined : Math.min(...due) };
  }

  /**
   * Refreshes a source now: a mirror is synced, any other source's subscribers are told to ask again. Resolves when that
   * has succeeded and rejects as it does; with SOURCE_NOT_FOUND when there is no such source.
   */
  refreshNow(sourceId: string, cause: Cause): Promise<void> {
    return this.#targets.refreshNow(sourceId, cause);
  }

  /** Failures in a row of each mirror, by source. */
  failures(): Record<string, number> {
    const mirrors = [...this.#targets.mirrors];
    return Object.fromEntries(mirrors.map(([id, mirror]) => [id, mirror.failures]));
  }

  /** At most `limit` deliveries, the latest first. */
  deliveries(status: DeliveryStatus | undefined, limit: number): Promise<readonly Delivery[]> {
    return this.#inbox.list(status, limit);
  }

  /** Has a delivery worked on again; undefined when there is none with this id. */
  async replay(deliveryId: string): Promise<Delivery | undefined> {
    const delivery = await this.#inbox.replay(deliveryId, Date.now());
    if (delivery !== undefined) this.#webhooks.get(delivery.webhook)?.kept();
    return delivery;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
  }

  #firstLook(config: GatewayConfig): void {
    for (const [id, source] of Object.entries(config.sources ?? {})) {
      if (source.mirror === undefined || source.refreshOnStart === false) continue;
      this.#refresh(id, { kind: 'SYNC', operation: 'start' }, false);
    }
  }

  #prune(): void {
    this.#inbox.prune(Date.now() - RETENTION_MS).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'webhook: old deliveries could not be forgotten');
    });
  }

  async #addTrigger(config: TriggerConfig): Promise<void> {
    const listed = config.refresh;
    const scheduled = 'cron' in config;
    const operation = nameOf(config);
    const cause: Cause = { kind: scheduled ? 'SCHEDULE' : 'TRIGGER', operation };
    // A trigger that names its sources may name any of these while nobody hears it.
    const named = new Set<string>();
    const fire = (sourceId?: string) => {
      if (listed === undefined && sourceId === undefined) {
        this.#log.warn({ trigger: operation }, 'trigger: it named no source, and has no refresh');
        return;
      }
      if (listed === undefined && sourceId !== undefined && named.size < MAX_NAMED_SOURCES)
        named.add(sourceId);
      for (const id of listed ?? [sourceId ?? '']) this.#refresh(id, cause, !scheduled);
    };
    const catchUp = () => {
      for (const id of listed ?? new Set([...named, ...this.#targets.mirrors.keys()]))
        this.#refresh(id, cause, false);
    };
    const trigger = this.#owned.use(await startTrigger(config, fire, catchUp, this.#log));
    if (listed !== undefined) this.#schedules.push({ trigger, sourceIds: listed });
  }

  /** For callers who do not wait. */
  #refresh(sourceId: string, cause: Cause, secondLook: boolean): void {
    this.#targets.refresh(sourceId, cause, secondLook).catch((error: unknown) => {
      // Failures of what exists are logged where they happen.
      if (this.#catalog.source(GATEWAY, sourceId) !== undefined) return;
      const fields = { sourceId: sourceId.slice(0, 200), cause: cause.operation, reason: loggable(error) };
      this.#log.warn(fields, 'trigger: the source that it names does not exist');
    });
  }
}

function nameOf(config: TriggerConfig): string {
  if ('cron' in config) return `cron ${config.cron}`;
  if ('listen' in config) return `postgres ${config.listen}`;
  if ('subscribe' in config) return `redis ${config.subscribe}`;
  return 'emitter';
}
