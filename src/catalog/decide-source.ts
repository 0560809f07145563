import { GatewayError } from '../errors.ts';
import { jsonEqual } from '../model/json-equal.ts';
import type { Json } from '../model/json.ts';
import type { SourceDefinition, SourceKind } from '../model/source.ts';
import { checkSourceDefinition, checkSourceFields } from './check-source.ts';
import { LIMITS } from './limits.ts';
import type { Records } from './records.ts';
import type { SourceDraft } from './source-draft.ts';
import { requireVersion } from './require-version.ts';

/** The fields of a source that a patch may touch, as a caller gives them; null removes. */
export type SourcePatch = Readonly<Record<string, unknown>>;

export function decideAddSource(draft: SourceDraft, input: unknown, kind: SourceKind = 'LOCAL'): void {
  const definition = checkSourceDefinition(input, draft.now, ['source']);
  if (draft.source !== undefined) {
    throw new GatewayError(
      'SOURCE_ALREADY_EXISTS',
      { sourceId: draft.id },
      `There is an asset source with the id ${JSON.stringify(draft.id)} already.`,
    );
  }
  draft.addSource(definition, kind);
}

export function decideUpdateSource(
  draft: SourceDraft,
  patch: SourcePatch,
  expectedVersion: number | undefined,
): void {
  const { definition } = draft.existing();
  requireVersion(draft.version, expectedVersion, { sourceId: draft.id });
  const given = checkSourceFields(patch, draft.now, ['patch']);
  const next: Record<string, unknown> = { ...definition, ...given };
  for (const [key, value] of Object.entries(patch)) if (value === null) delete next[key];
  const fields = Object.keys(patch).filter(
    (key) => !jsonEqual(definition[key as keyof SourceDefinition] as Json, next[key] as Json),
  );
  if (fields.length > 0) draft.updateSource(next as SourceDefinition, fields);
}

export function decideRemoveSource(draft: SourceDraft, expectedVersion: number | undefined): void {
  draft.existing();
  requireVersion(draft.version, expectedVersion, { sourceId: draft.id });
  draft.removeSource();
}

/** Throws LIMIT_EXCEEDED when there can't be another source. */
export function requireRoomForSource(records: Records): void {
  if (records.sources().length < LIMITS.sources) return;
  throw new GatewayError(
    'LIMIT_EXCEEDED',
    { limit: LIMITS.sources },
    `There may be at most ${LIMITS.sources} sources.`,
  );
}
