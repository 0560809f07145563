import type { Asset } from '../model/asset.ts';
import { localized } from '../model/localized.ts';
import { metaValue } from './meta-text.ts';
import { orderForm } from './text-order.ts';

/** What an asset is ordered by: numbers come before texts, and undefined, for a missing value, comes last. */
export type SortValue = number | string | undefined;

/** Reads what a sort key stands for from assets: `id`, `label`, `createdAt`, `updatedAt`, else a key of meta. */
export function sortValueOf(key: string, locale: string | undefined): (asset: Asset) => SortValue {
  switch (key) {
    case 'id':
      return (asset) => orderForm(asset.definition.id);
    case 'label':
      return (asset) => {
        const label = localized(asset.definition.label, locale);
        return label === undefined ? undefined : orderForm(label);
      };
    case 'createdAt':
      return (asset) => asset.createdAt;
    case 'updatedAt':
      return (asset) => asset.updatedAt;
    default: {
      const metaKey = key.startsWith('meta.') ? key.slice(5) : key;
      return (asset) => {
        const value = metaValue(asset.definition, metaKey);
        if (value === undefined || value === null) return undefined;
        if (typeof value === 'number') return value;
        return orderForm(typeof value === 'string' ? value : JSON.stringify(value));
      };
    }
  }
}

/** Ascending (`direction` 1) or descending (-1); what is missing comes last in both. */
export function compareSortValues(a: SortValue, b: SortValue, direction: 1 | -1): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -direction : a === b ? 0 : direction;
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  if (typeof a !== typeof b) return typeof a === 'number' ? -direction : direction;
  return a < b ? -direction : direction;
}
