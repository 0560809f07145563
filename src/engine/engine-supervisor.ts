import { setTimeout as delay } from 'node:timers/promises';

import type { AssetQuery } from '../model/query.ts';
import type { CommittedChanges } from './committed-changes.ts';
import { confirmFromJournal } from './confirm-from-journal.ts';
import { EngineFollower } from './engine-follower.ts';
import { EngineDied, EngineLink } from './engine-link.ts';
import type { Log } from '../log.ts';
import { EngineReads } from './engine-reads.ts';
import type { EngineAssetPage, EngineAssetView, EngineSourceView } from './engine-views.ts';
import type { OutsideAssets } from './outside-assets.ts';
import { OutsideCalls } from './outside-calls.ts';
import type { EngineFault } from './protocol.ts';
import { Quarantine } from './quarantine.ts';
import { Wakeup } from './wakeup.ts';

export type EngineSupervisorOptions = {
  readonly changes: CommittedChanges;
  readonly log: Log;
  /** Everything up to and including `position` may be published. Only ever grows; must not throw. */
  readonly onConfirmed: (position: number) => void;
  /** The journal position at which events begin to matter: nothing up to it needs confirming. Default: 0. */
  readonly confirmed?: number | undefined;
  /** The state, the version or the number of restarts is another now. Must not throw. */
  readonly onStatus?: ((status: EngineStatus) => void) | undefined;
  /** What external sources ask; without it, each of their calls fails. */
  readonly outside?: OutsideAssets | undefined;
  /** How long one such call may take, in milliseconds. Should be less than `readMs` and `requestMs`. */
  readonly outsideMs?: number | undefined;
  /** CE.SDK's license key; without one the engine runs in evaluation mode. */
  readonly license?: string | undefined;
  /** How often the engine is asked for a sign of life, in milliseconds. */
  readonly pingMs?: number | undefined;
  /** After how much silence it is replaced, in milliseconds. */
  readonly silenceMs?: number | undefined;
  /** How long its start, or one request, may take before it is replaced, in milliseconds. */
  readonly requestMs?: number | undefined;
  /** How long events wait for an engine that is away, in milliseconds; then they go out without it. */
  readonly holdBackMs?: number | undefined;
  /** How long a read may take, in milliseconds. */
  readonly readMs?: number | undefined;
  /** Allows {@link EngineSupervisor.inject}. */
  readonly faultInjection?: boolean | undefined;
  /** The id of an asset that the engine is to abort on; for tests. */
  readonly lethalAssetId?: string | undefined;
};

/**
 * STARTING: there is no engine yet. LOADING: it takes in what there is. READY: it follows the journal.
 * RESTARTING: it died, or was given up, and a new one is on its way. UNAVAILABLE: it has been away for longer
 * than events wait for it; they go out without it, and starting it is tried on.
 */
export type EngineState = 'STARTING' | 'LOADING' | 'READY' | 'RESTARTING' | 'UNAVAILABLE';

export type EngineStatus = {
  readonly state: EngineState;
  /** CE.SDK's version; empty until an engine has started. */
  readonly version: string;
  /** How often an engine has been replaced. */
  readonly restarts: number;
  /** The last journal position that was confirmed, or needed no confirming. */
  readonly confirmed: number;
};

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 10_000;
/** An engine that has followed for so long was well: the next failure begins a new series. */
const WELL_AFTER_MS = 30_000;

type Phase =
  | { readonly kind: 'NEW' }
  | { readonly kind: 'RUNNING'; readonly done: Promise<void> }
  | { readonly kind: 'DISPOSED' };

/**
 * Keeps a real engine running beside the journal, and confirms positions as its events come back.
 *
 * The engine is a projection that may die at any time, by its own doing or through {@link kill}: a new one is
 * loaded and nothing is lost but time. Owns the engine's thread; disposing of it ends the thread, at once.
 */
export class EngineSupervisor implements AsyncDisposable {
  readonly #options: EngineSupervisorOptions;
  readonly #wakeup = new Wakeup();
  readonly #quarantine = new Quarantine();
  readonly #stopped = new AbortController();
  readonly #reads: EngineReads;
  readonly #outside: OutsideCalls;
  #phase: Phase = { kind: 'NEW' };
  #link: EngineLink | undefined;
  #status: EngineStatus;
  #holdBack: NodeJS.Timeout | undefined;

  constructor(options: EngineSupervisorOptions) {
    this.#options = options;
    this.#status = { state: 'STARTING', version: '', restarts: 0, confirmed: options.confirmed ?? 0 };
    this.#reads = new EngineReads(() => this.#link, options.readMs ?? 10_000);
    this.#outside = new OutsideCalls(options.outside, options.log, options.outsideMs ?? 9_000);
  }

  /** Returns at once; the engine is started, and started again, until this is disposed of. */
  start(): void {
    if (this.#phase.kind !== 'NEW') return;
    this.#awaitEngine();
    this.#phase = { kind: 'RUNNING', done: this.#run() };
  }

  /** The journal has grown, or the index shows more of it. */
  wake(): void {
    this.#wakeup.ring();
  }

  get status(): EngineStatus {
    return this.#status;
  }

  /**
   * The engine's own findAssets. `query` must have passed validation: see AssetQuery. An external source asks the
   * outside; when that fails, so does this, with EXTERNAL_SOURCE_FAILED.
   */
  async findAssets(sourceId: string, query: AssetQuery): Promise<EngineAssetPage> {
    return (await this.#reads.ask({ type: 'FIND_ASSETS', sourceId, query })) as EngineAssetPage;
  }

  /** The engine's own fetchAsset. */
  async fetchAsset(sourceId: string, assetId: string, locale?: string): Promise<EngineAssetView | null> {
    return (await this.#reads.ask({
      type: 'FETCH_ASSET',
      sourceId,
      assetId,
      locale,
    })) as EngineAssetView | null;
  }

  /** The engine's own getGroups. */
  async getGroups(sourceId: string): Promise<readonly string[]> {
    return (await this.#reads.ask({ type: 'GET_GROUPS', sourceId })) as readonly string[];
  }

  /** What the engine knows of a source. */
  async describeSource(sourceId: string): Promise<EngineSourceView> {
    return (await this.#reads.ask({ type: 'DESCRIBE_SOURCE', sourceId })) as EngineSourceView;
  }

  /** The engine's own findAllSources, without its built-in ones. */
  async findAllSources(): Promise<readonly string[]> {
    return (await this.#reads.ask({ type: 'FIND_ALL_SOURCES' })) as readonly string[];
  }

  /** Ends the engine's thread as a crash would; it heals by itself. For tests and operators. */
  async kill(): Promise<void> {
    await this.#link?.kill('The engine was killed.');
  }

  /** Makes the engine fail. Only with `faultInjection`; throws otherwise. */
  inject(fault: EngineFault): void {
    if (this.#options.faultInjection !== true) throw new Error('Constructed without faultInjection.');
    this.#link?.inject(fault);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const phase = this.#phase;
    this.#phase = { kind: 'DISPOSED' };
    this.#stopped.abort();
    clearTimeout(this.#holdBack);
    await this.#link?.kill('The engine was stopped.');
    this.#wakeup.ring();
    if (phase.kind === 'RUNNING') await phase.done;
  }

  async #run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.#stopped.signal.aborted) {
      const began = performance.now();
      const reason = await this.#live();
      if (this.#stopped.signal.aborted) return;
      if (performance.now() - began > WELL_AFTER_MS) retryMs = FIRST_RETRY_MS;
      const restarts = this.#status.restarts + 1;
      this.#options.log.error({ reason, restarts, retryMs }, 'The engine is gone and will be replaced');
      this.#setStatus({
        restarts,
        state: this.#status.state === 'UNAVAILABLE' ? 'UNAVAILABLE' : 'RESTARTING',
      });
      this.#awaitEngine();
      await delay(retryMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  }

  /** One engine's life. Resolves with the reason of its end. */
  async #live(): Promise<string> {
    const { changes, log } = this.#options;
    let follower: EngineFollower | undefined;
    let started: EngineLink | undefined;
    try {
      const { link, version } = await this.#startLink();
      started = link;
      this.#setStatus({ version });
      follower = new EngineFollower({
        link,
        changes,
        log,
        quarantine: this.#quarantine,
        wakeup: this.#wakeup,
        onConfirmed: (position) => this.#confirm(position),
      });
      if (this.#status.state !== 'UNAVAILABLE') this.#setStatus({ state: 'LOADING' });
      await follower.load();
      clearTimeout(this.#holdBack);
      this.#holdBack = undefined;
      this.#quarantine.acquit();
      this.#setStatus({ state: 'READY' });
      this.#wakeup.ring();
      return await follower.follow();
    } catch (error) {
      const culprit = this.#quarantine.accuse(follower?.inHand ?? []);
      if (culprit !== undefined) log.error(culprit, 'Engines die of this asset: it is kept from them');
      return error instanceof EngineDied
        ? error.message
        : String(error instanceof Error ? error.stack : error);
    } finally {
      await started?.[Symbol.asyncDispose]();
      this.#link = undefined;
    }
  }

  async #startLink(): Promise<{ link: EngineLink; version: string }> {
    const {
      license,
      log,
      pingMs = 1_000,
      silenceMs = 5_000,
      requestMs = 60_000,
      faultInjection = false,
      lethalAssetId,
    } = this.#options;
    return EngineLink.start({
      thread: { license, faultInjection, lethalAssetId },
      log,
      pingMs,
      silenceMs,
      requestMs,
      onOutsideCall: (call) => this.#outside.answer(call),
      onStarting: (link) => (this.#link = link),
      onDeath: () => this.#wakeup.ring(),
    });
  }

  #confirm(position: number): void {
    if (position <= this.#status.confirmed) return;
    this.#status = { ...this.#status, confirmed: position };
    this.#options.onConfirmed(position);
  }

  #setStatus(change: Partial<Omit<EngineStatus, 'confirmed'>>): void {
    const before = this.#status;
    this.#status = { ...before, ...change };
    const { state, version, restarts } = this.#status;
    const same = state === before.state && version === before.version && restarts === before.restarts;
    if (!same) this.#options.onStatus?.(this.#status);
  }

  /** From now on the engine is away. */
  #awaitEngine(): void {
    if (this.#holdBack !== undefined) return;
    this.#holdBack = setTimeout(() => void this.#goOnWithout(), this.#options.holdBackMs ?? 30_000);
  }

  async #goOnWithout(): Promise<void> {
    const { changes, log, holdBackMs = 30_000 } = this.#options;
    log.error({ holdBackMs }, 'The engine has been away for too long: events go out without it');
    this.#setStatus({ state: 'UNAVAILABLE' });
    await confirmFromJournal({
      changes,
      log,
      wakeup: this.#wakeup,
      after: this.#status.confirmed,
      away: () => this.#status.state === 'UNAVAILABLE' && !this.#stopped.signal.aborted,
      onConfirmed: (position) => this.#confirm(position),
    });
  }
}
