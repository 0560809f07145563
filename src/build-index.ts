import { AssetIndex } from './index/asset-index.ts';
import type { Store } from './store/store.ts';

/** An index of all that a store holds. What is written meanwhile may be in it or not. */
export async function buildIndex(store: Store): Promise<AssetIndex> {
  const index = new AssetIndex();
  for (const stored of await store.sources()) {
    if (stored.source === undefined) index.loadRemoved(stored.id, stored.version);
    else await index.load(stored.source, store.assets(stored.id));
  }
  return index;
}
