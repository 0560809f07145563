import { errorOf, GatewayRequestError } from '../gateway-request-error.ts';

/** Writes that may wait for their turn; more are refused. */
const WAITING = 10_000;

/** The writes of one source, one after the other, in the order of the calls. */
export class WriteQueue {
  readonly #onFailure: (error: Error, operation: 'addAsset' | 'removeAsset') => void;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** `onFailure` is told of writes that fail; nobody waits for them. */
  constructor(onFailure: (error: Error, operation: 'addAsset' | 'removeAsset') => void) {
    this.#onFailure = onFailure;
  }

  /** Resolves when every write so far has ended. Never rejects. */
  get settled(): Promise<void> {
    return this.#last;
  }

  add(operation: 'addAsset' | 'removeAsset', write: () => Promise<void>): void {
    if (this.#waiting >= WAITING) {
      this.#onFailure(
        new GatewayRequestError('LIMIT_EXCEEDED', 'Too many changes wait for the gateway.'),
        operation,
      );
      return;
    }
    this.#waiting += 1;
    this.#last = this.#last
      .then(write)
      .catch((error: unknown) => this.#onFailure(errorOf(error), operation))
      .finally(() => {
        this.#waiting -= 1;
      });
  }
}
