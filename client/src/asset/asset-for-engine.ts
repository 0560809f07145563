import type { EngineAsset, EngineCredits } from '../engine.ts';
import { isRecord } from '../gateway-request-error.ts';
import type { AssetFieldsFragment } from '../operations.generated.ts';
import { metaForEngine } from './meta.ts';

/**
 * An asset in the shape that the engine asks of a source. The engine trusts its sources: a wrong shape inside an answer
 * damages its memory, so nothing that it does not know gets through.
 */
export function assetForEngine(asset: AssetFieldsFragment): EngineAsset {
  const result: EngineAsset = {
    id: asset.id,
    tags: [...asset.tags],
    groups: [...asset.groups],
    meta: metaForEngine(asset.meta),
  };
  if (asset.label !== null) result.label = asset.label;
  const payload = payloadForEngine(asset.payload);
  if (payload !== undefined) result.payload = payload;
  if (asset.credits !== null) result.credits = creditsForEngine(asset.credits);
  if (asset.license !== null) result.license = creditsForEngine(asset.license);
  if (asset.utm !== null)
    result.utm = { ...text('source', asset.utm.source), ...text('medium', asset.utm.medium) };
  return result;
}

export function creditsForEngine(credits: {
  readonly name: string;
  readonly url: string | null;
}): EngineCredits {
  return { name: credits.name, ...text('url', credits.url) };
}

/** A source set whose entries lack a size makes the engine spin for ever, and null is no payload. */
function payloadForEngine(
  payload: Readonly<Record<string, unknown>> | null,
): Record<string, unknown> | undefined {
  if (payload === null) return undefined;
  const entries = Object.entries(payload).flatMap(([key, value]) => {
    if (value === null) return [];
    if (key !== 'sourceSet') return [[key, value] as const];
    return Array.isArray(value) ? [[key, value.filter(isSized)] as const] : [];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function isSized(source: unknown): boolean {
  return (
    isRecord(source) &&
    typeof source['uri'] === 'string' &&
    typeof source['width'] === 'number' &&
    typeof source['height'] === 'number'
  );
}

function text<Key extends string>(key: Key, value: string | null): { [K in Key]?: string } {
  return value === null ? {} : ({ [key]: value } as { [K in Key]?: string });
}
