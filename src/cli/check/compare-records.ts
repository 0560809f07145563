import type { Asset } from '../../model/asset.ts';
import { jsonEqual } from '../../model/json-equal.ts';
import type { Json } from '../../model/json.ts';
import type { StoredSource } from '../../store/store.ts';
import type { Findings } from './findings.ts';
import type { ReplayedSource } from './journal-replay.ts';

/** Compares a source's records with what the journal says of it, as far as the journal goes back. */
export function compareRecords(
  findings: Findings,
  stored: StoredSource,
  assets: readonly Asset[],
  replayed: ReplayedSource | undefined,
): void {
  const { id } = stored;
  const note = (finding: string): void => findings.add(`records: source ${id} ${finding}`);
  if (stored.source !== undefined && stored.assetCount !== assets.length)
    note(`has ${assets.length} assets and counts ${stored.assetCount}`);
  if (stored.source !== undefined && stored.source.version !== stored.version)
    note(`says version ${stored.source.version} and has ${stored.version}`);
  if (replayed === undefined) return;

  if (replayed.version !== stored.version)
    note(`has version ${stored.version}, the journal ends with ${replayed.version}`);
  if (replayed.complete && (replayed.source === undefined) !== (stored.source === undefined))
    note(`is ${stored.source === undefined ? 'gone' : 'there'}, by the journal it is not`);
  if (
    replayed.source !== undefined &&
    !jsonEqual(replayed.source.definition as Json, stored.source?.definition as Json | undefined)
  )
    note('has another definition than in the journal');

  const present = new Map(assets.map((asset) => [asset.definition.id, asset]));
  for (const [assetId, asset] of replayed.assets) {
    const record = present.get(assetId);
    if (asset === undefined && record !== undefined) note(`has the asset ${assetId}, which was removed`);
    if (asset === undefined) continue;
    if (record === undefined) note(`lacks the asset ${assetId}`);
    else if (!sameAsset(asset, record, replayed.ranked))
      note(`has another state of the asset ${assetId} than the journal`);
  }
  if (!replayed.complete) return;
  for (const assetId of present.keys()) {
    if (!replayed.assets.has(assetId)) note(`has the asset ${assetId}, which the journal does not know`);
  }
}

function sameAsset(a: Asset, b: Asset, ranked: boolean): boolean {
  const { rank: rankA, ...restA } = a;
  const { rank: rankB, ...restB } = b;
  return (!ranked || rankA === rankB) && jsonEqual(restA as Json, restB as Json);
}
