import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { GatewayError } from '../errors.ts';
import type { Asset } from '../model/asset.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Principal } from '../model/principal.ts';
import type { Source } from '../model/source.ts';
import { entityTagOf, isKnownTag } from './entity-tag.ts';
import { badRequest } from './refusal.ts';
import type { Route } from './route.ts';

/** Where sources are read. Both check what the principal may see. */
export interface SourceContents {
  source(principal: Principal, id: string): Source | undefined;
  /** A snapshot by rank. */
  assets(principal: Principal, sourceId: string): readonly Asset[];
}

/** ENGINE: as CE.SDK loads it. EXACT: as it was written, for copies and for importAssetSource. */
type Form = 'ENGINE' | 'EXACT';

/** About this many UTF-16 code units are written at a time; others get their turn between. */
const PIECE = 64 * 1024;

/**
 * `GET /sources/:id/content.json`: a LOCAL source as CE.SDK's content.json, streamed, for
 * `engine.asset.addLocalAssetSourceFromJSONURI`. The tag is the source's version, in the journal of this name.
 *
 * The engine refuses lists, objects and null in meta, so they are written as JSON text, and null is left out;
 * `?exact=true` keeps everything as it is.
 */
export function contentJsonRoute(contents: SourceContents, journalId: string): Route {
  return {
    method: 'GET',
    path: '/sources/:id/content.json',
    answer: async ({ request, response, params, search, principal }) => {
      const who = principal();
      const id = params['id'] ?? '';
      const form = formOf(search);
      const source = contents.source(who, id);
      if (source === undefined) throw new GatewayError('SOURCE_NOT_FOUND', { sourceId: id });
      if (source.kind === 'EXTERNAL') {
        throw badRequest('The assets of an EXTERNAL source live elsewhere, and are not listed here.', 409);
      }
      const tag = entityTagOf(journalId, id, source.version, form);
      const headers = { etag: tag, 'cache-control': 'private, no-cache', vary: 'authorization, x-api-key' };
      if (isKnownTag(tag, request.headers['if-none-match'])) {
        response.writeHead(304, headers).end();
        return;
      }
      response.writeHead(200, { ...headers, 'content-type': 'application/json; charset=utf-8' });
      if (request.method === 'HEAD') {
        response.end();
        return;
      }
      const pieces = piecesOf(id, contents.assets(who, id), form);
      await pipeline(Readable.from(pieces, { objectMode: false }), response).catch((error: unknown) => {
        // The reader left: nobody is there to be told.
        if (!response.destroyed) throw error;
      });
    },
  };
}

function formOf(search: URLSearchParams): Form {
  const exact = search.get('exact') ?? 'false';
  if (exact !== 'true' && exact !== 'false') throw badRequest('exact: expected true or false.');
  return exact === 'true' ? 'EXACT' : 'ENGINE';
}

async function* piecesOf(id: string, assets: readonly Asset[], form: Form): AsyncGenerator<string> {
  let piece = `{"version":"1.0.0","id":${JSON.stringify(id)},"assets":[`;
  for (const [index, { definition }] of assets.entries()) {
    const written = form === 'EXACT' ? definition : { ...definition, meta: engineMeta(definition.meta) };
    piece += `${index === 0 ? '\n' : ',\n'}${JSON.stringify(written)}`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
    await setImmediate();
  }
  yield `${piece}\n]}\n`;
}

function engineMeta(meta: JsonObject | undefined): JsonObject | undefined {
  if (meta === undefined) return undefined;
  const entries = Object.entries(meta).flatMap(([key, value]): [string, Json][] => {
    if (value === null) return [];
    return [[key, typeof value === 'object' ? JSON.stringify(value) : value]];
  });
  return Object.fromEntries(entries);
}
