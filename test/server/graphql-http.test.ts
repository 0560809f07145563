import { request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { executed, startHttp, versions } from './support/start-http.ts';

describe.each([
  ['the short way', true],
  ['the way through Yoga', false],
])('%s', (_name, shortWay) => {
  const start = () => startHttp({ shortWay });

  test('a query is answered, by POST and by GET', async () => {
    const { post, url } = await start();

    const posted = await post({ query: 'query ($n: String) { hello(name: $n) }', variables: { n: 'you' } });
    const got = await fetch(`${url}/graphql?query={hello}`);

    expect(await posted.json()).toEqual({ data: { hello: 'Hello you' } });
    expect(posted.headers.get('cache-control')).toBe('no-store');
    expect(await got.json()).toEqual({ data: { hello: 'Hello world' } });
  });

  test('the Accept header decides the media type', async () => {
    const { post } = await start();
    const typeFor = async (accept: string) => {
      const response = await post({ query: '{ hello }' }, { accept });
      return response.headers.get('content-type');
    };

    expect(await typeFor('application/graphql-response+json')).toMatch(
      /^application\/graphql-response\+json/,
    );
    expect(await typeFor('application/json;q=0.5, application/graphql-response+json')).toMatch(
      /response\+json/,
    );
    expect(await typeFor('text/plain, */*;q=0.1')).toMatch(/^application\/json/);
  });

  test('a media type that only Yoga speaks is served by it, with the same errors', async () => {
    const { post } = await start();

    const response = await post({ query: '{ hello conflict crash }' }, { accept: 'multipart/mixed' });

    const body = await response.text();
    expect(response.headers.get('content-type')).toContain('multipart/mixed');
    expect(body).toContain('Hello world');
    expect(body).toContain('VERSION_CONFLICT');
    expect(body).not.toContain('hunter2');
  });

  test('nothing that the gateway speaks is accepted: 406', async () => {
    const { post } = await start();

    const response = await post({ query: '{ hello }' }, { accept: 'image/png' });

    expect(response.status).toBe(406);
  });

  test('a failure of the domain shows its code and details where it happened', async () => {
    const { post, logged } = await start();

    const response = await post({ query: '{ conflict hello }' });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      data: { conflict: null, hello: 'Hello world' },
      errors: [
        {
          message: 'It has changed since the expected version. Read it again, then decide.',
          locations: [{ line: 1, column: 3 }],
          path: ['conflict'],
          extensions: { code: 'VERSION_CONFLICT', actualVersion: 7 },
        },
      ],
    });
    expect(logged).toEqual([]);
  });

  test.each(['crash', 'reject', 'wrongType', 'required'])(
    'a bug shows nothing of itself, and is logged whole: %s',
    async (field) => {
      const { post, logged } = await start();

      const response = await post({ query: `{ ${field} }` });

      const text = await response.text();
      expect(JSON.parse(text).errors).toMatchObject([
        {
          message: 'Something went wrong in the gateway. It has been logged.',
          path: [field],
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ]);
      expect(text).not.toContain('hunter2');
      expect(logged).toMatchObject([{ fields: { path: field, err: expect.any(Error) } }]);
    },
  );

  test.each([
    ['syntax', { query: '{ hello' }],
    ['an unknown field', { query: '{ nothing }' }],
    [
      'a variable of the wrong type',
      { query: 'query ($n: String) { hello(name: $n) }', variables: { n: 1 } },
    ],
    ['an unknown operation', { query: 'query A { hello }', operationName: 'B' }],
    ['an ambiguous operation', { query: 'query A { hello } query B { hello }' }],
  ])('what is wrong with a document is BAD_USER_INPUT: %s', async (_what, body) => {
    const { post, logged } = await start();

    const legacy = await post(body, { accept: 'application/json' });
    const modern = await post(body, { accept: 'application/graphql-response+json' });

    expect([legacy.status, modern.status]).toEqual([200, 400]);
    const answer = await legacy.json();
    expect(answer).not.toHaveProperty('data');
    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(await modern.json()).toEqual(answer);
    expect(logged).toEqual([]);
  });

  test.each([
    ['deep', `{ ${'deep { '.repeat(12)} name ${'}'.repeat(12)} }`],
    [
      'deep in fragments',
      `{ deep { ...a } } fragment a on Deep { ${'deep { '.repeat(11)} name ${'}'.repeat(12)}`,
    ],
    ['deep beyond the parser', `{ ${'deep { '.repeat(4_000)} name ${'}'.repeat(4_000)} }`],
    ['deep in a literal', `{ echo(value: { a: ${'['.repeat(4_900)}${']'.repeat(4_900)} }) }`],
    ['full of fields', `{ ${'deep { name } '.repeat(501)} }`],
    ['full of one field', `{ ${'hello '.repeat(52)} }`],
    ['full of aliases', `{ ${Array.from({ length: 101 }, (_, i) => `a${i}: hello`).join(' ')} }`],
    ['long', `{ ${'hello '.repeat(10_001)} }`],
    [
      'small, and large when its fragments are expanded',
      `{ deep { ...f0 } } ${Array.from({ length: 12 }, (_, i) => `fragment f${i} on Deep { ...f${i + 1} ...f${i + 1} }`).join(' ')} fragment f12 on Deep { name }`,
    ],
  ])('a document that is too %s is LIMIT_EXCEEDED', async (_what, query) => {
    const { post } = await start();

    const response = await post({ query });

    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: expect.any(Number) } }],
    });
  });

  test('variables that nest too deep are LIMIT_EXCEEDED, however deep they are', async () => {
    const { url } = await start();
    const nested = '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000);

    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query":"query ($v: JSONObject) { echo(value: $v) }","variables":{"v":${nested}}}`,
    });

    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
  });

  test('a body that is too large is refused with 413, also when its length is not announced', async () => {
    const { url } = await start();
    const send = (body: string | ReadableStream) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        duplex: 'half',
      } as RequestInit);
    const large = ' '.repeat(17 * 1024 * 1024);

    const announced = await send(large);
    const streamed = await send(new Blob([large]).stream());

    for (const response of [announced, streamed]) {
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
    }
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
  ])('a POST that a browser would send unasked, or that is no JSON, is refused: %s', async (contentType) => {
    const { url } = await start();
    const before = executed.count;

    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: JSON.stringify({ query: 'mutation { change }' }),
    });

    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(executed.count).toBe(before);
  });

  test.each([
    ['a batch', '[{"query":"{ hello }"}]', {}, 400],
    ['no JSON', '{"query', {}, 400],
    ['no UTF-8', Buffer.from('{"query":"{ hello(name: \\"\xe9\\") }"}', 'latin1'), {}, 400],
    ['compression', '{}', { 'content-encoding': 'gzip' }, 415],
  ])('%s is refused', async (_what, body, headers, status) => {
    const { url } = await start();

    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers } as Record<string, string>,
      body,
    });

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  test('a mutation by GET is refused, and does nothing', async () => {
    const { url } = await start();
    const before = executed.count;

    const response = await fetch(`${url}/graphql?query=mutation{change}`);

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(executed.count).toBe(before);
  });

  test('a subscription without a stream is told where streams are', async () => {
    const { post } = await start();

    const response = await post({ query: 'subscription { ticks }' });

    expect(response.status).toBe(406);
    expect((await response.json()).errors[0].message).toContain('text/event-stream');
  });

  test('HEAD answers 200 without a body', async () => {
    const { url } = await start();

    const response = await fetch(`${url}/graphql`, { method: 'HEAD' });

    expect(response.status).toBe(200);
    expect(response.headers.get('allow')).toContain('POST');
    expect(await response.text()).toBe('');
  });

  test.each(['PUT', 'DELETE', 'PATCH'])('%s is refused with 405', async (method) => {
    const { url } = await start();

    const response = await fetch(`${url}/graphql`, { method });

    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  test('a client that leaves in the middle of its body harms nobody', async () => {
    const { url, post, logged } = await start();
    const request = httpRequest(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 100 },
    });
    request.on('error', () => {});
    await new Promise<void>((resolve) => request.write('{"query"', () => resolve()));
    request.destroy();

    expect((await post({ query: '{ hello }' })).status).toBe(200);
    expect(logged).toEqual([]);
  });

  describe('entity tags', () => {
    const query = encodeURIComponent(
      'query Q($id: ID!) { findAssets(sourceId: $id, query: {}) { total version } }',
    );
    const path = (id: string) =>
      `/graphql?query=${query}&variables=${encodeURIComponent(JSON.stringify({ id }))}`;

    test('an answer from one source is not sent again while the source stays as it is', async () => {
      const { url } = await start();
      versions.set('a', 1);
      const first = await fetch(url + path('a'));
      const tag = first.headers.get('etag') ?? '';
      const before = executed.count;

      const again = await fetch(url + path('a'), { headers: { 'if-none-match': tag } });
      versions.set('a', 2);
      const changed = await fetch(url + path('a'), { headers: { 'if-none-match': tag } });

      expect(tag).toMatch(/^W\/".+"$/);
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect(again.headers.get('etag')).toBe(tag);
      expect(changed.status).toBe(200);
      expect(await changed.json()).toEqual({ data: { findAssets: { total: 3, version: 2 } } });
      expect(changed.headers.get('etag')).not.toBe(tag);
      expect(executed.count - before).toBe(1);
    });

    test('another source, another query or another media type has another tag', async () => {
      const { url } = await start();
      versions.set('a', 1).set('b', 1);
      const tagOf = async (target: string, accept = 'application/json') =>
        (await fetch(url + target, { headers: { accept } })).headers.get('etag');

      const tags = [
        await tagOf(path('a')),
        await tagOf(path('b')),
        await tagOf(`${path('a')}&operationName=Q`),
        await tagOf(path('a').replace('version', 'total')),
        await tagOf(path('a'), 'application/graphql-response+json'),
      ];

      expect(tags).not.toContain(null);
      expect(new Set(tags).size).toBe(tags.length);
    });

    test.each([
      ['reads more than sources tell', '{ assetSource(id: "a") { version } hello }'],
      ['reads of a source what its version does not tell', '{ assetSource(id: "a") { version weather } }'],
      ['reads that in a fragment', '{ assetSource(id: "a") { ...f } } fragment f on AssetSource { weather }'],
      ['reads all sources', '{ assetSources { version } }'],
      ['reads more in a fragment', '{ assetSource(id: "a") { version } ...f } fragment f on Query { hello }'],
      ['asks an outside system', '{ findAssets(sourceId: "external") { total } }'],
      ['fails in part', '{ assetSource(id: "a") { version } conflict }'],
      ['is introspection', '{ __typename }'],
    ])('an operation that %s has no tag', async (_what, text) => {
      const { url } = await start();

      const response = await fetch(`${url}/graphql?query=${encodeURIComponent(text)}`, {
        headers: { 'if-none-match': '*' },
      });

      expect(response.status).toBe(200);
      expect(response.headers.get('etag')).toBeNull();
      expect(response.headers.get('cache-control')).toBe('no-store');
    });
  });
});
