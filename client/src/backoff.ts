/** How long to wait between attempts, in milliseconds. */
export type Backoff = {
  /** Before the second attempt. */
  readonly first: number;
  /** However many attempts have failed. */
  readonly longest: number;
};

/**
 * The wait before attempt number `failures` + 1: doubled each time, then drawn from its upper half, so that clients which
 * lost their gateway together don't come back together.
 */
export function backoffDelay(backoff: Backoff, failures: number, random: number): number {
  const ceiling = Math.min(backoff.longest, backoff.first * 2 ** Math.min(failures - 1, 30));
  return ceiling * (0.5 + random / 2);
}
