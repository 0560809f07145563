import type { AssetIndex } from '../../index/asset-index.ts';
import type { Asset } from '../../model/asset.ts';
import type { StoredSource } from '../../store/store.ts';
import type { Findings } from './findings.ts';

/** Compares what the index shows of a source with its records, order included. */
export function compareIndex(
  findings: Findings,
  index: AssetIndex,
  stored: StoredSource,
  assets: readonly Asset[],
): void {
  const { id } = stored;
  const note = (finding: string): void => findings.add(`index: source ${id} ${finding}`);
  if (index.versionOf(id) !== stored.version)
    note(`has version ${index.versionOf(id)}, its records have ${stored.version}`);
  if ((index.source(id) === undefined) !== (stored.source === undefined))
    note(`is ${index.source(id) === undefined ? 'gone' : 'there'}, by its records it is not`);
  const shown = index.assets(id);
  if (shown.length !== assets.length || index.assetCount(id) !== assets.length)
    note(`has ${shown.length} assets, counts ${index.assetCount(id)}, its records have ${assets.length}`);
  for (const [place, asset] of assets.entries()) {
    const there = shown[place];
    if (there?.definition.id === asset.definition.id && there.version === asset.version) continue;
    note(
      `has ${there?.definition.id ?? 'nothing'} at place ${place}, its records have ${asset.definition.id}`,
    );
    return;
  }
}
