/** CE.SDK's AssetFilter: exactly one of the shapes. */
export type AssetFilter =
  | { readonly property: string; readonly contains: string }
  | { readonly property: string; readonly equals: string }
  | { readonly and: readonly AssetFilter[] }
  | { readonly or: readonly AssetFilter[] }
  | { readonly not: AssetFilter };

export type SortingOrder = 'None' | 'Ascending' | 'Descending';

/** CE.SDK's AssetQueryData, validated and with its defaults filled in. */
export type AssetQuery = {
  readonly query: string;
  readonly page: number;
  readonly perPage: number;
  readonly tags: readonly string[];
  readonly groups: readonly string[];
  readonly excludeGroups: readonly string[];
  readonly locale: string | undefined;
  readonly sortKey: string;
  readonly sortingOrder: SortingOrder;
  /** All of them must match. */
  readonly filter: readonly AssetFilter[];
  readonly facets: readonly string[];
};

export type FacetValue = { readonly value: string; readonly count: number };

export type Facet = { readonly path: string; readonly values: readonly FacetValue[] };

/** A query that restricts nothing, and asks for no page: what others are made from. */
export const EVERYTHING: AssetQuery = {
  query: '',
  page: 0,
  perPage: 0,
  tags: [],
  groups: [],
  excludeGroups: [],
  locale: undefined,
  sortKey: '',
  sortingOrder: 'None',
  filter: [],
  facets: [],
};
