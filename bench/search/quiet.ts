import { setImmediate } from 'node:timers/promises';

/** Resolves when the event loop has had nothing to do for a while. */
export async function quiet(): Promise<void> {
  for (let idle = 0; idle < 50;) {
    const start = performance.now();
    await setImmediate();
    idle = performance.now() - start < 1 ? idle + 1 : 0;
  }
}
