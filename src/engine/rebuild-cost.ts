/*
 * What the engine's calls cost, in milliseconds, as measured: taking one asset out of a source walks it,
 * building one anew costs the same for each asset.
 */
const REMOVAL_MS = 0.03;
const REMOVAL_PER_ASSET_MS = 6e-5;
const REBUILD_MS = 5;
const REBUILD_PER_ASSET_MS = 0.01;

/**
 * Whether a source of `size` assets is brought up to date sooner by building it anew than by `removals`
 * assets leaving it. An update is a removal, too: the engine can't change an asset in place.
 */
export function rebuildIsCheaper(removals: number, size: number): boolean {
  const oneByOne = removals * (REMOVAL_MS + REMOVAL_PER_ASSET_MS * size);
  return oneByOne > REBUILD_MS + REBUILD_PER_ASSET_MS * size;
}
