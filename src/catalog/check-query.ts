import { badInput } from '../errors.ts';
import type { AssetFilter, AssetQuery, SortingOrder } from '../model/query.ts';
import { at, list, object, refuse, text, texts, type Path } from './check.ts';
import { LIMITS } from './limits.ts';

/** CE.SDK's AssetQueryData as a caller gives it. Null counts as left out. */
export type QueryInput = {
  readonly query?: string | null | undefined;
  readonly page?: number | null | undefined;
  readonly perPage?: number | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly groups?: readonly string[] | null | undefined;
  readonly excludeGroups?: readonly string[] | null | undefined;
  readonly locale?: string | null | undefined;
  readonly sortKey?: string | null | undefined;
  readonly sortingOrder?: SortingOrder | null | undefined;
  readonly sortActiveFirst?: boolean | null | undefined;
  readonly filter?: readonly unknown[] | null | undefined;
  readonly facets?: readonly string[] | null | undefined;
};

/** A query within its bounds, with defaults filled in; throws BAD_USER_INPUT that names the place. */
export function checkQuery(input: QueryInput): AssetQuery {
  const path: Path = ['query'];
  const strings = (key: 'tags' | 'groups' | 'excludeGroups'): readonly string[] =>
    at(path, key, () => texts(input[key] ?? [], path, LIMITS.queryList));
  const page = input.page ?? 0;
  const perPage = input.perPage ?? 30;
  if (!Number.isInteger(page) || page < 0) throw badInput(['query', 'page'], 'must be 0 or more');
  if (!Number.isInteger(perPage) || perPage < 0 || perPage > LIMITS.perPage) {
    throw badInput(['query', 'perPage'], `must be from 0 to ${LIMITS.perPage}`);
  }
  if (page * Math.max(perPage, 1) >= LIMITS.pageOffset) throw badInput(['query', 'page'], 'is too far out');
  const locale = input.locale ?? undefined;
  const budget = { left: LIMITS.filterNodes };
  return {
    query: at(path, 'query', () => text(input.query ?? '', path, LIMITS.queryLength)),
    page,
    perPage,
    tags: strings('tags'),
    groups: strings('groups'),
    excludeGroups: strings('excludeGroups'),
    locale:
      locale === undefined ? undefined : at(path, 'locale', () => text(locale, path, LIMITS.localeLength)),
    sortKey: at(path, 'sortKey', () => text(input.sortKey ?? '', path, LIMITS.keyLength)),
    sortingOrder: input.sortingOrder ?? 'None',
    filter: at(path, 'filter', () =>
      list(input.filter ?? [], path, LIMITS.filterNodes).map((node, index) =>
        at(path, index, () => checkFilter(node, path, 1, budget)),
      ),
    ),
    facets: at(path, 'facets', () => {
      const facets = texts(input.facets ?? [], path, LIMITS.facets);
      facets.forEach((facet, index) => {
        if (facet !== 'tags' && facet !== 'groups' && !/^meta\../s.test(facet)) {
          refuse([...path, index], `"${facet}" can't be counted: use tags, groups or meta.<key>`);
        }
      });
      return [...new Set(facets)];
    }),
  };
}

function checkFilter(input: unknown, path: Path, depth: number, budget: { left: number }): AssetFilter {
  budget.left -= 1;
  if (budget.left < 0) refuse(path, `a filter may have at most ${LIMITS.filterNodes} parts`);
  if (depth > LIMITS.filterDepth)
    refuse(path, `a filter may not be nested deeper than ${LIMITS.filterDepth}`);
  const given = Object.fromEntries(
    Object.entries(object(input, path)).filter(([, value]) => value !== null && value !== undefined),
  );
  const [shape, ...others] = (['property', 'and', 'or', 'not'] as const).filter((key) =>
    Object.hasOwn(given, key),
  );
  if (shape === undefined || others.length > 0)
    return refuse(path, 'must have exactly one of property, and, or, not');
  const children = (key: 'and' | 'or'): AssetFilter[] =>
    at(path, key, () => {
      const nodes = list(given[key], path, LIMITS.filterNodes);
      if (nodes.length === 0) refuse(path, 'must have at least one child');
      return nodes.map((node, index) => at(path, index, () => checkFilter(node, path, depth + 1, budget)));
    });
  switch (shape) {
    case 'and':
      return { and: children('and') };
    case 'or':
      return { or: children('or') };
    case 'not':
      return { not: at(path, 'not', () => checkFilter(given['not'], path, depth + 1, budget)) };
    case 'property':
      return checkComparison(given, path);
  }
}

const PROPERTY = /^(?:id|label|tags|groups|meta\..+)$/s;

function checkComparison(given: Readonly<Record<string, unknown>>, path: Path): AssetFilter {
  const property = at(path, 'property', () => {
    const name = text(given['property'], path, LIMITS.keyLength);
    if (!PROPERTY.test(name))
      refuse(path, `"${name}" can't be filtered by: use id, label, tags, groups or meta.<key>`);
    return name;
  });
  const contains = Object.hasOwn(given, 'contains');
  if (contains === Object.hasOwn(given, 'equals')) refuse(path, 'must have exactly one of contains, equals');
  return contains
    ? { property, contains: at(path, 'contains', () => text(given['contains'], path)) }
    : { property, equals: at(path, 'equals', () => text(given['equals'], path)) };
}
