/**
 * The documents that were used last, by their text. Bounded: beyond `capacity` the one that was not used
 * for the longest time goes, and texts longer than `maxLength` are not kept at all.
 */
export class DocumentCache<T> {
  readonly #capacity: number;
  readonly #maxLength: number;
  readonly #entries = new Map<string, T>();

  constructor(capacity: number, maxLength: number) {
    this.#capacity = capacity;
    this.#maxLength = maxLength;
  }

  get(text: string): T | undefined {
    const entry = this.#entries.get(text);
    if (entry === undefined) return undefined;
    // A Map keeps the order of insertion: what is used moves to the end, what is old stays in front.
    this.#entries.delete(text);
    this.#entries.set(text, entry);
    return entry;
  }

  set(text: string, entry: T): void {
    if (text.length > this.#maxLength) return;
    this.#entries.set(text, entry);
    if (this.#entries.size <= this.#capacity) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  get size(): number {
    return this.#entries.size;
  }
}
