import { GatewayError } from '../errors.ts';

/** SOURCE_NOT_FOUND, naming the sources whose ids differ only by letter case. */
export function sourceNotFound(sourceId: string, similar: readonly string[] = []): GatewayError {
  const hint =
    similar.length === 0
      ? ''
      : ` Ids are case-sensitive: did you mean ${similar.map((id) => JSON.stringify(id)).join(' or ')}?`;
  return new GatewayError(
    'SOURCE_NOT_FOUND',
    { sourceId, ...(similar.length > 0 && { similar }) },
    `There is no asset source with the id ${JSON.stringify(sourceId)}.${hint}`,
  );
}

export function assetNotFound(sourceId: string, assetId: string): GatewayError {
  return new GatewayError(
    'ASSET_NOT_FOUND',
    { sourceId, assetId },
    `The source ${JSON.stringify(sourceId)} has no asset with the id ${JSON.stringify(assetId)}.`,
  );
}
