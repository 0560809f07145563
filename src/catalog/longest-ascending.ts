/**
 * The longest subsequence whose keys ascend strictly: what may stay in place when the rest is moved. O(N log N),
 * by patience sorting.
 */
export function longestAscending<T>(items: readonly T[], keyOf: (item: T) => number): T[] {
  const tails: number[] = [];
  const previous = new Int32Array(items.length).fill(-1);
  const keys = items.map((item) => keyOf(item));
  for (const [index, key] of keys.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[tails[middle] ?? 0] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous[index] = tails[low - 1] ?? -1;
    tails[low] = index;
  }
  const result: T[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const item = items[index];
    if (item !== undefined) result.push(item);
  }
  return result.reverse();
}
