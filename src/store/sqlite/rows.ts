import type { Asset } from '../../model/asset.ts';
import type { Cause, Change, ChangeKind, JournalEntry } from '../../model/journal.ts';
import type { Source } from '../../model/source.ts';
import type { StoredSource } from '../store.ts';

/** Columns of the tables, as SQLite returns them. */
export type SourceRow = {
  readonly id: string;
  readonly version: number;
  readonly asset_count: number;
  readonly doc: string | null;
};

export type AssetRow = { readonly id: string; readonly rank: number; readonly doc: string };

export type JournalRow = {
  readonly position: number;
  readonly commit_position: number;
  readonly source_id: string;
  readonly version: number;
  readonly kind: ChangeKind;
  readonly asset_id: string | null;
  readonly doc: string | null;
  readonly detail: string | null;
  readonly cause: string;
  readonly principal: string;
  readonly occurred_at: number;
};

export function storedSourceOf({ id, version, asset_count, doc }: SourceRow): StoredSource {
  if (doc === null) return { id, version, source: undefined };
  return { id, version, source: JSON.parse(doc) as Source, assetCount: asset_count };
}

export function assetOf(sourceId: string, row: AssetRow): Asset {
  return { ...parseAsset(sourceId, row.doc), rank: row.rank };
}

export function journalEntryOf(row: JournalRow): JournalEntry {
  return {
    ...changeOf(row),
    sourceId: row.source_id,
    version: row.version,
    cause: JSON.parse(row.cause) as Cause,
    principal: row.principal,
    occurredAt: row.occurred_at,
    position: row.position,
    commit: row.commit_position,
  };
}

function changeOf(row: JournalRow): Change {
  const { kind } = row;
  switch (kind) {
    case 'SOURCE_ADDED':
      return { kind, source: parseSource(row.doc) };
    case 'SOURCE_UPDATED':
      return { kind, source: parseSource(row.doc), fields: parseDetail(row.detail).fields ?? [] };
    case 'SOURCE_REMOVED':
    case 'CONTENTS_CHANGED':
      return { kind };
    case 'ASSET_ADDED':
      return { kind, asset: parseAsset(row.source_id, row.doc) };
    case 'ASSET_UPDATED':
      return {
        kind,
        asset: parseAsset(row.source_id, row.doc),
        fields: parseDetail(row.detail).fields ?? [],
      };
    case 'ASSET_REMOVED':
      return { kind, assetId: row.asset_id ?? '' };
    case 'ASSET_MOVED': {
      const asset = parseAsset(row.source_id, row.doc);
      return parseDetail(row.detail).renumbered === true
        ? { kind, asset, renumbered: true }
        : { kind, asset };
    }
  }
}

function parseSource(doc: string | null): Source {
  return JSON.parse(doc ?? '') as Source;
}

function parseAsset(sourceId: string, doc: string | null): Asset {
  return { sourceId, ...(JSON.parse(doc ?? '') as Omit<Asset, 'sourceId'>) };
}

function parseDetail(detail: string | null): { fields?: readonly string[]; renumbered?: true } {
  return detail === null ? {} : (JSON.parse(detail) as { fields?: readonly string[]; renumbered?: true });
}
