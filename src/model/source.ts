import type { Credits, License, LocalizedString } from './asset.ts';

/** LOCAL: assets live in the gateway. EXTERNAL: every query asks an outside system. */
export type SourceKind = 'LOCAL' | 'EXTERNAL';

/** What a user says of a source. */
export type SourceDefinition = {
  readonly id: string;
  readonly name?: LocalizedString | undefined;
  /** The MIME types that assets may have; undefined or empty: any. */
  readonly supportedMimeTypes?: readonly string[] | undefined;
  readonly credits?: Credits | undefined;
  readonly license?: License | undefined;
  /** When the gateway removes the source by itself, in milliseconds since 1970-01-01 UTC. */
  readonly expiresAt?: number | undefined;
};

/** An asset source as the gateway keeps it. Immutable: a change makes a new one. */
export type Source = {
  readonly definition: SourceDefinition;
  readonly kind: SourceKind;
  /** Contiguous from 1, one step per journal entry; never reset, not even by removal and re-creation. */
  readonly version: number;
  /** The rank that the next appended asset gets: above every rank in use. */
  readonly nextRank: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly createdAt: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly updatedAt: number;
};
