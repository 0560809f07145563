import type { JournalEntry } from '../model/journal.ts';
import type { Source, SourceKind } from '../model/source.ts';
import { attribution, texts, type Attribution } from './engine-asset.ts';

/** What the engine is told of a source when it is added; it has no call that changes any of it afterwards. */
export type EngineSource = {
  readonly kind: SourceKind;
  readonly mimeTypes: readonly string[];
  /** The engine keeps these two for external sources only. */
  readonly credits: Attribution | undefined;
  readonly license: Attribution | undefined;
};

const TOLD_AT_CREATION: Readonly<Record<SourceKind, readonly string[]>> = {
  LOCAL: ['supportedMimeTypes'],
  EXTERNAL: ['supportedMimeTypes', 'credits', 'license'],
};

/** A copy of what a source says of itself, in the types that the engine's calls take. */
export function engineSource({ kind, definition }: Source): EngineSource {
  const { supportedMimeTypes, credits, license } = definition;
  return {
    kind,
    mimeTypes: texts(supportedMimeTypes) ?? [],
    credits: attribution(credits),
    license: attribution(license),
  };
}

/** Whether the engine learns of a change only when the source is made anew. */
export function needsNewSource(entry: JournalEntry): boolean {
  if (entry.kind !== 'SOURCE_UPDATED') return false;
  return entry.fields.some((field) => TOLD_AT_CREATION[entry.source.kind].includes(field));
}
