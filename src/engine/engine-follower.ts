import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

import type { JournalEntry } from '../model/journal.ts';
import type { CommittedChanges, SourceSnapshot } from './committed-changes.ts';
import { EngineContent } from './engine-content.ts';
import { EngineDied, type EngineLink } from './engine-link.ts';
import type { Log } from '../log.ts';
import { loadSlices } from './load-slices.ts';
import type { EngineAnswer, EngineConfirmation, EngineRefusal, EngineUnit } from './protocol.ts';
import { rebuildIsCheaper } from './rebuild-cost.ts';
import type { Wakeup } from './wakeup.ts';

/** Entries that go to the engine in one message: what waits longer is told together. */
const MAX_ENTRIES = 512;
/** Load messages under way: enough to keep the engine busy, few enough to keep memory flat. */
const MAX_LOADS = 3;
/** Before entries that could not be read are asked for again, in milliseconds. */
const READ_AGAIN_MS = 500;

export type EngineFollowerOptions = {
  readonly link: EngineLink;
  readonly changes: CommittedChanges;
  readonly log: Log;
  /** Rings when the journal has grown or the link has died. */
  readonly wakeup: Wakeup;
  /** Everything up to and including this position is in the engine, and was confirmed by its events. */
  readonly onConfirmed: (position: number) => void;
};

/** Keeps one engine on the journal: loads it, then tells it every entry, in order. */
export class EngineFollower {
  readonly #options: EngineFollowerOptions;
  readonly #content = new EngineContent();
  /** Loads that have not been answered. */
  readonly #loads = new Set<Promise<void>>();
  #loadFailure: Error | undefined;
  /** The last position that the engine has been told. */
  #cursor = 0;

  constructor(options: EngineFollowerOptions) {
    this.#options = options;
  }

  /** Loads everything that there is. Rejects when the engine dies. */
  async load(): Promise<void> {
    const { changes, log, onConfirmed } = this.#options;
    const began = performance.now();
    const { position, sources } = changes.snapshot();
    let count = 0;
    for (const snapshot of sources) {
      this.#content.loaded(snapshot.source.definition.id, snapshot);
      if (snapshot.source.kind !== 'LOCAL') continue;
      await this.#loadSource(snapshot);
      count += snapshot.assets.length;
    }
    await this.#drain();
    await this.#ask({ type: 'SETTLE' });
    this.#cursor = position;
    const ms = Math.round(performance.now() - began);
    log.info({ sources: sources.length, assets: count, position, ms }, 'Engine loaded');
    onConfirmed(position);
  }

  /** Follows the journal. Never resolves; rejects when the engine has died or must not be trusted any more. */
  async follow(): Promise<never> {
    const { link, wakeup, onConfirmed } = this.#options;
    for (;;) {
      const rung = wakeup.next;
      if (!link.alive) throw new EngineDied('The engine died.');
      const entries = await this.#entries();
      const last = entries.at(-1);
      if (last === undefined) {
        await rung;
        continue;
      }
      await this.#rebuildWhatIsCheaper(entries);
      const units = this.#content.unitsOf(entries);
      if (units.length > 0) await this.#apply(units);
      this.#cursor = last.position;
      const whole = lastWholeCommit(entries);
      if (whole !== undefined) onConfirmed(whole);
    }
  }

  async #entries(): Promise<readonly JournalEntry[]> {
    const { changes, log } = this.#options;
    try {
      const entries = changes.entriesAfter(this.#cursor, MAX_ENTRIES);
      return entries instanceof Promise ? await entries : entries;
    } catch (error) {
      log.warn({ err: error, after: this.#cursor }, 'The journal could not be read for the engine');
      await delay(READ_AGAIN_MS);
      this.#options.wakeup.ring();
      return [];
    }
  }

  async #apply(units: readonly EngineUnit[]): Promise<void> {
    const answer = await this.#ask({ type: 'APPLY', units });
    if (answer.type !== 'APPLIED') throw new EngineDied(`The engine answered ${answer.type} to APPLY.`);
    this.#logRefusals(answer.refusals);
    for (const [index, unit] of units.entries()) this.#check(unit, answer.confirmations[index]);
  }

  #check(unit: EngineUnit, confirmation: EngineConfirmation | undefined): void {
    const came = confirmation?.events.some(
      ({ kind, sourceId }) => kind === unit.expects && sourceId === unit.sourceId,
    );
    if (came === true) return;
    const { position, sourceId, expects } = unit;
    this.#options.log.error(
      { position, sourceId, expects, confirmation },
      'The engine sent no event for a change',
    );
    throw new EngineDied('The engine sent no event for a change.');
  }

  async #rebuildWhatIsCheaper(entries: readonly JournalEntry[]): Promise<void> {
    const removals = new Map<string, number>();
    for (const entry of entries) {
      if (entry.kind !== 'ASSET_UPDATED' && entry.kind !== 'ASSET_REMOVED') continue;
      if (!this.#content.isNews(entry)) continue;
      removals.set(entry.sourceId, (removals.get(entry.sourceId) ?? 0) + 1);
    }
    for (const [id, count] of removals) {
      if (rebuildIsCheaper(count, this.#content.size(id))) await this.#rebuild(id, entries);
    }
  }

  async #rebuild(id: string, entries: readonly JournalEntry[]): Promise<void> {
    const snapshot = this.#options.changes.sourceSnapshot(id);
    const position = entries.at(-1)?.position ?? this.#cursor;
    this.#options.log.debug(
      { sourceId: id, assets: snapshot?.assets.length },
      'Rebuilding a source in the engine',
    );
    this.#content.loaded(id, snapshot);
    if (snapshot === undefined || snapshot.source.kind !== 'LOCAL') {
      await this.#ask({ type: 'DROP_SOURCE', sourceId: id });
      await this.#ask({ type: 'SETTLE' });
      return;
    }
    await this.#loadSource(snapshot);
    await this.#drain();
    await this.#ask({ type: 'SETTLE' });
    await this.#apply([
      { position, sourceId: id, expects: 'UPDATED', steps: [{ call: 'CONTENTS_CHANGED' }] },
    ]);
  }

  async #loadSource({ source, assets }: Omit<SourceSnapshot, 'version'>): Promise<void> {
    const { id, supportedMimeTypes } = source.definition;
    await this.#load({ type: 'RESET_SOURCE', sourceId: id, mimeTypes: supportedMimeTypes ?? [] });
    for (const slice of loadSlices(id, assets)) {
      await this.#load({ type: 'LOAD_ASSETS', sourceId: id, ...slice });
      await nextTurn();
    }
  }

  /** Sends a load message, when there are few enough under way. */
  async #load(request: Parameters<EngineLink['request']>[0]): Promise<void> {
    while (this.#loads.size >= MAX_LOADS) await Promise.race(this.#loads);
    if (this.#loadFailure !== undefined) throw this.#loadFailure;
    const load = this.#ask(request)
      .then((answer) => {
        if (answer.type === 'LOADED') this.#logRefusals(answer.refusals);
      })
      .catch((error: unknown) => {
        this.#loadFailure = error instanceof Error ? error : new EngineDied(String(error));
      })
      .finally(() => this.#loads.delete(load));
    this.#loads.add(load);
  }

  async #drain(): Promise<void> {
    await Promise.all(this.#loads);
    if (this.#loadFailure !== undefined) throw this.#loadFailure;
  }

  #ask(request: Parameters<EngineLink['request']>[0]): Promise<EngineAnswer> {
    return this.#options.link.request(request);
  }

  #logRefusals(refusals: readonly EngineRefusal[]): void {
    for (const refusal of refusals) this.#options.log.error(refusal, 'The engine refused an asset');
  }
}

/** The position of the last commit that ends among `entries`, if one does. */
export function lastWholeCommit(entries: readonly JournalEntry[]): number | undefined {
  return entries.findLast((entry) => entry.position === entry.commit)?.position;
}
