import { isDeepStrictEqual } from 'node:util';

export type Definition = {
  readonly id: string;
  readonly label?: Readonly<Record<string, string>> | null;
  readonly groups?: readonly string[] | null;
  readonly meta?: Readonly<Record<string, unknown>> | null;
};

export type Patch = Omit<Definition, 'id'>;

export type Item =
  | { readonly add: Definition }
  | { readonly upsert: Definition }
  | { readonly update: { readonly id: string; readonly patch: Patch } }
  | { readonly remove: { readonly id: string } }
  | { readonly move: { readonly id: string; readonly before?: string; readonly after?: string } };

export type Operation =
  | { readonly kind: 'addSource' | 'removeSource' | 'contentsChanged' }
  | {
      readonly kind: 'updateSource';
      readonly name: string | null;
      readonly expected: 'NONE' | 'RIGHT' | 'WRONG';
    }
  | { readonly kind: 'addAsset'; readonly asset: Definition; readonly ifExists: 'FAIL' | 'REPLACE' | 'SKIP' }
  | { readonly kind: 'updateAsset'; readonly id: string; readonly patch: Patch }
  | { readonly kind: 'removeAsset'; readonly id: string }
  | { readonly kind: 'changeAssets'; readonly items: readonly Item[]; readonly skip: boolean }
  | { readonly kind: 'syncSource'; readonly assets: readonly Definition[]; readonly removalLimit: number }
  | { readonly kind: 'importAssetSource'; readonly assets: readonly Definition[]; readonly merge: boolean };

/** What an operation answers with. */
export type Outcome = { readonly code: string } | { readonly version: number; readonly changed: boolean };

class Refused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** One source, as simple as it can be said: a list. */
export class SourceModel {
  version = 0;
  exists = false;
  name: string | null = null;
  assets: Definition[] = [];

  perform(operation: Operation): Outcome {
    const { version, exists, name } = this;
    const before = { version, exists, name, assets: [...this.assets] };
    try {
      this.#perform(operation);
      return { version: this.version, changed: this.version !== before.version };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      Object.assign(this, before);
      return { code: error.code };
    }
  }

  #perform(operation: Operation): void {
    if (operation.kind === 'addSource') {
      if (this.exists) throw new Refused('SOURCE_ALREADY_EXISTS');
      this.#create();
      return;
    }
    if (operation.kind === 'importAssetSource') {
      if (!this.exists) this.#create();
      this.#sync(operation.assets, operation.merge, 0.5);
      return;
    }
    if (!this.exists) throw new Refused('SOURCE_NOT_FOUND');
    switch (operation.kind) {
      case 'removeSource':
        Object.assign(this, { exists: false, assets: [], name: null });
        this.version += 1;
        return;
      case 'contentsChanged':
        this.version += 1;
        return;
      case 'updateSource':
        if (operation.expected === 'WRONG') throw new Refused('VERSION_CONFLICT');
        if (this.name !== operation.name) this.version += 1;
        this.name = operation.name;
        return;
      case 'addAsset':
        this.#add(operation.asset, operation.ifExists);
        return;
      case 'updateAsset':
        this.#update(operation.id, operation.patch);
        return;
      case 'removeAsset':
        this.#remove(operation.id);
        return;
      case 'changeAssets':
        this.#change(operation.items, operation.skip);
        return;
      case 'syncSource':
        this.#sync(operation.assets, false, operation.removalLimit);
    }
  }

  #create(): void {
    this.exists = true;
    this.version += 1;
  }

  #change(items: readonly Item[], skip: boolean): void {
    let first: Refused | undefined;
    for (const item of items) {
      try {
        this.#item(item);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        first ??= error;
      }
    }
    if (first !== undefined && !skip) throw first;
  }

  #item(item: Item): void {
    if ('add' in item) this.#add(item.add, 'FAIL');
    else if ('upsert' in item) this.#add(item.upsert, 'REPLACE');
    else if ('update' in item) this.#update(item.update.id, item.update.patch);
    else if ('remove' in item) this.#remove(item.remove.id);
    else this.#move(item.move);
  }

  #add(asset: Definition, ifExists: 'FAIL' | 'REPLACE' | 'SKIP'): void {
    const place = this.#place(asset.id);
    if (place === -1) {
      this.assets.push(clean(asset));
      this.version += 1;
    } else if (ifExists === 'FAIL') throw new Refused('ASSET_ALREADY_EXISTS');
    else if (ifExists === 'REPLACE') this.#put(place, clean(asset));
  }

  #update(id: string, patch: Patch): void {
    const place = this.#existing(id);
    const asset = this.assets[place];
    const { meta, ...rest } = patch;
    const next: Record<string, unknown> = { ...asset, ...rest };
    if (meta === null) delete next['meta'];
    else if (meta !== undefined) {
      const merged = { ...asset?.meta };
      for (const [key, value] of Object.entries(meta)) {
        if (value === null) delete merged[key];
        else merged[key] = value;
      }
      if (asset?.meta !== undefined || Object.keys(merged).length > 0) next['meta'] = merged;
    }
    this.#put(place, clean(next as Definition));
  }

  #remove(id: string): void {
    this.assets.splice(this.#existing(id), 1);
    this.version += 1;
  }

  #move({ id, before, after }: { id: string; before?: string; after?: string }): void {
    const order = this.assets.map((asset) => asset.id);
    const other = before ?? after ?? '';
    this.#existing(id);
    this.#existing(other);
    if (id === other) throw new Refused('BAD_USER_INPUT');
    const [asset] = this.assets.splice(this.#place(id), 1);
    if (asset !== undefined)
      this.assets.splice(this.#place(other) + (before === undefined ? 1 : 0), 0, asset);
    if (
      !isDeepStrictEqual(
        order,
        this.assets.map((one) => one.id),
      )
    )
      this.version += 1;
  }

  #sync(assets: readonly Definition[], merge: boolean, removalLimit: number): void {
    if (new Set(assets.map(({ id }) => id)).size < assets.length) throw new Refused('BAD_USER_INPUT');
    const wanted = assets.map(clean);
    const removed = merge ? [] : this.assets.filter(({ id }) => !wanted.some((asset) => asset.id === id));
    if (removed.length > this.assets.length * removalLimit) throw new Refused('REMOVAL_LIMIT_EXCEEDED');
    const places = wanted.map(({ id }) => this.#place(id)).filter((place) => place !== -1);
    const moved = merge ? 0 : places.length - longestAscending(places);
    let changes = removed.length + moved;
    for (const asset of wanted) {
      const place = this.#place(asset.id);
      if (place === -1 || !isDeepStrictEqual(this.assets[place], asset)) changes += 1;
      if (place !== -1) this.assets[place] = asset;
      else if (merge) this.assets.push(asset);
    }
    if (!merge) this.assets = [...wanted];
    this.version += changes;
  }

  #put(place: number, asset: Definition): void {
    if (isDeepStrictEqual(this.assets[place], asset)) return;
    this.assets[place] = asset;
    this.version += 1;
  }

  #place(id: string): number {
    return this.assets.findIndex((asset) => asset.id === id);
  }

  #existing(id: string): number {
    const place = this.#place(id);
    if (place === -1) throw new Refused('ASSET_NOT_FOUND');
    return place;
  }
}

/** Null says the same as nothing. */
function clean(asset: Definition): Definition {
  return Object.fromEntries(
    Object.entries(asset).filter(([, value]) => value !== null && value !== undefined),
  ) as Definition;
}

function longestAscending(places: readonly number[]): number {
  const lengths: number[] = [];
  for (const [index, place] of places.entries()) {
    const before = lengths.filter((_, earlier) => (places[earlier] ?? 0) < place && earlier < index);
    lengths.push(1 + Math.max(0, ...before));
  }
  return Math.max(0, ...lengths);
}
