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
