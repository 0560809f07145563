import type { JournalEntry } from '../model/journal.ts';
import type { Source } from '../model/source.ts';
import { SourceIndex } from './source-index.ts';

/** One source on its way through journal entries; readers of the index see it when it is finished. */
export class SourceProgress {
  #index: SourceIndex | undefined;
  #source: Source | undefined;
  #version = 0;
  #staged: SourceIndex | undefined;

  constructor(index: SourceIndex | undefined) {
    this.#index = index;
    this.#source = index?.source;
  }

  /** Undefined when the source does not exist, as it is now. */
  get index(): SourceIndex | undefined {
    return this.#index;
  }

  /** The version of the last entry taken. */
  get version(): number {
    return this.#version;
  }

  /** Keeps what is to come from readers until {@link SourceProgress.finish}. Call it first. */
  stage(): void {
    this.#index?.beginStage();
    this.#staged = this.#index;
  }

  take(entry: JournalEntry): void {
    this.#version = entry.version;
    if (entry.kind === 'SOURCE_ADDED') {
      this.#source = entry.source;
      this.#index = new SourceIndex(entry.source);
      return;
    }
    if (entry.kind === 'SOURCE_REMOVED') {
      this.#source = undefined;
      this.#index = undefined;
      return;
    }
    if (this.#source === undefined || this.#index === undefined) {
      throw new Error(`the journal changes source ${entry.sourceId}, which does not exist`);
    }
    let { nextRank } = this.#source;
    switch (entry.kind) {
      case 'SOURCE_UPDATED':
        this.#source = entry.source;
        ({ nextRank } = entry.source);
        break;
      case 'CONTENTS_CHANGED':
        break;
      case 'ASSET_REMOVED':
        this.#index.remove(entry.assetId);
        break;
      case 'ASSET_MOVED':
      case 'ASSET_ADDED':
      case 'ASSET_UPDATED':
        if (entry.kind === 'ASSET_MOVED' && entry.renumbered === true) nextRank = this.#index.renumber();
        this.#index.put(entry.asset);
        nextRank = Math.max(nextRank, Math.floor(entry.asset.rank) + 1);
        break;
    }
    this.#source = { ...this.#source, version: entry.version, nextRank };
  }

  /** Shows the source as it is now. Returns the slots that are to be reclaimed. */
  finish(): readonly number[] {
    if (this.#index === undefined || this.#source === undefined) return [];
    if (this.#index === this.#staged) return this.#index.commitStage(this.#source);
    this.#index.source = this.#source;
    return [];
  }
}
