/** How often the line is written anew, in milliseconds. */
const EVERY_MS = 100;

/** A line on standard error that says how far long work has come; none where nobody would see it. */
export class Progress implements Disposable {
  readonly #what: string;
  readonly #stream: NodeJS.WriteStream;
  #writtenAt = 0;
  #written = false;

  constructor(what: string, stream: NodeJS.WriteStream = process.stderr) {
    this.#what = what;
    this.#stream = stream;
  }

  /** `share` of the work is done, 0 to 1; or `share` is what to say instead. */
  at(share: number | string): void {
    if (!this.#stream.isTTY || performance.now() - this.#writtenAt < EVERY_MS) return;
    this.#writtenAt = performance.now();
    this.#written = true;
    const text = typeof share === 'number' ? `${Math.round(share * 100)} %` : share;
    this.#stream.write(`\r\u001B[K${this.#what}: ${text}`);
  }

  /** Takes the line away. */
  [Symbol.dispose](): void {
    if (this.#written) this.#stream.write('\r\u001B[K');
    this.#written = false;
  }
}
