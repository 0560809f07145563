import type { Asset } from '../model/asset.ts';
import { andInto, andNotInto, eachBit, setBit, type Bits } from './bits.ts';
import { foldCase } from './fold.ts';
import { gramsOf, tellingGramsOf } from './grams.ts';
import type { Scratch } from './scratch.ts';
import { SlotSet } from './slot-set.ts';

/** Beyond this many, beginnings or ends are not worth their while. */
const MAX_ENDINGS = 4_096;
/** Of the grams of a part that is looked for, so many of the rarest are. */
const MAX_GRAMS = 6;

/**
 * Finds parts of texts that are nearly all different: ids, URIs.
 *
 * What such texts share stands before their first digit and after their last: those few beginnings and ends
 * are looked through themselves. Whatever else matches is narrowed down by its pairs of characters and then
 * read.
 */
export class SubstringIndex {
  readonly #textOf: (asset: Asset) => string | undefined;
  readonly #present = new SlotSet();
  readonly #grams = new Map<number, SlotSet>();
  readonly #heads = new Endings();
  readonly #tails = new Endings();

  constructor(textOf: (asset: Asset) => string | undefined) {
    this.#textOf = textOf;
  }

  add(slot: number, asset: Asset): void {
    this.#exchange(slot, undefined, this.#textOf(asset));
  }

  delete(slot: number, asset: Asset): void {
    this.#exchange(slot, this.#textOf(asset), undefined);
  }

  replace(slot: number, before: Asset, after: Asset): void {
    const from = this.#textOf(before);
    const to = this.#textOf(after);
    if (from !== to) this.#exchange(slot, from, to);
  }

  /** Touches only what one text has and the other has not: most of a URI stays when it changes. */
  #exchange(slot: number, before: string | undefined, after: string | undefined): void {
    const from = before === undefined ? undefined : foldCase(before);
    const to = after === undefined ? undefined : foldCase(after);
    const old = gramsOf(from ?? '');
    const fresh = gramsOf(to ?? '');
    for (const gram of old) if (!fresh.has(gram)) this.#deleteGram(gram, slot);
    for (const gram of fresh) if (!old.has(gram)) this.#addGram(gram, slot);
    if (from !== undefined) {
      if (to === undefined) this.#present.delete(slot);
      this.#heads.delete(slot, headOf(from));
      this.#tails.delete(slot, tailOf(from));
    }
    if (to !== undefined) {
      if (from === undefined) this.#present.add(slot);
      this.#heads.add(slot, headOf(to));
      this.#tails.add(slot, tailOf(to));
    }
  }

  #addGram(gram: number, slot: number): void {
    const slots = this.#grams.get(gram);
    if (slots === undefined) this.#grams.set(gram, new SlotSet(slot));
    else slots.add(slot);
  }

  #deleteGram(gram: number, slot: number): void {
    const slots = this.#grams.get(gram);
    slots?.delete(slot);
    if (slots?.size === 0) this.#grams.delete(gram);
  }

  /** Adds to `target` every slot whose text contains `part`, which is folded. */
  addContaining(part: string, target: Bits, assets: readonly (Asset | undefined)[], scratch: Scratch): void {
    if (part === '') {
      this.#present.addTo(target);
      return;
    }
    const grams = this.#rarest(part);
    if (grams === undefined) return;
    if (part.length <= 2 && !part.includes('\0')) {
      grams[0]?.addTo(target);
      return;
    }
    this.#heads.addContaining(part, target);
    this.#tails.addContaining(part, target);
    const candidates = this.#common(grams, scratch);
    andNotInto(candidates, target);
    this.#verify(candidates, target, assets, (text) => foldCase(text).includes(part));
  }

  /** Adds to `target` every slot whose text is `whole`, which is folded. */
  addEqual(whole: string, target: Bits, assets: readonly (Asset | undefined)[], scratch: Scratch): void {
    const grams = whole === '' ? [this.#present] : this.#rarest(whole);
    if (grams === undefined) return;
    const candidates = this.#common(grams, scratch);
    this.#verify(candidates, target, assets, (text) => foldCase(text) === whole);
  }

  #rarest(part: string): readonly SlotSet[] | undefined {
    const sets: SlotSet[] = [];
    for (const gram of tellingGramsOf(part)) {
      const slots = this.#grams.get(gram);
      if (slots === undefined) return undefined;
      sets.push(slots);
    }
    return sets.toSorted((a, b) => a.size - b.size).slice(0, MAX_GRAMS);
  }

  #common(sets: readonly SlotSet[], scratch: Scratch): Bits {
    const common = scratch.take();
    sets[0]?.addTo(common);
    for (const set of sets.slice(1)) {
      const other = scratch.take();
      set.addTo(other);
      andInto(common, other);
    }
    return common;
  }

  #verify(
    candidates: Bits,
    target: Bits,
    assets: readonly (Asset | undefined)[],
    test: (text: string) => boolean,
  ): void {
    eachBit(candidates, (slot) => {
      const asset = assets[slot];
      const text = asset === undefined ? undefined : this.#textOf(asset);
      if (text !== undefined && test(text)) setBit(target, slot);
    });
  }
}

/** Which slots share a beginning or an end, as long as there are few different ones. */
class Endings {
  #slots: Map<string, SlotSet> | undefined = new Map();

  add(slot: number, ending: string): void {
    if (this.#slots === undefined || ending === '') return;
    const slots = this.#slots.get(ending);
    if (slots !== undefined) slots.add(slot);
    else if (this.#slots.size < MAX_ENDINGS) this.#slots.set(ending, new SlotSet(slot));
    else this.#slots = undefined;
  }

  delete(slot: number, ending: string): void {
    const slots = this.#slots?.get(ending);
    slots?.delete(slot);
    if (slots?.size === 0) this.#slots?.delete(ending);
  }

  addContaining(part: string, target: Bits): void {
    for (const [ending, slots] of this.#slots ?? []) if (ending.includes(part)) slots.addTo(target);
  }
}

function headOf(folded: string): string {
  const digit = folded.search(/[0-9]/);
  return digit === -1 ? folded.slice(0, folded.lastIndexOf('/') + 1) : folded.slice(0, digit);
}

function tailOf(folded: string): string {
  let start = folded.length;
  while (start > 0 && !isDigit(folded.charCodeAt(start - 1))) start -= 1;
  return folded.slice(start === 0 ? folded.lastIndexOf('.') + 1 : start);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
