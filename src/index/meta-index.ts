import type { Asset } from '../model/asset.ts';
import { ForwardIndex } from './forward-index.ts';
import { metaText } from './meta-text.ts';
import { ValueIndex } from './value-index.ts';

/** The values of one meta key. */
export class MetaIndex {
  readonly values = new ValueIndex();
  readonly bySlot: ForwardIndex;
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
    this.bySlot = new ForwardIndex(
      ({ definition }) => {
        const text = metaText(definition, key);
        return text === undefined ? undefined : [text];
      },
      () => this.values,
    );
  }

  add(slot: number, asset: Asset): void {
    const text = metaText(asset.definition, this.#key);
    if (text === undefined) return;
    this.values.add(slot, [text]);
    this.bySlot.add(slot, asset);
  }

  delete(slot: number, asset: Asset): void {
    const text = metaText(asset.definition, this.#key);
    if (text === undefined) return;
    this.values.delete(slot, [text]);
    this.bySlot.delete(slot);
  }

  replace(slot: number, before: Asset, after: Asset): void {
    if (metaText(before.definition, this.#key) === metaText(after.definition, this.#key)) return;
    this.delete(slot, before);
    this.add(slot, after);
  }
}
