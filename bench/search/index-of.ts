import { AssetIndex } from '../../src/index/asset-index.ts';
import type { Asset, AssetDefinition } from '../../src/model/asset.ts';
import { assetDefinition } from './assets.ts';

const AT = 1_700_000_000_000;

export const SOURCE_ID = 'library';

/** An asset as the store would read it. */
export function benchAsset(definition: AssetDefinition, number: number): Asset {
  return {
    sourceId: SOURCE_ID,
    definition,
    rank: number + 1,
    version: number + 2,
    createdAt: AT + number,
    updatedAt: AT + number,
  };
}

/** An index with a source of so many assets, loaded as at boot: every one parsed from its JSON. */
export async function indexOf(size: number): Promise<AssetIndex> {
  const index = new AssetIndex();
  await index.load(
    {
      definition: { id: SOURCE_ID },
      kind: 'LOCAL',
      version: size + 1,
      nextRank: size + 1,
      createdAt: AT,
      updatedAt: AT,
    },
    slices(size),
  );
  return index;
}

/** The same assets as they are sent, one after the other. */
export function* definitionsOf(size: number): Generator<AssetDefinition> {
  for (let number = 0; number < size; number += 1) yield assetDefinition(number);
}

async function* slices(size: number): AsyncGenerator<readonly Asset[]> {
  for (let start = 0; start < size; start += 500) {
    yield Array.from({ length: Math.min(500, size - start) }, (_, place) => {
      const number = start + place;
      const definition = JSON.parse(JSON.stringify(assetDefinition(number))) as AssetDefinition;
      return benchAsset(definition, number);
    });
  }
}
