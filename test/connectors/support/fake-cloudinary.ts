import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, bodyOf, serve } from './serve.ts';

export type FakeResource = {
  public_id: string;
  resource_type?: 'image' | 'video' | 'raw';
  asset_id?: string;
  tags?: string[];
  context?: { custom: Record<string, string> };
  metadata?: Record<string, unknown>;
  [key: string]: unknown;
};

/**
 * Cloudinary at its wire: the Admin and Search APIs as far as listings use them, and signed notifications, over a set of
 * resources that tests change.
 */
export async function fakeCloudinary(resources: FakeResource[] = []) {
  const cloudName = 'demo';
  const apiKey = '123456789012345';
  const apiSecret = 'abcdefghijklmnopqrstuvwxyz1';
  const pageSize = 2;
  const state = { resources, status: 200, calls: [] as string[] };

  const full = (resource: FakeResource) => {
    const { resource_type: type = 'image', public_id: id } = resource;
    const format = type === 'video' ? 'mp4' : 'jpg';
    return {
      asset_id: `asset-${type}-${id}`,
      format,
      version: 1_700_000_000,
      resource_type: type,
      type: 'upload',
      created_at: '2026-01-01T00:00:00Z',
      bytes: 1_000,
      width: 800,
      height: 600,
      secure_url: `https://res.cloudinary.com/${cloudName}/${type}/upload/v1700000000/${id}.${format}`,
      ...resource,
    };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', 'http://x');
    state.calls.push(`${request.method} ${url.pathname}`);
    const expected = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`;
    if (request.headers.authorization !== expected) {
      response.writeHead(401).end(JSON.stringify({ error: { message: 'unknown api_key' } }));
      return;
    }
    if (state.status !== 200) {
      response.writeHead(state.status).end(JSON.stringify({ error: { message: 'down' } }));
      return;
    }
    const turn = (found: FakeResource[], cursor: string | null | undefined) => {
      const start = Number(cursor ?? 0);
      const next = start + pageSize;
      answerJson(response, {
        resources: found.slice(start, next).map(full),
        ...(next < found.length && { next_cursor: String(next) }),
      });
    };
    const search = decodeURIComponent(url.pathname) === `/v1_1/${cloudName}/resources/search`;
    if (search) {
      const { expression, next_cursor: cursor } = JSON.parse(await bodyOf(request)) as Record<string, string>;
      const tag = /^tags=(\w+)$/.exec(expression ?? '')?.[1];
      turn(
        state.resources.filter(({ tags = [] }) => tag === undefined || tags.includes(tag)),
        cursor,
      );
      return;
    }
    const [, , cloud, , type = '', , ...rest] = url.pathname.split('/');
    if (cloud !== cloudName) return void response.writeHead(404).end('{}');
    const ofType = state.resources.filter(({ resource_type: own = 'image' }) => own === type);
    const ids = url.searchParams.getAll('public_ids[]');
    if (rest.length > 0) {
      const resource = ofType.find(({ public_id: id }) => id === rest.map(decodeURIComponent).join('/'));
      if (resource !== undefined) answerJson(response, full(resource));
      else response.writeHead(404).end(JSON.stringify({ error: { message: 'Resource not found' } }));
    } else if (ids.length > 0) {
      answerJson(response, { resources: ofType.filter(({ public_id: id }) => ids.includes(id)).map(full) });
    } else {
      const prefix = url.searchParams.get('prefix') ?? '';
      turn(
        ofType.filter(({ public_id: id }) => id.startsWith(prefix)),
        url.searchParams.get('next_cursor'),
      );
    }
  };

  const origin = await serve((request, response) => void answer(request, response));
  return {
    state,
    account: { from: 'cloudinary', cloudName, apiKey, apiSecret, apiUrl: origin } as const,
    apiSecret,
    /** Headers and body of a notification, signed as Cloudinary signs. */
    notification(payload: object, { algorithm = 'sha1', at = Date.now() } = {}) {
      const body = JSON.stringify({ timestamp: new Date(at).toISOString(), ...payload });
      const timestamp = String(Math.floor(at / 1_000));
      const signature = createHash(algorithm).update(body).update(timestamp).update(apiSecret).digest('hex');
      return { body, headers: { 'x-cld-timestamp': timestamp, 'x-cld-signature': signature } };
    },
  };
}
