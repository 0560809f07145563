import type {
  CommittedChanges,
  ContentSnapshot,
  SourceSnapshot,
} from '../../../src/engine/committed-changes.ts';
import type { Asset, AssetDefinition } from '../../../src/model/asset.ts';
import type { Change, JournalEntry } from '../../../src/model/journal.ts';
import type { Source, SourceDefinition } from '../../../src/model/source.ts';

type Content = { source: Source; assets: Map<string, Asset> };

/** One change, before it has versions and a place. */
export type Intent =
  | { add: SourceDefinition; kind?: Source['kind'] }
  | { removeSource: true }
  | { rename: string }
  | { redefine: SourceDefinition }
  | { notify: true }
  | { put: AssetDefinition }
  | { remove: string }
  | { move: string };

/** A journal with its records, in memory: what the engine follows in the gateway, without the gateway. */
export class MemoryJournal implements CommittedChanges {
  readonly entries: JournalEntry[] = [];
  readonly #content = new Map<string, Content>();
  readonly #versions = new Map<string, number>();

  get head(): number {
    return this.entries.length;
  }

  /** Appends one commit. Returns its position. */
  commit(sourceId: string, ...intents: Intent[]): number {
    const commit = this.entries.length + intents.length;
    for (const intent of intents) {
      const version = (this.#versions.get(sourceId) ?? 0) + 1;
      this.#versions.set(sourceId, version);
      this.entries.push({
        ...this.#change(sourceId, version, intent),
        sourceId,
        version,
        cause: { kind: 'MUTATION', operation: 'test' },
        principal: 'test',
        occurredAt: 0,
        position: this.entries.length + 1,
        commit,
      });
    }
    return commit;
  }

  entriesAfter(position: number, limit: number): readonly JournalEntry[] {
    return this.entries.slice(position, position + limit);
  }

  snapshot(): ContentSnapshot {
    const sources = [...this.#content.values()].map(({ source, assets }) => ({
      source,
      assets: [...assets.values()],
    }));
    return { position: this.head, sources };
  }

  sourceSnapshot(id: string): SourceSnapshot | undefined {
    const content = this.#content.get(id);
    if (content === undefined) return undefined;
    return {
      version: content.source.version,
      source: content.source,
      assets: [...content.assets.values()],
    };
  }

  #change(sourceId: string, version: number, intent: Intent): Change {
    if ('add' in intent) {
      const source: Source = {
        definition: intent.add,
        kind: intent.kind ?? 'LOCAL',
        version,
        nextRank: 1,
        createdAt: 0,
        updatedAt: 0,
      };
      this.#content.set(sourceId, { source, assets: new Map() });
      return { kind: 'SOURCE_ADDED', source };
    }
    const content = this.#content.get(sourceId);
    if (content === undefined) throw new Error(`No source ${sourceId}`);
    content.source = { ...content.source, version };
    if ('removeSource' in intent) {
      this.#content.delete(sourceId);
      return { kind: 'SOURCE_REMOVED' };
    }
    if ('rename' in intent) {
      const definition = { ...content.source.definition, name: { en: intent.rename } };
      content.source = { ...content.source, definition };
      return { kind: 'SOURCE_UPDATED', source: content.source, fields: ['name'] };
    }
    if ('redefine' in intent) {
      content.source = { ...content.source, definition: intent.redefine };
      return {
        kind: 'SOURCE_UPDATED',
        source: content.source,
        fields: ['supportedMimeTypes', 'credits', 'license'],
      };
    }
    if ('notify' in intent) return { kind: 'CONTENTS_CHANGED' };
    if ('remove' in intent) {
      if (!content.assets.delete(intent.remove)) throw new Error(`No asset ${intent.remove}`);
      return { kind: 'ASSET_REMOVED', assetId: intent.remove };
    }
    if ('move' in intent) {
      const asset = content.assets.get(intent.move);
      if (asset === undefined) throw new Error(`No asset ${intent.move}`);
      return { kind: 'ASSET_MOVED', asset };
    }
    const exists = content.assets.has(intent.put.id);
    const asset: Asset = {
      sourceId,
      definition: intent.put,
      rank: version,
      version,
      createdAt: 0,
      updatedAt: 0,
    };
    content.assets.set(intent.put.id, asset);
    return exists ? { kind: 'ASSET_UPDATED', asset, fields: ['label'] } : { kind: 'ASSET_ADDED', asset };
  }
}
