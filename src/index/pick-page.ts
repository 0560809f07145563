import type { AssetQuery } from '../model/query.ts';
import { eachBit, hasBit, type Bits } from './bits.ts';
import { SlotOrder } from './slot-order.ts';
import { sortValueOf } from './sort-value.ts';
import type { SourceIndex } from './source-index.ts';

/** A selection is sorted by itself when it is this much smaller than the source; else the source is walked in order. */
const SELECTIVE = 64;

/** The slots of one page, in order. `matched` undefined: all assets match. */
export function pickPage(
  source: SourceIndex,
  query: AssetQuery,
  matched: Bits | undefined,
  total: number,
  offset: number,
): readonly number[] {
  const count = Math.min(query.perPage, total - offset);
  if (count <= 0) return [];
  const direction = query.sortingOrder === 'Descending' ? -1 : 1;
  if (query.sortingOrder === 'None' || query.sortKey === '') {
    if (matched !== undefined && total * SELECTIVE < source.occupied) {
      const slots = slotsOf(matched).toSorted((a, b) => direction * source.indexes.byRank.compare(a, b));
      return slots.slice(offset, offset + count);
    }
    return walk(source.indexes.byRank.chunks, matched, total, offset, count, direction);
  }
  const order = source.indexes.order(query.sortKey, query.locale, direction);
  if (order === undefined || (matched !== undefined && total * SELECTIVE < source.occupied)) {
    return sortSome(source, query, matched ?? source.live, offset, count, direction);
  }
  return walk(order.chunks, matched, total, offset, count, 1);
}

/** Walks an order, from the end when that is nearer or asked for, and takes what matches. */
function walk(
  chunks: readonly (readonly number[])[],
  matched: Bits | undefined,
  total: number,
  offset: number,
  count: number,
  direction: 1 | -1,
): readonly number[] {
  if (offset > total - offset - count) {
    const flipped = direction === 1 ? -1 : 1;
    return walkFrom(chunks, matched, total - offset - count, count, flipped).toReversed();
  }
  return walkFrom(chunks, matched, offset, count, direction);
}

function walkFrom(
  chunks: readonly (readonly number[])[],
  matched: Bits | undefined,
  offset: number,
  count: number,
  direction: 1 | -1,
): number[] {
  const picked: number[] = [];
  let skip = offset;
  for (let number = 0; number < chunks.length && picked.length < count; number += 1) {
    const chunk = chunks[direction === 1 ? number : chunks.length - 1 - number] ?? [];
    if (matched === undefined && skip >= chunk.length) {
      skip -= chunk.length;
      continue;
    }
    for (let place = 0; place < chunk.length; place += 1) {
      const slot = chunk[direction === 1 ? place : chunk.length - 1 - place] ?? 0;
      if (matched !== undefined && !hasBit(matched, slot)) continue;
      if (skip > 0) {
        skip -= 1;
        continue;
      }
      picked.push(slot);
      if (picked.length === count) break;
    }
  }
  return picked;
}

/** Sorts a selection as far as the page needs. */
function sortSome(
  source: SourceIndex,
  query: AssetQuery,
  matched: Bits,
  offset: number,
  count: number,
  direction: 1 | -1,
): readonly number[] {
  const order = new SlotOrder(sortValueOf(query.sortKey, query.locale), direction, source.ranks);
  const end = offset + count;
  const best: number[] = [];
  // Sorted now and then: what can't be on the page any more goes.
  const room = Math.max(end * 2, 1_024);
  let worst: number | undefined;
  eachBit(matched, (slot) => {
    const asset = source.assets[slot];
    if (asset === undefined) return;
    order.note(slot, asset);
    if (worst !== undefined && order.compare(slot, worst) > 0) return;
    best.push(slot);
    if (best.length < room) return;
    best.sort(order.compare);
    best.length = end;
    worst = best[end - 1];
  });
  return best.sort(order.compare).slice(offset, end);
}

function slotsOf(bits: Bits): number[] {
  const slots: number[] = [];
  eachBit(bits, (slot) => void slots.push(slot));
  return slots;
}
