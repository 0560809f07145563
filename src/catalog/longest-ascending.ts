import type { Breather } from './breather.ts';

/**
 * The longest subsequence whose keys ascend strictly: what may stay in place when the rest is moved. O(N log N), by
 * patience sorting; O(N) for what ascends already.
 */
export async function longestAscending<T>(
  items: readonly T[],
  keyOf: (item: T) => number,
  breather: Breather,
): Promise<T[]> {
  const tails: number[] = [];
  const tailKeys: number[] = [];
  const previous = new Int32Array(items.length).fill(-1);
  for (const [index, item] of items.entries()) {
    if (breather.due) await breather.breathe();
    const key = keyOf(item);
    let low = 0;
    let high = tails.length;
    if (high > 0 && (tailKeys[high - 1] ?? 0) < key) low = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((tailKeys[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous[index] = tails[low - 1] ?? -1;
    tails[low] = index;
    tailKeys[low] = key;
  }
  const result: T[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const item = items[index];
    if (item !== undefined) result.push(item);
  }
  return result.reverse();
}
