/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** CE.SDK's AssetFilter. Exactly one of: property with contains, property with equals, and, or, not. */
export type AssetFilter = {
  readonly and?: ReadonlyArray<AssetFilter> | null | undefined;
  /** A part of the value, letter case ignored. */
  readonly contains?: string | null | undefined;
  /** The whole value, letter case ignored. */
  readonly equals?: string | null | undefined;
  readonly not?: AssetFilter | null | undefined;
  readonly or?: ReadonlyArray<AssetFilter> | null | undefined;
  /** `id`, `label`, `tags`, `groups` or `meta.<key>`. */
  readonly property?: string | null | undefined;
};

/** CE.SDK's AssetDefinition. Without an id, one is generated. */
export type AssetInput = {
  readonly credits?: CreditsInput | null | undefined;
  readonly groups?: ReadonlyArray<string> | null | undefined;
  readonly id?: string | null | undefined;
  readonly label?: { readonly [locale: string]: string } | null | undefined;
  readonly license?: LicenseInput | null | undefined;
  readonly meta?: { readonly [key: string]: unknown } | null | undefined;
  readonly payload?: { readonly [key: string]: unknown } | null | undefined;
  readonly tags?: { readonly [locale: string]: readonly string[] } | null | undefined;
  readonly utm?: UtmInput | null | undefined;
};

/** CE.SDK's AssetQueryData: the query object of an asset panel pastes in unchanged. */
export type AssetQuery = {
  /** None of these groups. */
  readonly excludeGroups?: ReadonlyArray<string> | null | undefined;
  /** `tags`, `groups` or `meta.<key>`: count their values over everything that matches. */
  readonly facets?: ReadonlyArray<string> | null | undefined;
  /** All of these must match. */
  readonly filter?: ReadonlyArray<AssetFilter> | null | undefined;
  /** At least one of these groups. */
  readonly groups?: ReadonlyArray<string> | null | undefined;
  /** In which locale label and tags are searched and sorted. */
  readonly locale?: string | null | undefined;
  /** From 0. */
  readonly page?: number;
  /** 0 to 200; 0 answers with total and facets only. */
  readonly perPage?: number;
  /** Words that must all occur in the label or the tags, as any part of a word. */
  readonly query?: string | null | undefined;
  /** Accepted, and without effect, as in the engine on a server: nothing is active. */
  readonly sortActiveFirst?: boolean | null | undefined;
  /** `id`, `label`, `createdAt`, `updatedAt`, or a key of meta; a leading `meta.` is allowed. */
  readonly sortKey?: string | null | undefined;
  readonly sortingOrder?: SortingOrder | null | undefined;
  /** All of these tags. */
  readonly tags?: ReadonlyArray<string> | null | undefined;
};

export type CreditsInput = {
  readonly name: string;
  readonly url?: string | null | undefined;
};

export type LicenseInput = {
  readonly name: string;
  readonly url?: string | null | undefined;
};

/** CE.SDK's own values. */
export type SortingOrder =
  | 'Ascending'
  | 'Descending'
  | 'None';

export type StreamStatus =
  /** No `after` was given: what happens from now on follows. */
  | 'LIVE'
  /** `after` is too old or unknown: read the sources again. What happens from now on follows. */
  | 'RESET'
  /** Everything since `after` follows. */
  | 'RESUMED';

export type UtmInput = {
  readonly medium?: string | null | undefined;
  readonly source?: string | null | undefined;
};

export type SourceFieldsFragment = { readonly id: string, readonly name: string | null, readonly names: { readonly [locale: string]: string } | null, readonly supportedMimeTypes: ReadonlyArray<string>, readonly version: number, readonly credits: { readonly name: string, readonly url: string | null } | null, readonly license: { readonly name: string, readonly url: string | null } | null };

export type AssetFieldsFragment = { readonly id: string, readonly label: string | null, readonly tags: ReadonlyArray<string>, readonly groups: ReadonlyArray<string>, readonly meta: { readonly [key: string]: unknown } | null, readonly payload: { readonly [key: string]: unknown } | null, readonly credits: { readonly name: string, readonly url: string | null } | null, readonly license: { readonly name: string, readonly url: string | null } | null, readonly utm: { readonly source: string | null, readonly medium: string | null } | null };

export type SourcesQueryVariables = Exact<{ [key: string]: never; }>;


export type SourcesQuery = { readonly assetSources: ReadonlyArray<{ readonly id: string, readonly name: string | null, readonly names: { readonly [locale: string]: string } | null, readonly supportedMimeTypes: ReadonlyArray<string>, readonly version: number, readonly credits: { readonly name: string, readonly url: string | null } | null, readonly license: { readonly name: string, readonly url: string | null } | null }> };

export type HeadQueryVariables = Exact<{ [key: string]: never; }>;


export type HeadQuery = { readonly gateway: { readonly head: string } };

export type FindAssetsQueryVariables = Exact<{
  sourceId: string;
  query: AssetQuery;
  locale?: string | null | undefined;
  minVersion?: number | null | undefined;
}>;


export type FindAssetsQuery = { readonly findAssets: { readonly total: number, readonly currentPage: number, readonly nextPage: number | null, readonly version: number, readonly assets: ReadonlyArray<{ readonly id: string, readonly label: string | null, readonly tags: ReadonlyArray<string>, readonly groups: ReadonlyArray<string>, readonly meta: { readonly [key: string]: unknown } | null, readonly payload: { readonly [key: string]: unknown } | null, readonly credits: { readonly name: string, readonly url: string | null } | null, readonly license: { readonly name: string, readonly url: string | null } | null, readonly utm: { readonly source: string | null, readonly medium: string | null } | null }>, readonly facets: ReadonlyArray<{ readonly path: string, readonly values: ReadonlyArray<{ readonly value: string, readonly count: number }> }> } };

export type FetchAssetQueryVariables = Exact<{
  sourceId: string;
  id: string;
  locale?: string | null | undefined;
}>;


export type FetchAssetQuery = { readonly asset: { readonly id: string, readonly label: string | null, readonly tags: ReadonlyArray<string>, readonly groups: ReadonlyArray<string>, readonly meta: { readonly [key: string]: unknown } | null, readonly payload: { readonly [key: string]: unknown } | null, readonly credits: { readonly name: string, readonly url: string | null } | null, readonly license: { readonly name: string, readonly url: string | null } | null, readonly utm: { readonly source: string | null, readonly medium: string | null } | null } | null };

export type GroupsQueryVariables = Exact<{
  sourceId: string;
}>;


export type GroupsQuery = { readonly assetSource: { readonly groups: ReadonlyArray<string> } | null };

export type AddAssetMutationVariables = Exact<{
  sourceId: string;
  asset: AssetInput;
  idempotencyKey: string;
}>;


export type AddAssetMutation = { readonly addAsset: { readonly version: number } };

export type RemoveAssetMutationVariables = Exact<{
  sourceId: string;
  id: string;
  idempotencyKey: string;
}>;


export type RemoveAssetMutation = { readonly removeAsset: { readonly version: number } };

export type EventsSubscriptionVariables = Exact<{
  sourceIds?: ReadonlyArray<string> | string | null | undefined;
  after?: string | null | undefined;
}>;


export type EventsSubscription = { readonly assetSourceEvents:
    | { readonly __typename: 'AssetSourceAdded', readonly cursor: string, readonly sourceId: string, readonly version: number, readonly source: { readonly id: string, readonly name: string | null, readonly names: { readonly [locale: string]: string } | null, readonly supportedMimeTypes: ReadonlyArray<string>, readonly version: number, readonly credits: { readonly name: string, readonly url: string | null } | null, readonly license: { readonly name: string, readonly url: string | null } | null } | null }
    | { readonly __typename: 'AssetSourceRemoved', readonly cursor: string, readonly sourceId: string, readonly version: number }
    | { readonly __typename: 'AssetSourceUpdated', readonly cursor: string, readonly sourceId: string, readonly version: number, readonly source: { readonly id: string, readonly name: string | null, readonly names: { readonly [locale: string]: string } | null, readonly supportedMimeTypes: ReadonlyArray<string>, readonly version: number, readonly credits: { readonly name: string, readonly url: string | null } | null, readonly license: { readonly name: string, readonly url: string | null } | null } | null }
    | { readonly __typename: 'StreamOpened', readonly cursor: string, readonly status: StreamStatus }
    | { readonly __typename: 'StreamReset', readonly cursor: string }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const SourceFieldsFragmentDoc = new TypedDocumentString(`
    fragment SourceFields on AssetSource {
  id
  name
  names
  supportedMimeTypes
  credits {
    name
    url
  }
  license {
    name
    url
  }
  version
}
    `, {"fragmentName":"SourceFields"}) as unknown as TypedDocumentString<SourceFieldsFragment, unknown>;
export const AssetFieldsFragmentDoc = new TypedDocumentString(`
    fragment AssetFields on Asset {
  id
  label(locale: $locale)
  tags(locale: $locale)
  groups
  meta
  payload
  credits {
    name
    url
  }
  license {
    name
    url
  }
  utm {
    source
    medium
  }
}
    `, {"fragmentName":"AssetFields"}) as unknown as TypedDocumentString<AssetFieldsFragment, unknown>;
export const SourcesDocument = new TypedDocumentString(`
    query Sources {
  assetSources {
    ...SourceFields
  }
}
    fragment SourceFields on AssetSource {
  id
  name
  names
  supportedMimeTypes
  credits {
    name
    url
  }
  license {
    name
    url
  }
  version
}`) as unknown as TypedDocumentString<SourcesQuery, SourcesQueryVariables>;
export const HeadDocument = new TypedDocumentString(`
    query Head {
  gateway {
    head
  }
}
    `) as unknown as TypedDocumentString<HeadQuery, HeadQueryVariables>;
export const FindAssetsDocument = new TypedDocumentString(`
    query FindAssets($sourceId: ID!, $query: AssetQuery!, $locale: String, $minVersion: Int) {
  findAssets(sourceId: $sourceId, query: $query, minVersion: $minVersion) {
    assets {
      ...AssetFields
    }
    total
    currentPage
    nextPage
    facets {
      path
      values {
        value
        count
      }
    }
    version
  }
}
    fragment AssetFields on Asset {
  id
  label(locale: $locale)
  tags(locale: $locale)
  groups
  meta
  payload
  credits {
    name
    url
  }
  license {
    name
    url
  }
  utm {
    source
    medium
  }
}`) as unknown as TypedDocumentString<FindAssetsQuery, FindAssetsQueryVariables>;
export const FetchAssetDocument = new TypedDocumentString(`
    query FetchAsset($sourceId: ID!, $id: ID!, $locale: String) {
  asset(sourceId: $sourceId, id: $id) {
    ...AssetFields
  }
}
    fragment AssetFields on Asset {
  id
  label(locale: $locale)
  tags(locale: $locale)
  groups
  meta
  payload
  credits {
    name
    url
  }
  license {
    name
    url
  }
  utm {
    source
    medium
  }
}`) as unknown as TypedDocumentString<FetchAssetQuery, FetchAssetQueryVariables>;
export const GroupsDocument = new TypedDocumentString(`
    query Groups($sourceId: ID!) {
  assetSource(id: $sourceId) {
    groups
  }
}
    `) as unknown as TypedDocumentString<GroupsQuery, GroupsQueryVariables>;
export const AddAssetDocument = new TypedDocumentString(`
    mutation AddAsset($sourceId: ID!, $asset: AssetInput!, $idempotencyKey: String!) {
  addAsset(sourceId: $sourceId, asset: $asset, idempotencyKey: $idempotencyKey) {
    version
  }
}
    `) as unknown as TypedDocumentString<AddAssetMutation, AddAssetMutationVariables>;
export const RemoveAssetDocument = new TypedDocumentString(`
    mutation RemoveAsset($sourceId: ID!, $id: ID!, $idempotencyKey: String!) {
  removeAsset(sourceId: $sourceId, id: $id, idempotencyKey: $idempotencyKey) {
    version
  }
}
    `) as unknown as TypedDocumentString<RemoveAssetMutation, RemoveAssetMutationVariables>;
export const EventsDocument = new TypedDocumentString(`
    subscription Events($sourceIds: [ID!], $after: Cursor) {
  assetSourceEvents(sourceIds: $sourceIds, after: $after) {
    __typename
    ... on StreamOpened {
      cursor
      status
    }
    ... on StreamReset {
      cursor
    }
    ... on AssetSourceAdded {
      cursor
      sourceId
      version
      source {
        ...SourceFields
      }
    }
    ... on AssetSourceUpdated {
      cursor
      sourceId
      version
      source {
        ...SourceFields
      }
    }
    ... on AssetSourceRemoved {
      cursor
      sourceId
      version
    }
  }
}
    fragment SourceFields on AssetSource {
  id
  name
  names
  supportedMimeTypes
  credits {
    name
    url
  }
  license {
    name
    url
  }
  version
}`) as unknown as TypedDocumentString<EventsSubscription, EventsSubscriptionVariables>;