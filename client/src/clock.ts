/** Timers and chance: what a test wants to hold in its own hands. */
export interface Clock {
  setTimeout(call: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
  /** From 0 up to, not including, 1. */
  random(): number;
}

/** The real ones. */
export const systemClock: Clock = {
  setTimeout: (call, milliseconds) => setTimeout(call, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer as number),
  random: () => Math.random(),
};

/** Resolves after `milliseconds`, or at once when `signal` aborts. Never rejects. */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}

/** Of how many turns a deadline consists. */
const TURNS = 8;

/**
 * Calls back after `milliseconds` in which this thread was awake: a page that was busy, or a machine that slept, must not take
 * its own absence for that of the gateway, whose words may wait to be read. Returns what stops it.
 */
export function deadline(clock: Clock, milliseconds: number, call: () => void): () => void {
  let left = TURNS;
  const turn = () => {
    left -= 1;
    if (left === 0) call();
    else timer = clock.setTimeout(turn, milliseconds / TURNS);
  };
  let timer = clock.setTimeout(turn, milliseconds / TURNS);
  return () => clock.clearTimeout(timer);
}
