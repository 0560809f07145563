import type { Asset } from '../model/asset.ts';
import { engineAsset } from './engine-asset.ts';

/** Part of a source, ready for the engine. */
export type LoadSlice = {
  /** CE.SDK's content.json; undefined when no asset of the slice can go into one. */
  readonly content: string | undefined;
  readonly singles: readonly string[];
  /** What it was made of. */
  readonly assets: readonly Asset[];
};

/** How long writing one slice may take, in milliseconds: for so long nothing else runs. */
const SLICE_MS = 3;
/** Characters in one slice; one asset may be longer. */
const SLICE_LENGTH = 256 * 1024;
/** Assets between two looks at the clock. */
const STRIDE = 16;

/** The assets of a source in their order, cut so that writing each slice takes a few milliseconds. */
export function* loadSlices(
  sourceId: string,
  assets: readonly Asset[],
): Generator<LoadSlice, void, undefined> {
  const head = `{"id":${JSON.stringify(sourceId)},"assets":[`;
  let next = 0;
  while (next < assets.length) {
    const first = next;
    const bulk: string[] = [];
    const singles: string[] = [];
    const ends = performance.now() + SLICE_MS;
    let length = 0;
    do {
      const asset = assets[next];
      next += 1;
      if (asset === undefined) continue;
      const { text, bulk: inBulk } = engineAsset(asset.definition);
      (inBulk ? bulk : singles).push(text);
      length += text.length;
    } while (
      next < assets.length &&
      length < SLICE_LENGTH &&
      (next % STRIDE !== 0 || performance.now() < ends)
    );
    const content = bulk.length === 0 ? undefined : `${head}${bulk.join(',')}]}`;
    yield { content, singles, assets: assets.slice(first, next) };
  }
}
