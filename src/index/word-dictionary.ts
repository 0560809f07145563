import { gramsOf, pairAt } from './grams.ts';

/** A word and what it stands for, as long as that is not nothing. */
type Entry<T> = { readonly word: string; readonly value: T; gone: boolean };

/** The entries that contain a gram, among some that are gone. */
type Listing<T> = { entries: Entry<T>[]; gone: number };

/** Fewer words than this are looked through: listing them would take many times their own memory, and save microseconds. */
const LISTED_FROM = 256;

/**
 * Words, found by any part of them. Once there are many, every word is listed under its characters and its
 * pairs of characters; a longer part is looked for among the words of its rarest pair.
 */
export class WordDictionary<T> {
  readonly #entries = new Map<string, Entry<T>>();
  #listings: Map<number, Listing<T>> | undefined;

  get(word: string): T | undefined {
    return this.#entries.get(word)?.value;
  }

  /** `word` is not there. */
  add(word: string, value: T): void {
    const entry = { word, value, gone: false };
    this.#entries.set(word, entry);
    if (this.#listings !== undefined) {
      list(entry, this.#listings);
    } else if (this.#entries.size >= LISTED_FROM) {
      this.#listings = new Map();
      for (const each of this.#entries.values()) list(each, this.#listings);
    }
  }

  delete(word: string): void {
    const entry = this.#entries.get(word);
    if (entry === undefined) return;
    this.#entries.delete(word);
    entry.gone = true;
    if (this.#listings === undefined) return;
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
    return this.#listings === undefined ? this.#entries.size : (rarest(part, this.#listings)?.length ?? 0);
  }

  /** Calls `visit` with the value of every word that contains `part`, which is not empty. */
  eachContaining(part: string, visit: (value: T) => void): void {
    if (this.#listings === undefined) {
      for (const { word, value } of this.#entries.values()) if (word.includes(part)) visit(value);
      return;
    }
    const exact = part.length <= 2;
    for (const entry of rarest(part, this.#listings) ?? []) {
      if (!entry.gone && (exact || entry.word.includes(part))) visit(entry.value);
    }
  }
}

function list<T>(entry: Entry<T>, listings: Map<number, Listing<T>>): void {
  for (const gram of gramsOf(entry.word)) {
    const listing = listings.get(gram);
    if (listing === undefined) listings.set(gram, { entries: [entry], gone: 0 });
    else listing.entries.push(entry);
  }
}

function rarest<T>(part: string, listings: ReadonlyMap<number, Listing<T>>): readonly Entry<T>[] | undefined {
  if (part.length === 1) return listings.get(part.charCodeAt(0))?.entries;
  let shortest: readonly Entry<T>[] | undefined;
  for (let place = 1; place < part.length; place += 1) {
    const listing = listings.get(pairAt(part, place));
    if (listing === undefined) return undefined;
    if (shortest === undefined || listing.entries.length < shortest.length) shortest = listing.entries;
  }
  return shortest;
}
