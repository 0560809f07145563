/**
 * A bell that many may ring and one waits for. Take {@link Wakeup.next} before looking for work and await
 * it after finding none: what rings in between is not lost.
 */
export class Wakeup {
  #next = Promise.withResolvers<void>();

  /** Resolves at the first ring after this was read. */
  get next(): Promise<void> {
    return this.#next.promise;
  }

  ring(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }
}
