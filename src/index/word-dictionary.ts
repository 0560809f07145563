import { gramsOf, pairAt } from './grams.ts';

/** A word and what it stands for, as long as that is not nothing. */
type Entry<T> = { readonly word: string; readonly value: T; gone: boolean };

/** The entries that contain a gram, among some that are gone. */
type Listing<T> = { entries: Entry<T>[]; gone: number };

/**
 * Words, found by any part of them. Every word is listed under its characters and its pairs of characters;
 * a longer part is looked for among the words of its rarest pair.
 */
export class WordDictionary<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #listings = new Map<number, Listing<T>>();

  get(word: string): T | undefined {
    return this.#entries.get(word)?.value;
  }

  /** `word` is not there. */
  add(word: string, value: T): void {
    const entry = { word, value, gone: false };
    this.#entries.set(word, entry);
    for (const gram of gramsOf(word)) {
      const listing = this.#listings.get(gram);
      if (listing === undefined) this.#listings.set(gram, { entries: [entry], gone: 0 });
      else listing.entries.push(entry);
    }
  }

  delete(word: string): void {
    const entry = this.#entries.get(word);
    if (entry === undefined) return;
    this.#entries.delete(word);
    entry.gone = true;
    for (const gram of gramsOf(word)) {
      const listing = this.#listings.get(gram);
      if (listing === undefined) continue;
      listing.gone += 1;
      // Cleaned when half of it is gone, so that a deletion costs little and nothing piles up.
      if (listing.gone * 2 <= listing.entries.length) continue;
      listing.entries = listing.entries.filter((each) => !each.gone);
      listing.gone = 0;
      if (listing.entries.length === 0) this.#listings.delete(gram);
    }
  }

  /** At most so many words contain `part`, which is not empty. */
  candidates(part: string): number {
    return this.#rarest(part)?.length ?? 0;
  }

  /** Calls `visit` with the value of every word that contains `part`, which is not empty. */
  eachContaining(part: string, visit: (value: T) => void): void {
    const candidates = this.#rarest(part);
    if (candidates === undefined) return;
    const exact = part.length <= 2;
    for (const entry of candidates) {
      if (!entry.gone && (exact || entry.word.includes(part))) visit(entry.value);
    }
  }

  #rarest(part: string): readonly Entry<T>[] | undefined {
    if (part.length === 1) return this.#listings.get(part.charCodeAt(0))?.entries;
    let rarest: readonly Entry<T>[] | undefined;
    for (let place = 1; place < part.length; place += 1) {
      const listing = this.#listings.get(pairAt(part, place));
      if (listing === undefined) return undefined;
      if (rarest === undefined || listing.entries.length < rarest.length) rarest = listing.entries;
    }
    return rarest;
  }
}
