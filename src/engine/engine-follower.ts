import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

import type { Asset } from '../model/asset.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { CommittedChanges, SourceSnapshot } from './committed-changes.ts';
import { lastWholeCommit } from './confirm-from-journal.ts';
import { EngineContent } from './engine-content.ts';
import { EngineDied, type EngineLink } from './engine-link.ts';
import { engineSource, needsNewSource } from './engine-source.ts';
import type { Log } from '../log.ts';
import { loadSlices } from './load-slices.ts';
import type {
  EngineAnswer,
  EngineConfirmation,
  EngineRefusal,
  EngineRequest,
  EngineUnit,
} from './protocol.ts';
import type { AssetState, Quarantine } from './quarantine.ts';
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
  readonly quarantine: Quarantine;
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
  /** The assets in each request that has not been answered, oldest first: requests are answered in order. */
  readonly #underWay: (readonly AssetState[])[] = [];
  /** The last position that the engine has been told. */
  #cursor = 0;

  constructor(options: EngineFollowerOptions) {
    this.#options = options;
  }

  /** The assets that the engine is at work on; after its death, those that it died with. */
  get inHand(): readonly AssetState[] {
    return this.#underWay[0] ?? [];
  }

  /** Loads everything that there is. Rejects when the engine dies. */
  async load(): Promise<void> {
    const { changes, log, onConfirmed } = this.#options;
    const began = performance.now();
    const { position, sources } = changes.snapshot();
    let count = 0;
    for (const snapshot of sources) {
      this.#content.loaded(snapshot.source.definition.id, snapshot);
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
      if (entries.length === 0) {
        await rung;
        continue;
      }
      if (entries[0]?.position !== this.#cursor + 1) {
        throw new EngineDied('The journal is not kept as far back as the engine stands.');
      }
      await this.#rebuildSources(entries);
      const { units, told } = this.#content.unitsOf(entries);
      const applied = told === entries.length ? entries : entries.slice(0, told);
      if (units.length > 0) await this.#apply(units, applied.flatMap(stateOf));
      this.#cursor = applied.at(-1)?.position ?? this.#cursor;
      const whole = lastWholeCommit(applied);
      if (whole !== undefined) onConfirmed(whole);
    }
  }

  async #entries(): Promise<readonly JournalEntry[]> {
    const { changes, log } = this.#options;
    try {
      const entries = changes.entriesAfter(this.#cursor, MAX_ENTRIES);
      return untilNewSource(entries instanceof Promise ? await entries : entries);
    } catch (error) {
      log.warn({ err: error, after: this.#cursor }, 'The journal could not be read for the engine');
      await delay(READ_AGAIN_MS);
      this.#options.wakeup.ring();
      return [];
    }
  }

  async #apply(units: readonly EngineUnit[], assets: readonly AssetState[] = []): Promise<void> {
    const answer = await this.#ask({ type: 'APPLY', units }, assets);
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

  /** Those that are sooner made anew than changed, and those of which the engine can't be told otherwise. */
  async #rebuildSources(entries: readonly JournalEntry[]): Promise<void> {
    const removals = new Map<string, number>();
    for (const entry of entries) {
      if (needsNewSource(entry) && this.#content.isNews(entry)) await this.#rebuild(entry.sourceId, entries);
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
    if (snapshot === undefined) {
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
    const { quarantine } = this.#options;
    const { id } = source.definition;
    await this.#load({ type: 'RESET_SOURCE', sourceId: id, source: engineSource(source) });
    const sound: Asset[] = [];
    const suspects: Asset[] = [];
    for (const asset of assets) {
      const state = { sourceId: id, assetId: asset.definition.id, version: asset.version };
      if (!quarantine.isKept(state)) (quarantine.isSuspect(state) ? suspects : sound).push(asset);
    }
    for (const part of [sound, ...suspects.map((asset) => [asset])]) {
      for (const { content, singles, assets: inSlice } of loadSlices(id, part)) {
        const states = inSlice.map(({ definition, version }) => ({
          sourceId: id,
          assetId: definition.id,
          version,
        }));
        await this.#load({ type: 'LOAD_ASSETS', sourceId: id, content, singles }, states);
        await nextTurn();
      }
    }
  }

  /** Sends a load message, when there are few enough under way. */
  async #load(request: EngineRequest, assets: readonly AssetState[] = []): Promise<void> {
    while (this.#loads.size >= MAX_LOADS) await Promise.race(this.#loads);
    if (this.#loadFailure !== undefined) throw this.#loadFailure;
    const load = this.#ask(request, assets)
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

  async #ask(request: EngineRequest, assets: readonly AssetState[] = []): Promise<EngineAnswer> {
    this.#underWay.push(assets);
    const answer = await this.#options.link.request(request);
    this.#underWay.shift();
    return answer;
  }

  #logRefusals(refusals: readonly EngineRefusal[]): void {
    for (const refusal of refusals) this.#options.log.error(refusal, 'The engine refused an asset');
  }
}

/** A source that must be made anew has to be held as the entries before tell: the one that says so comes first. */
function untilNewSource(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  const next = entries.findIndex((entry, index) => index > 0 && needsNewSource(entry));
  return next === -1 ? entries : entries.slice(0, next);
}

function stateOf(entry: JournalEntry): AssetState[] {
  if (entry.kind !== 'ASSET_ADDED' && entry.kind !== 'ASSET_UPDATED') return [];
  const { sourceId, asset } = entry;
  return [{ sourceId, assetId: asset.definition.id, version: asset.version }];
}
