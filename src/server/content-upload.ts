import type { IncomingMessage } from 'node:http';
import { contentAssets } from '../catalog/content-stream.ts';
import { LIMITS } from '../catalog/limits.ts';
import { authorise } from '../catalog/actor.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { ImportInput } from '../catalog/syncs.ts';
import { badInput, GatewayError } from '../errors.ts';
import { badRequest, Refusal } from './refusal.ts';
import type { Route } from './route.ts';
import { sendJson } from './send-json.ts';

/** Uploads that may be under way at one time: each holds its assets in memory until the last one has been checked. */
const MAX_UPLOADS = 4;

/**
 * `PUT /sources/:id/content.json`: makes a source equal to a content.json, or merges it in; creates it if there is none.
 * The id in the path counts, the one in the file does not. Needs WRITE.
 *
 * Query: `basePath`, `mode` (sync, merge), `dryRun` (true, false), `removalLimit` (0 to 1), `expectedVersion`; anything
 * else is refused. `Idempotency-Key` as everywhere. Up to {@link LIMITS.uploadBytes} bytes, parsed as they arrive: other
 * requests go on meanwhile. Nothing is changed unless all of it arrived and was right.
 */
export function contentUploadRoute(catalog: Catalog): Route {
  let running = 0;
  return {
    method: 'PUT',
    path: '/sources/:id/content.json',
    answer: async ({ request, response, params, search, principal }) => {
      const who = principal();
      authorise(who, 'WRITE');
      const sourceId = params['id'] ?? '';
      const input = inputOf(search);
      refuseUnread(request);
      if (running >= MAX_UPLOADS) {
        const busy = new GatewayError(
          'UNAVAILABLE',
          { limit: MAX_UPLOADS },
          'Too many uploads are under way.',
        );
        throw new Refusal(busy, 503, { connection: 'close', 'retry-after': '1' });
      }
      running += 1;
      try {
        const idempotencyKey = keyOf(request);
        const cause = { kind: 'IMPORT', operation: 'putContentJson', idempotencyKey } as const;
        const assets = contentAssets(bodyOf(request));
        const outcome = await catalog.importAssets({ principal: who, cause }, sourceId, assets, input);
        const { added, updated, removed, moved, unchanged, dryRun, changed, version, cursor } = outcome;
        const counts = { added, updated, removed, moved, unchanged };
        sendJson(response, 200, { sourceId, ...counts, dryRun, changed, version, cursor });
      } catch (error) {
        throw leftUnread(request, error);
      } finally {
        running -= 1;
      }
    },
  };
}

const OPTIONS: Readonly<Record<string, (value: string) => ImportInput>> = {
  basePath: (basePath) => ({ basePath }),
  mode: (mode) => {
    switch (mode.toLowerCase()) {
      case 'sync':
        return { mode: 'SYNC' };
      case 'merge':
        return { mode: 'MERGE' };
      default:
        throw badInput(['mode'], 'must be sync or merge');
    }
  },
  dryRun: (value) => {
    if (value !== 'true' && value !== 'false') throw badInput(['dryRun'], 'must be true or false');
    return { dryRun: value === 'true' };
  },
  removalLimit: (value) => ({ removalLimit: value === '' ? Number.NaN : Number(value) }),
  expectedVersion: (value) => {
    if (!/^\d{1,15}$/.test(value)) throw badInput(['expectedVersion'], 'must be a version');
    return { expectedVersion: Number(value) };
  },
};

/** A misspelt dryRun must not write. */
function inputOf(search: URLSearchParams): ImportInput {
  let input: ImportInput = {};
  for (const [name, value] of search) {
    const read = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (read === undefined) throw badInput([name], `must be one of ${Object.keys(OPTIONS).join(', ')}`);
    input = { ...input, ...read(value) };
  }
  return input;
}

function keyOf({ headers }: IncomingMessage): string | undefined {
  const key = headers['idempotency-key'];
  return Array.isArray(key) ? key.join(', ') : key;
}

/** Turns away what need not be read first. */
function refuseUnread(request: IncomingMessage): void {
  const { headers } = request;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw badRequest('Send the body without Content-Encoding.', 415, { 'accept-encoding': 'identity' });
  }
  if (headers['if-match'] !== undefined) throw badRequest('Use ?expectedVersion= instead of If-Match.');
  if (Number(headers['content-length'] ?? 0) > LIMITS.uploadBytes) throw tooLarge();
}

async function* bodyOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  let size = 0;
  // The answer goes out on the same socket, also when the rest of the body is not wanted.
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  try {
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > LIMITS.uploadBytes) throw tooLarge();
      yield chunk;
    }
  } catch (error) {
    throw error instanceof Refusal ? error : badRequest('The body was cut off.');
  }
}

function tooLarge(): Refusal {
  const limit = LIMITS.uploadBytes;
  const message = `The body has more than ${limit} bytes.`;
  return new Refusal(new GatewayError('LIMIT_EXCEEDED', { limit }, message), 413, { connection: 'close' });
}

/** What of the body has not been read is thrown away, and no other request follows on it. */
function leftUnread(request: IncomingMessage, error: unknown): unknown {
  if (request.readableEnded) return error;
  request.resume();
  return error instanceof GatewayError ? new Refusal(error, undefined, { connection: 'close' }) : error;
}
