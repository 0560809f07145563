import { GatewayError } from '../errors.ts';
import { readError } from './engine-errors.ts';
import { EngineDied, type EngineLink } from './engine-link.ts';
import type { EngineRequest } from './protocol.ts';

/** Reads that wait for the engine at one time. */
const MAX_WAITING = 1_000;

/** Asks the engine itself: for checks and comparisons, not for clients, whom the index answers. */
export class EngineReads {
  readonly #link: () => EngineLink | undefined;
  readonly #timeoutMs: number;
  #waiting = 0;

  constructor(link: () => EngineLink | undefined, timeoutMs: number) {
    this.#link = link;
    this.#timeoutMs = timeoutMs;
  }

  /** Throws UNAVAILABLE when there is no engine, too many wait for it, or it takes too long. */
  async ask(request: EngineRequest): Promise<unknown> {
    const link = this.#link();
    if (link === undefined || this.#waiting >= MAX_WAITING) throw new GatewayError('UNAVAILABLE');
    this.#waiting += 1;
    try {
      const answer = await withTimeout(link.request(request), this.#timeoutMs);
      if (answer.type === 'REFUSED') throw readError(answer.code, answer.message);
      if (answer.type === 'READ') return answer.value;
      throw new GatewayError('UNAVAILABLE');
    } catch (error) {
      if (error instanceof EngineDied) throw new GatewayError('UNAVAILABLE', {}, undefined, { cause: error });
      throw error;
    } finally {
      this.#waiting -= 1;
    }
  }
}

async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new GatewayError('UNAVAILABLE')), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
