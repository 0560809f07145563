import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import type { Principal } from '../../src/model/principal.ts';
import type { Route } from '../../src/server/route.ts';
import * as fixture from './support/start-http.ts';
import { startHttp, WRITER } from './support/start-http.ts';

describe('health', () => {
  test('the process is alive, and ready when nothing is missing', async () => {
    const missing = ['the index is being built'];
    const { url } = await startHttp({ readiness: () => missing });

    const early = await fetch(`${url}/readyz`);
    missing.length = 0;
    const late = await fetch(`${url}/readyz`);

    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect([early.status, await early.json()]).toEqual([
      503,
      { ready: false, reasons: ['the index is being built'] },
    ]);
    expect([late.status, await late.json()]).toEqual([200, { ready: true, reasons: [] }]);
  });

  test('metrics are in Prometheus format', async () => {
    const { post, url } = await startHttp();

    await post({ query: '{ hello }' });
    await fetch(`${url}/graphql`, { method: 'PUT' });

    const response = await fetch(`${url}/metrics`);

    const metrics = await response.text();
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(metrics).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(metrics).toContain('gateway_graphql_seconds_count{outcome="answered"} 1\n');
    expect(metrics).toContain('gateway_graphql_seconds_count{outcome="refused"} 1\n');
  });

  test('while it drains it is not ready, still answers, and asks clients to leave', async () => {
    const { url, server, post } = await startHttp();

    server.drain();

    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const response = await post({ query: '{ hello }' });
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
  });

  test('closing lets a request in flight end, and takes no new one', async () => {
    const { url, server, post } = await startHttp();
    await post({ query: '{ hello }' });
    const running = post({ query: '{ slow }' });
    await expect.poll(() => connections(server.node)).toBeGreaterThan(0);
    await expect.poll(() => fixture.slowRuns.count).toBe(1);

    const closed = server.close(10_000);
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    fixture.slow.resolve('done');

    expect(await (await running).json()).toEqual({ data: { slow: 'done' } });
    await closed;
  });

  test('closing cuts what does not end in time', async () => {
    const { server, post } = await startHttp();
    const running = post({ query: '{ slow }' });
    await expect.poll(() => fixture.slowRuns.count).toBe(1);

    await Promise.all([server.close(10), expect(running).rejects.toThrow()]);
  });
});

describe('paths', () => {
  const routes: Route[] = [
    {
      method: 'GET',
      path: '/sources/:id/content.json',
      answer: ({ params, response }) => void response.end(params['id']),
    },
    {
      method: 'PUT',
      path: '/sources/:id/content.json',
      answer: async ({ request, response, principal }) =>
        void response.end(`${principal().name} ${await text(request)}`),
    },
    {
      method: 'GET',
      path: '/fails',
      answer: () => {
        throw new GatewayError('SOURCE_NOT_FOUND', { sourceId: 'x' });
      },
    },
    {
      method: 'GET',
      path: '/breaks',
      answer: async () => {
        throw new Error('password is hunter2');
      },
    },
    {
      method: 'GET',
      path: '/breaks-late',
      answer: async ({ response }) => {
        response.write('half');
        throw new Error('password is hunter2');
      },
    },
  ];

  test('an unknown path is 404 and tells which there are', async () => {
    const { url } = await startHttp({ routes });

    const response = await fetch(`${url}/nowhere`);

    expect(response.status).toBe(404);
    expect((await response.json()).error.paths).toEqual(
      expect.arrayContaining(['/graphql', '/livez', '/readyz', '/metrics', '/sources/:id/content.json']),
    );
  });

  test('the root leads to /graphql', async () => {
    const { url } = await startHttp();

    const response = await fetch(url, { redirect: 'manual' });

    expect([response.status, response.headers.get('location')]).toEqual([302, '/graphql']);
  });

  test('a route gets the decoded parts of its path', async () => {
    const { url } = await startHttp({ routes });

    const response = await fetch(`${url}/sources/a%2Fb%20%C3%A9/content.json`);
    const malformed = await fetch(`${url}/sources/%E0%A4%A/content.json`);

    expect(await response.text()).toBe('a/b é');
    expect(malformed.status).toBe(404);
  });

  test('another method is 405 and says which are allowed', async () => {
    const { url } = await startHttp({ routes });

    const response = await fetch(`${url}/sources/a/content.json`, { method: 'DELETE' });

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, PUT']);
  });

  test('failures have the status of their code, and bugs show nothing of themselves', async () => {
    const { url, logged } = await startHttp({ routes });

    const fails = await fetch(`${url}/fails`);
    const breaks = await fetch(`${url}/breaks`);

    expect([fails.status, await fails.json()]).toEqual([
      404,
      {
        error: {
          code: 'SOURCE_NOT_FOUND',
          message: 'There is no asset source with this id.',
          sourceId: 'x',
        },
      },
    ]);
    expect(breaks.status).toBe(500);
    expect(await breaks.text()).not.toContain('hunter2');
    expect(logged).toHaveLength(1);
  });

  test('a response that breaks half-way is cut, so that nobody takes it for whole', async () => {
    const { url } = await startHttp({ routes });

    const reading = fetch(`${url}/breaks-late`).then((response) => response.text());

    await expect(reading).rejects.toThrow();
  });

  test('a route that asks who it is gets an answer or ends with 401', async () => {
    const { url } = await startHttp({ routes, keys: [{ secret: 's3cret', principal: WRITER }] });
    const put = (headers: Record<string, string>) =>
      fetch(`${url}/sources/a/content.json`, { method: 'PUT', body: 'x', headers });

    const refused = await put({});
    const accepted = await put({ 'x-api-key': 's3cret' });

    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await accepted.text()).toBe('cms x');
  });
});

describe('who asks', () => {
  const reader: Principal = { name: 'editor', permissions: new Set(['READ']) };
  const keys = [
    { secret: 's3cret-of-the-cms', principal: WRITER },
    { secret: 's3cret-of-editors', principal: reader },
  ];

  test.each([true, false])('is told by a Bearer token or an API key (short way: %s)', async (shortWay) => {
    const { post } = await startHttp({ keys, shortWay });
    const who = async (headers: Record<string, string>) =>
      (await (await post({ query: '{ who }' }, headers)).json()).data;

    expect(await who({ authorization: 'Bearer s3cret-of-the-cms' })).toEqual({ who: 'cms' });
    expect(await who({ authorization: 'bearer  s3cret-of-editors' })).toEqual({ who: 'editor' });
    expect(await who({ 'x-api-key': 's3cret-of-editors' })).toEqual({ who: 'editor' });
  });

  test.each([
    ['nothing', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['a prefix of the right one', { authorization: 'Bearer s3cret' }],
    ['another scheme', { authorization: 'Basic s3cret-of-the-cms' }],
    ['an empty key', { 'x-api-key': '' }],
  ])('%s is UNAUTHENTICATED', async (_what, headers) => {
    const { post } = await startHttp({ keys });

    const response = await post({ query: '{ who }' }, headers as Record<string, string>);

    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  test('a token in the address counts for event streams alone', async () => {
    const { url } = await startHttp({
      keys,
      eventStream: ({ principal, response }) => void response.end(principal.name),
    });
    const target = `${url}/graphql?query={who}&access_token=s3cret-of-editors`;

    const stream = await fetch(target, { headers: { accept: 'text/event-stream' } });
    const query = await fetch(target);

    expect(await stream.text()).toBe('editor');
    expect(query.status).toBe(401);
  });

  test('without keys everybody is anonymous and may do everything', async () => {
    const { post } = await startHttp();

    expect(await (await post({ query: '{ who }' })).json()).toEqual({ data: { who: 'anonymous' } });
  });
});

describe('event streams', () => {
  test('get valid operations only', async () => {
    const { url } = await startHttp({
      eventStream: ({ prepared, response }) => void response.end(prepared.operation.operation),
    });
    const ask = (query: string) =>
      fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { accept: 'text/event-stream' },
      });

    expect(await (await ask('subscription { ticks }')).text()).toBe('subscription');
    expect((await ask('subscription { nothing }')).status).toBe(400);
    expect((await ask('mutation { change }')).status).toBe(405);
  });
});

describe('pages of other origins', () => {
  const ask = (url: string, origin: string, method = 'POST') =>
    fetch(`${url}/graphql`, {
      method,
      headers: { origin, 'content-type': 'application/json' },
      ...(method === 'POST' && { body: '{"query":"{ hello }"}' }),
    });
  const allowed = (response: Response) => response.headers.get('access-control-allow-origin');

  test('may read nothing by default', async () => {
    const { url } = await startHttp();

    expect(allowed(await ask(url, 'https://evil.example'))).toBeNull();
    expect(allowed(await ask(url, 'https://evil.example', 'OPTIONS'))).toBeNull();
  });

  test('may, when they are listed', async () => {
    const { url } = await startHttp({ cors: { kind: 'LIST', origins: ['https://app.example'] } });

    const preflight = await ask(url, 'https://app.example', 'OPTIONS');
    const response = await ask(url, 'https://app.example');

    expect(preflight.status).toBe(204);
    expect(allowed(preflight)).toBe('https://app.example');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(allowed(response)).toBe('https://app.example');
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
    expect(response.headers.get('vary')).toContain('Origin');
    expect(allowed(await ask(url, 'https://evil.example'))).toBeNull();
  });

  test.each([true, false])('may all, without credentials, with * (short way: %s)', async (shortWay) => {
    const { url } = await startHttp({ cors: { kind: 'ANY' }, shortWay });

    const response = await ask(url, 'https://anyone.example');

    expect(allowed(response)).toBe('*');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('can not reach an open gateway under a name of their own', async () => {
    const { server } = await startHttp();
    const port = Number(new URL(server.url).port);
    const answer = (host: string) =>
      text(
        connect(port, '127.0.0.1').end(`GET /livez HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
      );

    expect(await answer('rebound.example')).toMatch(/^HTTP\/1.1 421 /);
    expect(await answer(`localhost:${port}`)).toMatch(/^HTTP\/1.1 200 /);
    expect(await answer('[::1]:80')).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('GraphiQL', () => {
  test.each(['', '?protocol=sse'])('comes complete, in one page%s', async (search) => {
    const { url } = await startHttp();

    const response = await fetch(`${url}/graphql${search}`, { headers: { accept: 'text/html' } });

    const html = await response.text();
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain('Server uploads');
    expect(html).toContain(
      search === '' ? '"subscriptionsProtocol":"WS"' : '"subscriptionsProtocol":"GRAPHQL_SSE"',
    );
    expect(html).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="(https?:)?\/\//);
  });

  test('is not sent again to a browser that has it', async () => {
    const { url } = await startHttp();
    const accept = 'text/html';
    const first = await fetch(`${url}/graphql`, { method: 'HEAD', headers: { accept } });

    const again = await fetch(`${url}/graphql`, {
      headers: { accept, 'if-none-match': first.headers.get('etag') ?? '' },
    });

    expect([first.status, again.status]).toEqual([200, 304]);
  });

  test('is unpacked for a client that can not do it', async () => {
    const { url } = await startHttp();
    const [response] = await once(get(`${url}/graphql`, { headers: { accept: 'text/html' } }), 'response');

    const page = await text(response as IncomingMessage);

    expect(page).toMatch(/^<!doctype html>[^]*<\/html>\s*$/);
  });

  test('needs no credentials itself, and sends those of its headers tab with subscriptions', async () => {
    const { url } = await startHttp({ keys: [{ secret: 's3cret', principal: WRITER }] });

    const response = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });

    expect(response.status).toBe(200);
    expect(await response.text()).toContain('"subscriptionsProtocol":"GRAPHQL_SSE"');
  });
});

function connections(server: {
  getConnections: (done: (error: Error | null, count: number) => void) => void;
}) {
  return new Promise<number>((resolve) => {
    server.getConnections((_error, count) => resolve(count));
  });
}
