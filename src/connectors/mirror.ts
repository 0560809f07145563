import type { Log } from '../log.ts';
import type { GatewayError } from '../errors.ts';
import type { Cause } from '../model/journal.ts';
import { GATEWAY } from '../model/principal.ts';
import type { CatalogForConnectors } from './catalog-port.ts';
import { collectPages } from './listing/collect-pages.ts';
import type { Listing } from './listing/listing.ts';
import { externalSourceFailed, loggable } from './outside-failure.ts';
import { Refresher, type RefresherOptions } from './refresher.ts';

/** What the last successful sync did. Times in milliseconds since 1970-01-01 UTC. */
export type LastSync = {
  readonly at: number;
  readonly durationMs: number;
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  readonly moved: number;
  readonly unchanged: number;
};

export type MirrorState =
  | { readonly phase: 'IDLE' }
  | { readonly phase: 'WAITING'; readonly until: number }
  | { readonly phase: 'RUNNING'; readonly since: number; readonly listed: number }
  | {
      readonly phase: 'FAILED';
      readonly error: GatewayError;
      readonly attempts: number;
      readonly retryAt: number;
    };

export type MirrorStatus = {
  readonly state: MirrorState;
  readonly lastSync: LastSync | undefined;
};

export type MirrorOptions = RefresherOptions & {
  readonly removalLimit: number;
  readonly maxAssets: number;
  /** For one listing, in milliseconds. */
  readonly timeoutMs: number;
};

/** Keeps a LOCAL source equal to a listing of an outside system. Whoever made it disposes of it, once. */
export class Mirror implements AsyncDisposable {
  readonly sourceId: string;
  readonly #listing: Listing;
  readonly #catalog: CatalogForConnectors;
  readonly #log: Log;
  readonly #options: MirrorOptions;
  readonly #refresher: Refresher;
  #listed = 0;
  #lastSync: LastSync | undefined;
  #error: GatewayError | undefined;

  constructor(
    sourceId: string,
    listing: Listing,
    catalog: CatalogForConnectors,
    log: Log,
    options: MirrorOptions,
  ) {
    this.sourceId = sourceId;
    this.#listing = listing;
    this.#catalog = catalog;
    this.#log = log;
    this.#options = options;
    this.#refresher = new Refresher((cause, signal) => this.#run(cause, signal), options);
  }

  get listing(): Listing {
    return this.#listing;
  }

  get status(): MirrorStatus {
    return { state: this.#state(), lastSync: this.#lastSync };
  }

  /** Failures since the last sync that succeeded. */
  get failures(): number {
    return this.#refresher.failures;
  }

  /** How many syncs have begun. */
  get runs(): number {
    return this.#refresher.runs;
  }

  /** Asks for a sync: see {@link Refresher.refresh}. */
  refresh(cause: Cause, secondLook?: boolean): Promise<void> {
    return this.#refresher.refresh(cause, secondLook);
  }

  /** Asks for a sync now: see {@link Refresher.refreshNow}. */
  refreshNow(cause: Cause): Promise<void> {
    return this.#refresher.refreshNow(cause);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#refresher[Symbol.asyncDispose]();
  }

  #state(): MirrorState {
    const { state } = this.#refresher;
    switch (state.phase) {
      case 'RUNNING':
        return { ...state, listed: this.#listed };
      case 'WAITING':
        if (this.#error === undefined) return state;
        return {
          phase: 'FAILED',
          error: this.#error,
          attempts: this.#refresher.failures,
          retryAt: state.until,
        };
      case 'IDLE':
      case 'STOPPED':
        return { phase: 'IDLE' };
    }
  }

  async #run(cause: Cause, stopped: AbortSignal): Promise<void> {
    const started = performance.now();
    try {
      const outcome = await this.#sync(cause, stopped);
      this.#error = undefined;
      const { added, updated, removed, moved, unchanged } = outcome;
      const durationMs = Math.round(performance.now() - started);
      this.#lastSync = { at: Date.now(), durationMs, added, updated, removed, moved, unchanged };
      this.#log.info(
        { sourceId: this.sourceId, cause: cause.operation, ...this.#lastSync },
        outcome.changed ? 'mirror: synced' : 'mirror: nothing had changed',
      );
    } catch (error) {
      const failure = externalSourceFailed(this.sourceId, error);
      if (stopped.aborted) throw failure;
      this.#error = failure;
      this.#log.warn(
        {
          sourceId: this.sourceId,
          code: failure.code,
          details: failure.details,
          reason: loggable(error),
          listed: this.#listed,
        },
        failure.code === 'REMOVAL_LIMIT_EXCEEDED'
          ? 'mirror: refused to remove so many assets; nothing was changed'
          : 'mirror: the sync failed and will be tried again',
      );
      throw failure;
    }
  }

  async #sync(cause: Cause, stopped: AbortSignal) {
    this.#listed = 0;
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(this.#options.timeoutMs)]);
    let told = 0;
    const assets = await collectPages(
      this.#listing.pages(signal),
      signal,
      this.#options.maxAssets,
      (listed) => {
        this.#listed = listed;
        if (listed - told < PROGRESS_EVERY) return;
        told = listed;
        this.#log.info({ sourceId: this.sourceId, listed }, 'mirror: listing');
      },
    );
    stopped.throwIfAborted();
    return await this.#catalog.syncSource({ principal: GATEWAY, cause }, this.sourceId, assets, {
      removalLimit: this.#options.removalLimit,
    });
  }
}

const PROGRESS_EVERY = 5_000;
