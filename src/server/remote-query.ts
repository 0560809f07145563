import type { SortingOrder } from '../model/query.ts';
import { badRequest } from './refusal.ts';

/** CE.SDK's AssetQueryData, as far as a query string can say it. */
export type RemoteQuery = {
  readonly query: string | undefined;
  readonly page: number | undefined;
  readonly perPage: number | undefined;
  readonly tags: readonly string[];
  readonly groups: readonly string[];
  readonly excludeGroups: readonly string[];
  readonly locale: string | undefined;
  readonly sortKey: string | undefined;
  readonly sortingOrder: SortingOrder | undefined;
  readonly filter: readonly unknown[] | undefined;
  readonly facets: readonly string[];
};

const SORTING_ORDERS: readonly string[] = ['None', 'Ascending', 'Descending'] satisfies SortingOrder[];

/**
 * Reads a query as IMG.LY's plugin writes it: everything that the engine asks, empty or not, lists joined by commas (a
 * list may also be repeated). `filter` is a JSON list; the plugin itself writes `[object Object]` there, which is refused,
 * because an answer that ignores it would be wrong. Throws Refusal.
 */
export function remoteQuery(search: URLSearchParams): RemoteQuery {
  const text = (key: string): string | undefined => search.get(key) || undefined;
  const list = (key: string): string[] =>
    search.getAll(key).flatMap((value) => (value === '' ? [] : value.split(',')));
  const whole = (key: string): number | undefined => {
    const value = text(key);
    if (value === undefined) return undefined;
    if (!/^\d{1,10}$/.test(value)) throw badRequest(`${key}: expected a whole number, not "${value}".`);
    return Number(value);
  };
  const order = text('sortingOrder');
  if (order !== undefined && !SORTING_ORDERS.includes(order)) {
    throw badRequest(`sortingOrder: expected ${SORTING_ORDERS.join(', ')}, not "${order}".`);
  }
  return {
    query: text('query'),
    page: whole('page'),
    perPage: whole('perPage'),
    tags: list('tags'),
    groups: list('groups'),
    excludeGroups: list('excludeGroups'),
    locale: text('locale'),
    sortKey: text('sortKey'),
    sortingOrder: order as SortingOrder | undefined,
    filter: filterOf(text('filter')),
    facets: list('facets'),
  };
}

function filterOf(text: string | undefined): readonly unknown[] | undefined {
  if (text === undefined) return undefined;
  try {
    const filter: unknown = JSON.parse(text);
    if (Array.isArray(filter)) return filter;
  } catch {
    // Said below.
  }
  throw badRequest('filter: expected a list of CE.SDK asset filters, as JSON.');
}
