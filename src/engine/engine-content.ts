import { eventKindOf } from '../model/event.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { SourceKind } from '../model/source.ts';
import type { SourceSnapshot } from './committed-changes.ts';
import { engineAsset } from './engine-asset.ts';
import { engineSource } from './engine-source.ts';
import type { EngineStep, EngineUnit } from './protocol.ts';

/** What the engine has of one source: everything up to `version`, `size` assets. */
type Held =
  | { readonly kind: SourceKind; readonly version: number; readonly size: number }
  /** It was taken out ahead of the journal; until it is added again, its entries are history. */
  | { readonly kind: 'GONE' };

/** Characters of assets in one message: writing more would hold up the thread that everything else runs on. */
const MAX_LENGTH = 256 * 1024;

/**
 * What an engine holds, as far as it has been told, and what to tell it next. One per engine: a new engine
 * begins with an empty one.
 */
export class EngineContent {
  readonly #held = new Map<string, Held>();

  /** The source as a snapshot shows it is in the engine now; entries up to its version say nothing new. */
  loaded(id: string, snapshot: Omit<SourceSnapshot, 'version'> | undefined): void {
    if (snapshot === undefined) {
      this.#held.set(id, { kind: 'GONE' });
      return;
    }
    const { source, assets } = snapshot;
    this.#held.set(id, { kind: source.kind, version: source.version, size: assets.length });
  }

  /** Whether an entry tells the engine something that it does not hold yet. */
  isNews(entry: JournalEntry): boolean {
    const held = this.#held.get(entry.sourceId);
    if (held === undefined || held.kind === 'GONE') return entry.kind === 'SOURCE_ADDED';
    return entry.version > held.version;
  }

  size(sourceId: string): number {
    const held = this.#held.get(sourceId);
    return held === undefined || held.kind === 'GONE' ? 0 : held.size;
  }

  /**
   * The units that bring the engine from what it holds to what `entries` tell, and notes them as told.
   * Entries that it holds already make none. Stops early when the assets get long: `told` entries were taken,
   * at least one if there is one.
   */
  unitsOf(entries: readonly JournalEntry[]): {
    readonly units: readonly EngineUnit[];
    readonly told: number;
  } {
    const units: EngineUnit[] = [];
    let steps: EngineStep[] = [];
    let last: JournalEntry | undefined;
    let told = 0;
    let length = 0;
    const close = (): void => {
      if (last !== undefined && steps.length > 0) {
        units.push({ position: last.position, sourceId: last.sourceId, expects: eventKindOf(last), steps });
      }
      steps = [];
    };
    for (const entry of entries) {
      if (length > MAX_LENGTH) break;
      const goesOn =
        last !== undefined && last.commit === entry.commit && eventKindOf(last) === eventKindOf(entry);
      if (!goesOn) close();
      last = entry;
      told += 1;
      const step = this.#tell(entry);
      if (step === undefined) continue;
      if ('asset' in step) length += step.asset.length;
      // An event needs its occasion, but not one for each entry.
      if (step.call !== 'CONTENTS_CHANGED' || steps.length === 0) steps.push(step);
    }
    close();
    return { units, told };
  }

  #tell(entry: JournalEntry): EngineStep | undefined {
    const { sourceId, version } = entry;
    const held = this.#held.get(sourceId);
    if (entry.kind === 'SOURCE_ADDED') {
      if (held !== undefined && held.kind !== 'GONE' && version <= held.version) return undefined;
      this.#held.set(sourceId, { kind: entry.source.kind, version, size: 0 });
      return { call: 'ADD_SOURCE', source: engineSource(entry.source) };
    }
    if (held === undefined || held.kind === 'GONE' || version <= held.version) return undefined;
    if (entry.kind === 'SOURCE_REMOVED') {
      this.#held.delete(sourceId);
      return { call: 'REMOVE_SOURCE' };
    }
    const grown = entry.kind === 'ASSET_ADDED' ? 1 : entry.kind === 'ASSET_REMOVED' ? -1 : 0;
    this.#held.set(sourceId, { kind: held.kind, version, size: held.size + grown });
    // What an external source has is outside; of that, there is only ever news.
    return held.kind === 'LOCAL' ? stepOf(entry) : { call: 'CONTENTS_CHANGED' };
  }
}

function stepOf(entry: Exclude<JournalEntry, { kind: 'SOURCE_ADDED' | 'SOURCE_REMOVED' }>): EngineStep {
  switch (entry.kind) {
    case 'ASSET_ADDED':
    case 'ASSET_UPDATED': {
      const { definition } = entry.asset;
      const asset = engineAsset(definition).text;
      const call = entry.kind === 'ASSET_ADDED' ? 'ADD_ASSET' : 'REPLACE_ASSET';
      return { call, assetId: definition.id.toWellFormed(), asset };
    }
    case 'ASSET_REMOVED':
      return { call: 'REMOVE_ASSET', assetId: entry.assetId.toWellFormed() };
    // The engine has no order of its own, and what it knows of a source it only learns when that is made:
    // of these it only tells that there is news.
    case 'ASSET_MOVED':
    case 'SOURCE_UPDATED':
    case 'CONTENTS_CHANGED':
      return { call: 'CONTENTS_CHANGED' };
  }
}
