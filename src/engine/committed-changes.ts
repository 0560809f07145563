import type { Asset } from '../model/asset.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Source } from '../model/source.ts';

/** What the engine follows; the composition root provides it. */
export interface CommittedChanges {
  /**
   * Up to `limit` entries after `position`, in order and contiguous; may end inside a commit. Empty: nothing
   * newer that reads show. May reject; it is asked again then.
   */
  entriesAfter(position: number, limit: number): readonly JournalEntry[] | Promise<readonly JournalEntry[]>;

  /** Everything as of `position`. Its arrays never change afterwards, and taking it costs little. */
  snapshot(): ContentSnapshot;

  /** One source as reads show it now, which may be newer than what the engine has been told; undefined when it is gone. */
  sourceSnapshot(id: string): SourceSnapshot | undefined;
}

/** A source with its assets in their order. */
export type SourceSnapshot = {
  readonly version: number;
  readonly source: Source;
  readonly assets: readonly Asset[];
};

/** All sources at one position of the journal. */
export type ContentSnapshot = {
  readonly position: number;
  readonly sources: readonly { readonly source: Source; readonly assets: readonly Asset[] }[];
};
