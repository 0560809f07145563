import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';

const ADD = /* GraphQL */ `
  mutation ($sourceId: ID!, $asset: AssetInput!) {
    addAsset(sourceId: $sourceId, asset: $asset) {
      version
    }
  }
`;

let gateway: TestGateway;
let dispose: () => Promise<void> = () => Promise.resolve();

beforeAll(async () => {
  gateway = await startGateway({ onDone: (done) => (dispose = done) });
  await gateway.run(
    'mutation { addSource(source: { id: "s", supportedMimeTypes: ["image/*"] }) { version } }',
  );
  await gateway.run(ADD, { sourceId: 's', asset: { id: 'there' } });
});

afterAll(() => dispose());

const CASES: readonly [name: string, asset: unknown, code: string][] = [
  ['a duplicate id', { id: 'there' }, 'ASSET_ALREADY_EXISTS'],
  ['an empty id', { id: '' }, 'BAD_USER_INPUT'],
  ['an id of 513 bytes', { id: 'é'.repeat(257) }, 'BAD_USER_INPUT'],
  ['an id with NUL', { id: 'a\0b' }, 'BAD_USER_INPUT'],
  ['an id with a lone surrogate', { id: 'a\ud800' }, 'BAD_USER_INPUT'],
  ['a label with a lone surrogate', { id: 'x', label: { en: '\udc00' } }, 'BAD_USER_INPUT'],
  ['a label that is a string', { id: 'x', label: 'Mountain' }, 'BAD_USER_INPUT'],
  ['a label that is a number', { id: 'x', label: { en: 5 } }, 'BAD_USER_INPUT'],
  ['a label that is null in a locale', { id: 'x', label: { en: null } }, 'BAD_USER_INPUT'],
  ['tags with a number in them', { id: 'x', tags: { en: ['x', 5] } }, 'BAD_USER_INPUT'],
  ['tags that are a string', { id: 'x', tags: { en: 'red' } }, 'BAD_USER_INPUT'],
  ['groups with null', { id: 'x', groups: ['a', null] }, 'BAD_USER_INPUT'],
  ['meta that is a list', { id: 'x', meta: [1] }, 'BAD_USER_INPUT'],
  ['meta with NUL in it', { id: 'x', meta: { a: { b: ['\0'] } } }, 'BAD_USER_INPUT'],
  ['a payload that is a string', { id: 'x', payload: 'red' }, 'BAD_USER_INPUT'],
  [
    'a sourceSet without width',
    { id: 'x', payload: { sourceSet: [{ uri: 'a', height: 1 }] } },
    'BAD_USER_INPUT',
  ],
  ['a sourceSet that is no list', { id: 'x', payload: { sourceSet: {} } }, 'BAD_USER_INPUT'],
  ['a color in an unknown space', { id: 'x', payload: { color: { colorSpace: 'HSL' } } }, 'BAD_USER_INPUT'],
  [
    'a color without a channel',
    { id: 'x', payload: { color: { colorSpace: 'sRGB', r: 1, g: 1 } } },
    'BAD_USER_INPUT',
  ],
  ['a typeface without fonts', { id: 'x', payload: { typeface: { name: 'x' } } }, 'BAD_USER_INPUT'],
  [
    'a property of an unknown type',
    { id: 'x', payload: { properties: [{ property: 'p', type: 'X' }] } },
    'BAD_USER_INPUT',
  ],
  ['a field that nobody knows', { id: 'x', colour: 'red' }, 'BAD_USER_INPUT'],
  ['a label of 10 MB', { id: 'x', label: { en: 'x'.repeat(10_000_000) } }, 'BAD_USER_INPUT'],
  [
    'JSON 40 deep',
    { id: 'x', meta: { deep: JSON.parse('['.repeat(40) + ']'.repeat(40)) } },
    'BAD_USER_INPUT',
  ],
  [
    'an asset of 300 KB',
    { id: 'x', meta: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, 'x'.repeat(5_000)])) },
    'LIMIT_EXCEEDED',
  ],
  ['a wrong MIME type', { id: 'x', meta: { mimeType: 'video/mp4' } }, 'MIME_TYPE_NOT_SUPPORTED'],
];

describe('bad input gets a typed error, and nothing changes', () => {
  for (const [name, asset, code] of CASES) {
    test(name, async () => {
      const before = await gateway.run('{ assetSource(id: "s") { version } gateway { head } }');

      const actual = await gateway.codeOf(ADD, { sourceId: 's', asset });

      expect(actual).toBe(code);
      expect(await gateway.run('{ assetSource(id: "s") { version } gateway { head } }')).toEqual(before);
    });
  }

  test('an error says where the bad value is', async () => {
    const { errors } = await gateway.query(ADD, {
      sourceId: 's',
      asset: { id: 'x', tags: { en: ['ok', 5] } },
    });

    expect(errors?.[0]).toMatchObject({
      message: 'asset.tags.en.1: expected a string, got a number',
      extensions: { code: 'BAD_USER_INPUT', field: 'asset.tags.en.1' },
    });
  });

  const OPERATIONS: readonly [string, string, string][] = [
    [
      'an unknown source',
      'mutation { addAsset(sourceId: "nope", asset: { id: "a" }) { version } }',
      'SOURCE_NOT_FOUND',
    ],
    [
      'a miscased source',
      'mutation { addAsset(sourceId: "S", asset: { id: "a" }) { version } }',
      'SOURCE_NOT_FOUND',
    ],
    [
      'a source that exists',
      'mutation { addSource(source: { id: "s" }) { version } }',
      'SOURCE_ALREADY_EXISTS',
    ],
    [
      'a reserved source id',
      'mutation { addSource(source: { id: "ly.img.mine" }) { version } }',
      'BAD_USER_INPUT',
    ],
    ['an empty source id', 'mutation { addSource(source: { id: "" }) { version } }', 'BAD_USER_INPUT'],
    [
      'a MIME type that is none',
      'mutation { addSource(source: { id: "m", supportedMimeTypes: ["png"] }) { version } }',
      'BAD_USER_INPUT',
    ],
    [
      'an expiry in the past',
      'mutation { addSource(source: { id: "e", expiresAt: "2001-01-01T00:00:00Z" }) { version } }',
      'BAD_USER_INPUT',
    ],
    [
      'a date that is none',
      'mutation { addSource(source: { id: "e", expiresAt: "tomorrow" }) { version } }',
      'BAD_USER_INPUT',
    ],
    [
      'updating a missing asset',
      'mutation { updateAsset(sourceId: "s", id: "nope", patch: {}) { version } }',
      'ASSET_NOT_FOUND',
    ],
    [
      'removing a missing asset',
      'mutation { removeAsset(sourceId: "s", id: "nope") { version } }',
      'ASSET_NOT_FOUND',
    ],
    ['removing a missing source', 'mutation { removeSource(id: "nope") { version } }', 'SOURCE_NOT_FOUND'],
    [
      'an old version',
      'mutation { removeSource(id: "s", expectedVersion: 1) { version } }',
      'VERSION_CONFLICT',
    ],
    [
      'a page out of bounds',
      '{ findAssets(sourceId: "s", query: { page: -1 }) { total } }',
      'BAD_USER_INPUT',
    ],
    [
      'a huge page size',
      '{ findAssets(sourceId: "s", query: { perPage: 201 }) { total } }',
      'BAD_USER_INPUT',
    ],
    [
      'a page times size past int32',
      '{ findAssets(sourceId: "s", query: { page: 2147483647, perPage: 200 }) { total } }',
      'BAD_USER_INPUT',
    ],
    [
      'a filter on an unknown property',
      '{ findAssets(sourceId: "s", query: { filter: [{ property: "color", equals: "red" }] }) { total } }',
      'BAD_USER_INPUT',
    ],
    [
      'a filter with two shapes',
      '{ findAssets(sourceId: "s", query: { filter: [{ property: "id", equals: "a", contains: "b" }] }) { total } }',
      'BAD_USER_INPUT',
    ],
    [
      'a facet that can not be counted',
      '{ findAssets(sourceId: "s", query: { facets: ["label"] }) { total } }',
      'BAD_USER_INPUT',
    ],
    [
      'a query of 257 characters',
      `{ findAssets(sourceId: "s", query: { query: "${'x'.repeat(257)}" }) { total } }`,
      'BAD_USER_INPUT',
    ],
    ['a cursor of another journal', '{ journal(after: "nope.1") { entries { kind } } }', 'CURSOR_EXPIRED'],
    [
      'an empty idempotency key',
      'mutation { assetSourceContentsChanged(sourceId: "s", idempotencyKey: "") { version } }',
      'BAD_USER_INPUT',
    ],
  ];

  for (const [name, operation, code] of OPERATIONS) {
    test(name, async () => {
      const before = await gateway.run('{ gateway { head } }');

      expect(await gateway.codeOf(operation)).toBe(code);
      expect(await gateway.run('{ gateway { head } }')).toEqual(before);
    });
  }

  test('JSON 10,000 deep', async () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      // Written by hand: the test's own JSON.stringify would overflow.
      body: `{"query":${JSON.stringify(ADD)},"variables":{"sourceId":"s","asset":{"id":"x","meta":{"deep":${deep}}}}}`,
    });

    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
  });

  test('a filter 40 deep', async () => {
    let filter: object = { property: 'id', equals: 'a' };
    for (let depth = 0; depth < 40; depth += 1) filter = { not: filter };
    const operation =
      'query ($f: [AssetFilter!]) { findAssets(sourceId: "s", query: { filter: $f }) { total } }';

    expect(await gateway.codeOf(operation, { f: [filter] })).toBe('BAD_USER_INPUT');
  });

  test('a miscased source is told the right name', async () => {
    const { errors } = await gateway.query('{ findAssets(sourceId: "S") { total } }');

    expect(errors?.[0]?.message).toContain('did you mean "s"?');
  });
});
