import type { SlotSet } from './slot-set.ts';

/** An index of one locale's entries. */
export interface LocaleIndex<T> {
  readonly present: SlotSet;
  add(slot: number, entry: T): void;
  delete(slot: number, entry: T): void;
}

type Entries<T> = Readonly<Record<string, T>> | undefined;

/** What assets say in every locale: one index per locale, and one for those that don't say it in English. */
export class LocaleIndexes<T, I extends LocaleIndex<T>> {
  readonly #make: () => I;
  readonly #same: (a: T, b: T) => boolean;
  readonly #locales = new Map<string, I>();
  /** The first entry of every asset that has none in `en`: what is read when no locale matches. */
  readonly first: I;

  constructor(make: () => I, same: (a: T, b: T) => boolean) {
    this.#make = make;
    this.#same = same;
    this.first = make();
  }

  get(locale: string): I | undefined {
    return this.#locales.get(locale);
  }

  add(slot: number, entries: Entries<T>): void {
    this.replace(slot, undefined, entries);
  }

  delete(slot: number, entries: Entries<T>): void {
    this.replace(slot, entries, undefined);
  }

  replace(slot: number, before: Entries<T>, after: Entries<T>): void {
    if (before === after) return;
    const first = firstOf(before);
    const next = firstOf(after);
    if (first === undefined || next === undefined || !this.#same(first.entry, next.entry)) {
      if (first !== undefined) this.first.delete(slot, first.entry);
      if (next !== undefined) this.first.add(slot, next.entry);
    }
    for (const [locale, entry] of Object.entries(before ?? {})) {
      if (after !== undefined && Object.hasOwn(after, locale)) {
        const next = after[locale];
        if (next !== undefined && this.#same(entry, next)) continue;
      }
      const index = this.#locales.get(locale);
      index?.delete(slot, entry);
      if (index?.present.size === 0) this.#locales.delete(locale);
    }
    for (const [locale, entry] of Object.entries(after ?? {})) {
      if (before !== undefined && Object.hasOwn(before, locale)) {
        const previous = before[locale];
        if (previous !== undefined && this.#same(previous, entry)) continue;
      }
      let index = this.#locales.get(locale);
      if (index === undefined) {
        index = this.#make();
        this.#locales.set(locale, index);
      }
      index.add(slot, entry);
    }
  }
}

/** The entry that is read when no locale matches, unless that is the English one. */
export function firstOf<T>(entries: Entries<T>): { readonly entry: T } | undefined {
  if (entries === undefined || Object.hasOwn(entries, 'en')) return undefined;
  for (const locale in entries) {
    if (!Object.hasOwn(entries, locale)) continue;
    const entry = entries[locale];
    return entry === undefined ? undefined : { entry };
  }
  return undefined;
}
