import { AsyncDisposableStack } from '@whatwg-node/disposablestack';
import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Cause } from '../model/journal.ts';
import { GATEWAY } from '../model/principal.ts';
import type { Backoff } from './backoff.ts';
import type { CatalogForConnectors } from './catalog-port.ts';
import type { GatewayConfig, SourceConfig } from './config/gateway-config.ts';
import { openListing } from './listing/open-listing.ts';
import { Mirror } from './mirror.ts';
import { Refresher } from './refresher.ts';

const BACKOFF: Backoff = { firstMs: 1_000, maxMs: 300_000 };

/**
 * What it means to refresh a source: a mirror is synced, of any other source subscribers are told to ask again. Whoever
 * made it disposes of it, once.
 */
export class RefreshTargets implements AsyncDisposable {
  readonly #config: GatewayConfig;
  readonly #catalog: CatalogForConnectors;
  readonly #log: Log;
  readonly #mirrors = new Map<string, Mirror>();
  readonly #notifiers = new Map<string, Refresher>();
  readonly #owned = new AsyncDisposableStack();

  constructor(config: GatewayConfig, catalog: CatalogForConnectors, log: Log) {
    this.#config = config;
    this.#catalog = catalog;
    this.#log = log;
    for (const [id, source] of Object.entries(config.sources ?? {})) {
      if (source.mirror !== undefined) this.#addMirror(id, source);
    }
  }

  get mirrors(): ReadonlyMap<string, Mirror> {
    return this.#mirrors;
  }

  /** See {@link Refresher.refresh}. Rejects with SOURCE_NOT_FOUND when there is no such source. */
  async refresh(sourceId: string, cause: Cause, secondLook: boolean): Promise<void> {
    const mirror = this.#mirrors.get(sourceId);
    if (mirror !== undefined) return await mirror.refresh(cause, secondLook);
    // What is told of a source that lives here is true at once.
    const external = this.#config.sources?.[sourceId]?.external !== undefined;
    return await this.#notifier(sourceId).refresh(cause, secondLook && external);
  }

  /** See {@link Refresher.refreshNow}. Rejects with SOURCE_NOT_FOUND when there is no such source. */
  async refreshNow(sourceId: string, cause: Cause): Promise<void> {
    const mirror = this.#mirrors.get(sourceId);
    return await (mirror ?? this.#notifier(sourceId)).refreshNow(cause);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
  }

  #addMirror(id: string, source: SourceConfig): void {
    if (source.mirror === undefined) return;
    const listing = openListing(source.mirror);
    const mirror = new Mirror(id, listing, this.#catalog, this.#log, {
      ...this.#options(id),
      removalLimit: source.removalLimit ?? 0.5,
      maxAssets: source.maxAssets ?? 100_000,
      timeoutMs: source.timeoutMs ?? 600_000,
    });
    this.#owned.use(mirror);
    this.#mirrors.set(id, mirror);
    const watch = listing.watch?.(() => {
      // A failure is in the mirror's status and in the log.
      mirror.refresh({ kind: 'TRIGGER', operation: 'watch' }).catch(() => {});
    });
    if (watch !== undefined) this.#owned.use(watch);
  }

  #options(sourceId: string) {
    const { settleMs = 2_000, minIntervalMs = 1_000 } = this.#config.sources?.[sourceId] ?? {};
    return { settleMs, minIntervalMs, backoff: BACKOFF };
  }

  #notifier(sourceId: string): Refresher {
    this.#catalog.requireSource(GATEWAY, sourceId);
    let notifier = this.#notifiers.get(sourceId);
    if (notifier === undefined) {
      notifier = new Refresher((cause) => this.#notify(sourceId, cause), this.#options(sourceId));
      this.#owned.use(notifier);
      this.#notifiers.set(sourceId, notifier);
    }
    return notifier;
  }

  async #notify(sourceId: string, cause: Cause): Promise<void> {
    try {
      await this.#catalog.contentsChanged({ principal: GATEWAY, cause }, sourceId);
    } catch (error) {
      // It went meanwhile: there is nobody left to tell, now or later.
      if (error instanceof GatewayError && error.code === 'SOURCE_NOT_FOUND') return;
      this.#log.warn({ sourceId, err: error }, 'refresh: subscribers could not be told');
      throw error;
    }
  }
}
