import type { Asset } from '../model/asset.ts';
import { metaText } from './meta-text.ts';
import { ValueIndex } from './value-index.ts';

/** The values of one meta key. */
export class MetaIndex {
  readonly values = new ValueIndex();
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  add(slot: number, asset: Asset): void {
    const text = metaText(asset.definition, this.#key);
    if (text !== undefined) this.values.add(slot, [text]);
  }

  delete(slot: number, asset: Asset): void {
    const text = metaText(asset.definition, this.#key);
    if (text !== undefined) this.values.delete(slot, [text]);
  }

  replace(slot: number, before: Asset, after: Asset): void {
    if (metaText(before.definition, this.#key) === metaText(after.definition, this.#key)) return;
    this.delete(slot, before);
    this.add(slot, after);
  }
}
