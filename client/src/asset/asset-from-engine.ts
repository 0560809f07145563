import type { EngineAssetDefinition, EngineCredits } from '../engine.ts';
import { isRecord } from '../gateway-request-error.ts';
import type { AssetInput } from '../asset-input.ts';
import { metaFromEngine } from './meta.ts';

/** What the engine hands to a source's addAsset, as its author had it: the engine fills in what was left out. */
export function assetFromEngine(asset: EngineAssetDefinition): AssetInput {
  return {
    id: asset.id,
    label: asset.label,
    tags: asset.tags,
    groups: asset.groups,
    meta: asset.meta === undefined ? undefined : metaFromEngine(asset.meta),
    payload: isRecord(asset.payload) && Object.keys(asset.payload).length > 0 ? asset.payload : undefined,
    credits: credits(asset.credits),
    license: credits(asset.license),
    utm: utm(asset.utm),
  };
}

function credits(value: EngineCredits | undefined): EngineCredits | undefined {
  if (value === undefined || value.name === '') return undefined;
  return value.url === undefined || value.url === ''
    ? { name: value.name }
    : { name: value.name, url: value.url };
}

function utm(value: EngineAssetDefinition['utm']): EngineAssetDefinition['utm'] {
  const entries = Object.entries(value ?? {}).filter(([, text]) => text !== '');
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
