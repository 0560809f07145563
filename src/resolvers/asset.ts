import type { Asset as AssetModel } from '../model/asset.ts';
import type { Json } from '../model/json.ts';
import { localized } from '../model/localized.ts';
import type { AssetResolvers } from './types.generated.ts';

/** A meta value that is a string. */
function metaText({ definition }: AssetModel, key: string): string | null {
  const value = metaValue(definition.meta, key);
  return typeof value === 'string' ? value : null;
}

/** A meta value that is a number, or a string that reads as one: CE.SDK's own content.json files have both. */
function metaNumber({ definition }: AssetModel, key: string): number | null {
  const value = metaValue(definition.meta, key);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function metaValue(meta: Readonly<Record<string, Json>> | undefined, key: string): Json | undefined {
  return meta !== undefined && Object.hasOwn(meta, key) ? meta[key] : undefined;
}

/** Assets of outside systems have no place in the journal. */
function known(asset: AssetModel, value: number): number | null {
  return asset.version === 0 ? null : value;
}

export const Asset = {
  id: ({ definition }) => definition.id,
  source: ({ sourceId }, _args, { catalog, principal }) => catalog.source(principal, sourceId) ?? null,
  label: ({ definition }, { locale }) => localized(definition.label, locale ?? undefined) ?? null,
  labels: ({ definition }) => definition.label ?? null,
  tags: ({ definition }, { locale }) => localized(definition.tags, locale ?? undefined) ?? [],
  localizedTags: ({ definition }) => definition.tags ?? null,
  groups: ({ definition }) => definition.groups ?? [],
  meta: ({ definition }) => definition.meta ?? null,
  payload: ({ definition }) => definition.payload ?? null,
  uri: (asset) => metaText(asset, 'uri'),
  thumbUri: (asset) => metaText(asset, 'thumbUri'),
  mimeType: (asset) => metaText(asset, 'mimeType'),
  width: (asset) => metaNumber(asset, 'width'),
  height: (asset) => metaNumber(asset, 'height'),
  blockType: (asset) => metaText(asset, 'blockType'),
  credits: ({ definition }) => definition.credits ?? null,
  license: ({ definition }) => definition.license ?? null,
  utm: ({ definition }) => definition.utm ?? null,
  version: (asset) => known(asset, asset.version),
  createdAt: (asset) => known(asset, asset.createdAt),
  updatedAt: (asset) => known(asset, asset.updatedAt),
} satisfies AssetResolvers;
