import type { Asset } from '../model/asset.ts';
import { ForwardIndex, type ReadValues } from './forward-index.ts';
import { IdWords } from './id-words.ts';
import { LabelIndex } from './label-index.ts';
import { LazyIndexes } from './lazy-indexes.ts';
import { firstOf, LocaleIndexes } from './locale-indexes.ts';
import { MetaIndex } from './meta-index.ts';
import { metaText } from './meta-text.ts';
import { sameTexts } from './same-texts.ts';
import { SlotOrder } from './slot-order.ts';
import { sortValueOf } from './sort-value.ts';
import { SubstringIndex } from './substring-index.ts';
import { TagIndex } from './tag-index.ts';
import { ValueIndex } from './value-index.ts';

/** How many meta keys, substring indexes and orders are kept of one source. */
const LAZY_CAPACITY = 16;

/** Everything that is indexed of one source's slots: some of it always, some since it was asked for. */
export class SlotIndexes {
  readonly #assets: readonly (Asset | undefined)[];
  readonly #ranks: readonly number[];
  readonly byRank: SlotOrder;
  readonly labels = new LocaleIndexes<string, LabelIndex>(
    () => new LabelIndex(),
    (a, b) => a === b,
  );
  readonly tags = new LocaleIndexes<readonly string[], TagIndex>(() => new TagIndex(), sameTexts);
  readonly groups = new ValueIndex();
  readonly ids = new IdWords();

  readonly #lazy = {
    capacity: LAZY_CAPACITY,
    slots: () => this.#assets.length,
    fill: (index: { add(slot: number, asset: Asset): void }, slot: number) => {
      const asset = this.#assets[slot];
      if (asset !== undefined) index.add(slot, asset);
    },
  };
  readonly #metas = new LazyIndexes<MetaIndex>(this.#lazy);
  readonly #substrings = new LazyIndexes<SubstringIndex>(this.#lazy);
  readonly #orders = new LazyIndexes<SlotOrder>(this.#lazy);
  readonly #forwards = new LazyIndexes<ForwardIndex>(this.#lazy);

  /** Assets and ranks by slot are the source's own: live. */
  constructor(assets: readonly (Asset | undefined)[], ranks: readonly number[]) {
    this.#assets = assets;
    this.#ranks = ranks;
    this.byRank = new SlotOrder(() => undefined, 1, ranks);
  }

  /** The values of a meta key, once they are indexed. */
  meta(key: string): MetaIndex | undefined {
    return this.#metas.get(key, () => new MetaIndex(key));
  }

  /** The tags of one locale (undefined: the first) by slot, once they are indexed. */
  tagsBySlot(locale: string | undefined): ForwardIndex | undefined {
    const read: ReadValues = ({ definition: { tags } }) =>
      locale === undefined
        ? firstOf(tags)?.entry
        : tags !== undefined && Object.hasOwn(tags, locale)
          ? tags[locale]
          : undefined;
    const index = (): TagIndex | undefined =>
      locale === undefined ? this.tags.first : this.tags.get(locale);
    return this.#forwards.get(locale === undefined ? 'first' : `tags ${locale}`, () => {
      return new ForwardIndex(read, () => index()?.values);
    });
  }

  /** The groups by slot, once they are indexed. */
  groupsBySlot(): ForwardIndex | undefined {
    return this.#forwards.get('groups', () => {
      return new ForwardIndex(
        ({ definition }) => definition.groups,
        () => this.groups,
      );
    });
  }

  /** Parts of ids, or of the values of a meta key, once they are indexed. */
  substrings(metaKey: string | undefined): SubstringIndex | undefined {
    const textOf = (asset: Asset): string | undefined =>
      metaKey === undefined ? asset.definition.id : metaText(asset.definition, metaKey);
    return this.#substrings.get(metaKey === undefined ? 'id' : `meta.${metaKey}`, () => {
      return new SubstringIndex(textOf);
    });
  }

  /** The slots in order of a sort key, once they are sorted. */
  order(key: string, locale: string | undefined, direction: 1 | -1): SlotOrder | undefined {
    const name = `${direction} ${key === 'label' ? (locale ?? '') : ''} ${key}`;
    return this.#orders.get(name, () => new SlotOrder(sortValueOf(key, locale), direction, this.#ranks));
  }

  /** The slot has its asset and its rank already. */
  add(slot: number, asset: Asset): void {
    const { definition } = asset;
    this.labels.add(slot, definition.label);
    this.tags.add(slot, definition.tags);
    this.groups.add(slot, new Set(definition.groups));
    this.ids.add(slot, definition);
    this.byRank.add(slot, asset);
    this.#eachKnowing(slot, (index) => {
      index.add(slot, asset);
    });
  }

  /** The slot has its asset and its rank still. */
  delete(slot: number, asset: Asset): void {
    const { definition } = asset;
    this.labels.delete(slot, definition.label);
    this.tags.delete(slot, definition.tags);
    this.groups.delete(slot, new Set(definition.groups));
    this.ids.delete(slot, definition);
    this.byRank.delete(slot);
    this.#eachKnowing(slot, (index) => {
      index.delete(slot, asset);
    });
  }

  /** Exchanges a slot's asset; calls `settle` when the slot must get the new asset and its rank. */
  replace(slot: number, before: Asset, after: Asset, settle: () => void): void {
    const from = before.definition;
    const to = after.definition;
    this.labels.replace(slot, from.label, to.label);
    this.tags.replace(slot, from.tags, to.tags);
    if (!sameTexts(from.groups ?? [], to.groups ?? [])) {
      this.groups.delete(slot, new Set(from.groups));
      this.groups.add(slot, new Set(to.groups));
    }
    this.ids.delete(slot, from);
    this.ids.add(slot, to);
    const replace = (index: MetaIndex | SubstringIndex | ForwardIndex): void => {
      index.replace(slot, before, after);
    };
    this.#metas.eachKnowing(slot, replace);
    this.#substrings.eachKnowing(slot, replace);
    this.#forwards.eachKnowing(slot, replace);
    const isRanked = this.#ranks[slot] !== after.rank;
    const moved: SlotOrder[] = isRanked ? [this.byRank] : [];
    this.#orders.eachKnowing(slot, (order) => {
      if (isRanked || order.isMovedBy(slot, after)) moved.push(order);
    });
    for (const order of moved) order.delete(slot);
    settle();
    for (const order of moved) order.add(slot, after);
  }

  #eachKnowing(
    slot: number,
    tell: (index: MetaIndex | SubstringIndex | ForwardIndex | SlotOrder) => void,
  ): void {
    this.#metas.eachKnowing(slot, tell);
    this.#substrings.eachKnowing(slot, tell);
    this.#forwards.eachKnowing(slot, tell);
    this.#orders.eachKnowing(slot, tell);
  }
}
