import type { JsonObject } from './json.ts';

/** A text per locale, as in CE.SDK's AssetDefinition: `{ en: 'Mountain', de: 'Berg' }`. */
export type LocalizedString = Readonly<Record<string, string>>;

/** A list of texts per locale, as in CE.SDK's AssetDefinition: `{ en: ['nature'] }`. */
export type LocalizedStrings = Readonly<Record<string, readonly string[]>>;

/** Whom to name beside an asset or a source. */
export type Credits = { readonly name: string; readonly url?: string | undefined };

/** Under which licence an asset or a source may be used. */
export type License = { readonly name: string; readonly url?: string | undefined };

/** Parameters that a provider wants appended to the links of its credits. */
export type Utm = { readonly source?: string | undefined; readonly medium?: string | undefined };

/** CE.SDK's AssetDefinition: what a user wrote, kept as it was written. Immutable once validated. */
export type AssetDefinition = {
  readonly id: string;
  readonly label?: LocalizedString | undefined;
  readonly tags?: LocalizedStrings | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly meta?: JsonObject | undefined;
  readonly payload?: JsonObject | undefined;
  readonly credits?: Credits | undefined;
  readonly license?: License | undefined;
  readonly utm?: Utm | undefined;
};

/** An asset as the gateway keeps it. Immutable: a change makes a new one. */
export type Asset = {
  readonly sourceId: string;
  readonly definition: AssetDefinition;
  /** Where it stands in its source: assets are ordered by ascending rank. Unique in a source; any finite number. */
  readonly rank: number;
  /** The source's version that last changed this asset. */
  readonly version: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly createdAt: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly updatedAt: number;
};

/** The fields of a definition that a change can touch; `fields` of a change are written with these names. */
export const DEFINITION_FIELDS = [
  'label',
  'tags',
  'groups',
  'meta',
  'payload',
  'credits',
  'license',
  'utm',
] as const satisfies readonly (keyof AssetDefinition)[];
