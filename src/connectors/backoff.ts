/** How long to wait before another try. */
export type Backoff = {
  /** In milliseconds, after the first failure; doubles with each. */
  readonly firstMs: number;
  /** In milliseconds; no wait is longer. */
  readonly maxMs: number;
};

/** The wait after `failures` failures in a row, in milliseconds: half of it fixed, half drawn, so that many don't return as one. */
export function waitAfter(
  failures: number,
  { firstMs, maxMs }: Backoff,
  random: () => number = Math.random,
): number {
  const full = Math.min(firstMs * 2 ** Math.min(failures - 1, 30), maxMs);
  return Math.round(full / 2 + (full / 2) * random());
}
