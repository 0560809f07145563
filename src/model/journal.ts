import type { Asset } from './asset.ts';
import type { Source } from './source.ts';

/** Why a change was made. */
export type Cause = {
  readonly kind: CauseKind;
  /** The mutation, connector, webhook or command that made it, by name. */
  readonly operation: string;
  readonly idempotencyKey?: string | undefined;
  /** What tells this occasion from others: a delivery id, a file name. */
  readonly detail?: string | undefined;
};

export const CAUSE_KINDS = [
  'MUTATION',
  'SYNC',
  'IMPORT',
  'WEBHOOK',
  'SCHEDULE',
  'TRIGGER',
  'EXPIRED',
  'COMMAND_LINE',
] as const;

export type CauseKind = (typeof CAUSE_KINDS)[number];

/** What happened, with the state that it left behind. */
export type Change =
  | { readonly kind: 'SOURCE_ADDED'; readonly source: Source }
  | { readonly kind: 'SOURCE_UPDATED'; readonly source: Source; readonly fields: readonly string[] }
  | { readonly kind: 'SOURCE_REMOVED' }
  | { readonly kind: 'CONTENTS_CHANGED' }
  | { readonly kind: 'ASSET_ADDED'; readonly asset: Asset }
  | { readonly kind: 'ASSET_UPDATED'; readonly asset: Asset; readonly fields: readonly string[] }
  | { readonly kind: 'ASSET_REMOVED'; readonly assetId: string }
  | {
      readonly kind: 'ASSET_MOVED';
      readonly asset: Asset;
      /** First every asset of the source is ranked anew, 1, 2, 3… in its present order; then this one moves. */
      readonly renumbered?: true | undefined;
    };

export type ChangeKind = Change['kind'];

/** A change that has been decided and not yet been given its place in the journal. */
export type DraftEntry = Change & {
  readonly sourceId: string;
  /** The source's version after this entry. */
  readonly version: number;
  readonly cause: Cause;
  /** Who did it. */
  readonly principal: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly occurredAt: number;
};

/** One line of the journal. Positions are global, contiguous from 1, and follow commit order. */
export type JournalEntry = DraftEntry & {
  readonly position: number;
  /** The position of the last entry of the same mutation: entries with equal commit were made as one. */
  readonly commit: number;
};

/** The asset that an entry is about, if it is about one. */
export function assetIdOf(change: Change): string | undefined {
  switch (change.kind) {
    case 'ASSET_ADDED':
    case 'ASSET_UPDATED':
    case 'ASSET_MOVED':
      return change.asset.definition.id;
    case 'ASSET_REMOVED':
      return change.assetId;
    case 'SOURCE_ADDED':
    case 'SOURCE_UPDATED':
    case 'SOURCE_REMOVED':
    case 'CONTENTS_CHANGED':
      return undefined;
  }
}
