import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../errors.ts';
import type { Asset } from '../model/asset.ts';
import type { JsonObject } from '../model/json.ts';
import { localized } from '../model/localized.ts';
import type { Page } from '../model/page.ts';
import type { Principal } from '../model/principal.ts';
import type { Source } from '../model/source.ts';
import { withBlockTypes } from './block-types.ts';
import { entityTagOf, isKnownTag } from './entity-tag.ts';
import { remoteQuery, type RemoteQuery } from './remote-query.ts';
import type { Route, RouteRequest } from './route.ts';
import { sendJson } from './send-json.ts';

/** Where sources are searched. Every method checks what the principal may see. */
export interface SearchableSources {
  source(principal: Principal, id: string): Source | undefined;
  asset(principal: Principal, sourceId: string, id: string): Asset | Promise<Asset | undefined> | undefined;
  findAssets(principal: Principal, sourceId: string, query: RemoteQuery): Page | Promise<Page>;
}

/**
 * `/remote-asset-source/:id`: the HTTP contract of IMG.LY's own remote asset source plugin
 * (`@imgly/plugin-remote-asset-source-web` 0.2), so that an editor that has it needs nothing else. Reads only, as the
 * contract has it. Answers carry a tag of the source's version in the journal of this name.
 */
export function remoteAssetSourceRoutes(sources: SearchableSources, journalId: string): readonly Route[] {
  const sourceOf = ({ principal, params }: RouteRequest): { source: Source; who: Principal } => {
    const who = principal();
    const id = params['id'] ?? '';
    const source = sources.source(who, id);
    if (source === undefined) throw new GatewayError('SOURCE_NOT_FOUND', { sourceId: id });
    return { source, who };
  };
  const tagFor = (source: Source, ...facts: readonly unknown[]): string | undefined =>
    source.kind === 'EXTERNAL'
      ? undefined
      : entityTagOf(journalId, source.definition.id, source.version, ...facts);

  return [
    {
      method: 'GET',
      path: '/remote-asset-source/:id',
      answer: (asked) => {
        const { source } = sourceOf(asked);
        send(asked, tagFor(source, 'manifest'), () => manifestOf(source));
      },
    },
    {
      method: 'GET',
      path: '/remote-asset-source/:id/assets',
      answer: async (asked) => {
        const { source, who } = sourceOf(asked);
        const query = remoteQuery(asked.search);
        const tag = tagFor(source, 'assets', query);
        if (answeredByTag(asked, tag)) return;
        const page = await sources.findAssets(who, source.definition.id, query);
        // A change may have come between: the tag is that of what was read.
        const read = tagFor({ ...source, version: page.version }, 'assets', query);
        send(asked, read, () => pageOf(page, query.locale));
      },
    },
    {
      method: 'GET',
      path: '/remote-asset-source/:id/assets/:assetId',
      answer: async (asked) => {
        const { source, who } = sourceOf(asked);
        const assetId = asked.params['assetId'] ?? '';
        const locale = asked.search.get('locale') ?? undefined;
        const asset = await sources.asset(who, source.definition.id, assetId);
        if (asset === undefined) {
          throw new GatewayError('ASSET_NOT_FOUND', { sourceId: source.definition.id, assetId });
        }
        send(asked, tagFor(source, 'asset', assetId, locale), () => assetResultOf(asset, locale));
      },
    },
  ];
}

/** What the plugin's schema asks for: an English name, and no groups, which it can't fetch and would fail over. */
function manifestOf({ definition }: Source): object {
  const { id, name, credits, license, supportedMimeTypes } = definition;
  return {
    id,
    name: { ...name, en: localized(name, 'en') ?? id },
    canGetGroups: false,
    canAddAsset: false,
    canRemoveAsset: false,
    credits,
    license,
    supportedMimeTypes: supportedMimeTypes ?? [],
  };
}

function pageOf(page: Page, locale: string | undefined): object {
  return {
    assets: page.assets.map((asset) => assetResultOf(asset, locale)),
    total: page.total,
    currentPage: page.currentPage,
    // Left out on the last page: the engine takes null for page 0.
    nextPage: page.nextPage,
    facets:
      page.facets.length === 0
        ? undefined
        : Object.fromEntries(page.facets.map(({ path, values }) => [path, values])),
  };
}

/** CE.SDK's AssetResult: an AssetDefinition in one locale. */
function assetResultOf({ definition }: Asset, locale: string | undefined): object {
  const { id, label, tags, groups, meta, payload, credits, license, utm } = definition;
  return {
    id,
    locale,
    label: localized(label, locale),
    tags: localized(tags, locale),
    groups,
    meta: meta === undefined ? undefined : withBlockTypes(withoutNulls(meta)),
    payload: payload === undefined ? undefined : withoutNulls(payload),
    credits,
    license,
    utm,
  };
}

/** The engine's bindings break on null where they expect a value, and each time damage its memory. */
function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

function send(asked: RouteRequest, tag: string | undefined, body: () => object): void {
  if (answeredByTag(asked, tag)) return;
  sendJson(asked.response, 200, { data: body() }, cacheHeaders(tag));
}

function answeredByTag(
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  tag: string | undefined,
): boolean {
  if (tag === undefined || !isKnownTag(tag, request.headers['if-none-match'])) return false;
  response.writeHead(304, cacheHeaders(tag)).end();
  return true;
}

function cacheHeaders(tag: string | undefined): Record<string, string> {
  if (tag === undefined) return {};
  return { etag: tag, 'cache-control': 'private, no-cache', vary: 'authorization, x-api-key' };
}
