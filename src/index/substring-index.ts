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
    const text = this.#textOf(asset);
    if (text === undefined) return;
    const folded = foldCase(text);
    this.#present.add(slot);
    for (const gram of gramsOf(folded)) {
      const slots = this.#grams.get(gram);
      if (slots === undefined) this.#grams.set(gram, new SlotSet(slot));
      else slots.add(slot);
    }
    this.#heads.add(slot, headOf(folded));
    this.#tails.add(slot, tailOf(folded));
  }

  delete(slot: number, asset: Asset): void {
    const text = this.#textOf(asset);
    if (text === undefined) return;
    const folded = foldCase(text);
    this.#present.delete(slot);
    for (const gram of gramsOf(folded)) {
      const slots = this.#grams.get(gram);
      slots?.delete(slot);
      if (slots?.size === 0) this.#grams.delete(gram);
    }
    this.#heads.delete(slot, headOf(folded));
    this.#tails.delete(slot, tailOf(folded));
  }

  replace(slot: number, before: Asset, after: Asset): void {
    if (this.#textOf(before) === this.#textOf(after)) return;
    this.delete(slot, before);
    this.add(slot, after);
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
