import type { Asset } from '../model/asset.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Page } from '../model/page.ts';
import type { AssetQuery } from '../model/query.ts';
import type { Source } from '../model/source.ts';

/** The committed state in memory, as the catalog needs it: all reads are answered from here. */
export interface Records {
  /** The last version of a source that exists or ever did; 0 otherwise. */
  versionOf(sourceId: string): number;
  source(id: string): Source | undefined;
  /** By id. */
  sources(): readonly Source[];
  assetCount(sourceId: string): number;
  asset(sourceId: string, assetId: string): Asset | undefined;
  /** A snapshot by rank. */
  assets(sourceId: string): readonly Asset[];
  groups(sourceId: string): readonly string[];
  find(sourceId: string, query: AssetQuery): Page;
  /** Ids of sources that differ from this one only by letter case. */
  findBySimilarId(id: string): readonly string[];
  /** Takes whole commits of one source, in order; a promise when it takes a while. */
  apply(entries: readonly JournalEntry[]): Promise<void> | undefined;
}
