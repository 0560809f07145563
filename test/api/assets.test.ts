import { expect, test } from 'vitest';
import { startGateway } from '../support/start-gateway.ts';

const ADD_SOURCE = /* GraphQL */ `
  mutation ($source: AssetSourceInput!) {
    addSource(source: $source) {
      source {
        id
        version
        assetCount
      }
      version
      changed
    }
  }
`;
const ADD_ASSET = /* GraphQL */ `
  mutation ($sourceId: ID!, $asset: AssetInput!, $ifExists: IfExists! = FAIL) {
    addAsset(sourceId: $sourceId, asset: $asset, ifExists: $ifExists) {
      asset {
        id
        version
        label
      }
      version
      changed
    }
  }
`;
const FIND = /* GraphQL */ `
  query ($sourceId: ID!, $query: AssetQuery! = {}) {
    findAssets(sourceId: $sourceId, query: $query) {
      assets {
        id
        label
      }
      total
      nextPage
      version
    }
  }
`;

test('a source with assets can be made, searched, changed and removed', async () => {
  const gateway = await startGateway();
  const made = await gateway.run(ADD_SOURCE, { source: { id: 'uploads', name: { en: 'Uploads' } } });
  for (const id of ['a', 'b', 'c']) {
    await gateway.run(ADD_ASSET, { sourceId: 'uploads', asset: { id, label: { en: `Sample ${id}` } } });
  }

  const found = await gateway.run(FIND, { sourceId: 'uploads', query: { query: 'sample', perPage: 2 } });
  const updated = await gateway.run(/* GraphQL */ `
    mutation {
      updateAsset(sourceId: "uploads", id: "a", patch: { label: { en: "Renamed" } }) {
        asset {
          id
          label
          version
        }
        changed
      }
    }
  `);
  const removed = await gateway.run(/* GraphQL */ `
    mutation {
      removeAsset(sourceId: "uploads", id: "b") {
        removedAssetId
        version
        source {
          assetCount
        }
      }
    }
  `);
  const left = await gateway.run(FIND, { sourceId: 'uploads' });
  const gone = await gateway.run('mutation { removeSource(id: "uploads") { removedSourceId version } }');

  expect(made).toEqual({
    addSource: { source: { id: 'uploads', version: 1, assetCount: 0 }, version: 1, changed: true },
  });
  expect(found).toEqual({
    findAssets: {
      assets: [
        { id: 'a', label: 'Sample a' },
        { id: 'b', label: 'Sample b' },
      ],
      total: 3,
      nextPage: 1,
      version: 4,
    },
  });
  expect(updated).toEqual({
    updateAsset: { asset: { id: 'a', label: 'Renamed', version: 5 }, changed: true },
  });
  expect(removed).toEqual({ removeAsset: { removedAssetId: 'b', version: 6, source: { assetCount: 2 } } });
  expect(left).toEqual({
    findAssets: {
      assets: [
        { id: 'a', label: 'Renamed' },
        { id: 'c', label: 'Sample c' },
      ],
      total: 2,
      nextPage: null,
      version: 6,
    },
  });
  expect(gone).toEqual({ removeSource: { removedSourceId: 'uploads', version: 7 } });
  expect(await gateway.run('{ assetSource(id: "uploads") { id } }')).toEqual({ assetSource: null });
});

test('the engine holds what the gateway answers with', async () => {
  const gateway = await startGateway();
  await gateway.run(ADD_SOURCE, { source: { id: 'uploads' } });
  await gateway.run(ADD_ASSET, {
    sourceId: 'uploads',
    asset: { id: 'a', label: { en: 'Mountain' }, meta: { width: 5 } },
  });

  await expect
    .poll(async () => (await gateway.engine.findAllSources()).includes('uploads'), { timeout: 10_000 })
    .toBe(true);
  await expect
    .poll(async () => (await gateway.engine.fetchAsset('uploads', 'a'))?.label, { timeout: 10_000 })
    .toBe('Mountain');
});

test('everything is still there after a restart, with its types', async () => {
  const meta = {
    number: 0.1234567891,
    big: 9_007_199_254_740_991,
    flag: false,
    nothing: null,
    nested: { list: [1, 'two', { three: 3 }], deep: { deeper: { text: 'ß — 東京 — 👩‍🚀' } } },
    template: '{{base_url}}/a.png',
    '': 'empty key',
  };
  const payload = {
    color: { colorSpace: 'sRGB', r: 0.25, g: 0.5, b: 1 },
    sourceSet: [{ uri: 'https://example.com/1.png', width: 100, height: 50 }],
    stylePreset: { anything: [null, true, { a: 1e-7 }] },
  };
  const asset = {
    id: 'a/b c?',
    label: { en: 'Mountain', de: 'Berg' },
    tags: { en: ['nature', 'nature'], de: ['Natur'] },
    groups: ['outdoor'],
    meta,
    payload,
    credits: { name: 'Ada', url: 'https://example.com/ada' },
    license: { name: 'CC0' },
    utm: { source: 'gateway', medium: 'referral' },
  };
  const read = /* GraphQL */ `
    {
      asset(sourceId: "types", id: "a/b c?") {
        id
        labels
        localizedTags
        groups
        meta
        payload
        version
        credits {
          name
          url
        }
        license {
          name
        }
        utm {
          source
          medium
        }
      }
    }
  `;
  const first = await startGateway();
  await first.run(ADD_SOURCE, { source: { id: 'types' } });
  await first.run(ADD_ASSET, { sourceId: 'types', asset });
  const before = await first.run(read);
  await first.stop();
  const second = await startGateway({ databaseFile: first.databaseFile });
  const after = await second.run(read);

  const { label: labels, tags: localizedTags, ...rest } = asset;
  expect(before).toEqual({ asset: { ...rest, labels, localizedTags, version: 2 } });
  expect(after).toEqual(before);
});

test('a restarted gateway goes on where the last one stopped', async () => {
  const first = await startGateway();
  await first.run(ADD_SOURCE, { source: { id: 'kept' } });
  await first.run(ADD_ASSET, {
    sourceId: 'kept',
    asset: { id: 'a', label: { en: 'Eins' }, meta: { width: 640, nested: { ok: true, none: null } } },
  });
  await first.stop();

  const second = await startGateway({ databaseFile: first.databaseFile });
  const read = await second.run('{ asset(sourceId: "kept", id: "a") { label meta version } }');
  const added = await second.run(ADD_ASSET, { sourceId: 'kept', asset: { id: 'b' } });

  expect(read).toEqual({
    asset: { label: 'Eins', meta: { width: 640, nested: { ok: true, none: null } }, version: 2 },
  });
  expect(added).toMatchObject({ addAsset: { version: 3 } });
});

test('a version goes on when a source is removed and made again', async () => {
  const gateway = await startGateway();
  await gateway.run(ADD_SOURCE, { source: { id: 's' } });
  await gateway.run(ADD_ASSET, { sourceId: 's', asset: { id: 'a' } });
  await gateway.run('mutation { removeSource(id: "s") { version } }');

  const again = await gateway.run(ADD_SOURCE, { source: { id: 's' } });

  expect(again).toMatchObject({ addSource: { version: 4, source: { version: 4, assetCount: 0 } } });
  expect(await gateway.run(FIND, { sourceId: 's' })).toMatchObject({ findAssets: { total: 0 } });
});

test('an update keeps the place, a move changes it', async () => {
  const gateway = await startGateway();
  await gateway.run(ADD_SOURCE, { source: { id: 's' } });
  for (const id of ['a', 'b', 'c']) await gateway.run(ADD_ASSET, { sourceId: 's', asset: { id } });

  await gateway.run('mutation { updateAsset(sourceId: "s", id: "a", patch: { groups: ["x"] }) { changed } }');
  await gateway.run(
    'mutation { changeAssets(sourceId: "s", changes: [{ move: { id: "c", before: "b" } }]) { changed } }',
  );

  const { findAssets } = await gateway.run<{ findAssets: { assets: { id: string }[] } }>(FIND, {
    sourceId: 's',
  });
  expect(findAssets.assets.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
});

test('ids and keys that mean something to JavaScript are only names', async () => {
  const gateway = await startGateway();
  const meta = JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"toString":"x"}') as object;
  for (const id of ['__proto__', 'constructor']) {
    await gateway.run(ADD_SOURCE, { source: { id } });
    await gateway.run(ADD_ASSET, { sourceId: id, asset: { id: '__proto__', meta } });
  }

  const read = await gateway.run('{ asset(sourceId: "__proto__", id: "__proto__") { id meta } }');

  expect(JSON.stringify(read)).toBe(
    '{"asset":{"id":"__proto__","meta":{"__proto__":{"polluted":true},"constructor":1,"toString":"x"}}}',
  );
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('the journal tells who changed what, when and why', async () => {
  const gateway = await startGateway({
    environment: { GATEWAY_API_KEYS: 'cms:0123456789abcdef:READ+WRITE+ADMIN' },
    headers: { authorization: 'Bearer 0123456789abcdef' },
  });
  await gateway.run(ADD_SOURCE, { source: { id: 's' } });
  await gateway.run(
    'mutation { addAsset(sourceId: "s", asset: { id: "a" }, idempotencyKey: "k1") { version } }',
  );

  const { journal } = await gateway.run<{ journal: { entries: Record<string, unknown>[] } }>(/* GraphQL */ `
    {
      journal(first: 10) {
        entries {
          kind
          sourceId
          assetId
          version
          principal
          definition
          cause {
            kind
            operation
            idempotencyKey
          }
        }
        hasNextPage
      }
    }
  `);

  expect(journal).toEqual({
    entries: [
      {
        kind: 'SOURCE_ADDED',
        sourceId: 's',
        assetId: null,
        version: 1,
        principal: 'cms',
        definition: { id: 's' },
        cause: { kind: 'MUTATION', operation: 'addSource', idempotencyKey: null },
      },
      {
        kind: 'ASSET_ADDED',
        sourceId: 's',
        assetId: 'a',
        version: 2,
        principal: 'cms',
        definition: { id: 'a' },
        cause: { kind: 'MUTATION', operation: 'addAsset', idempotencyKey: 'k1' },
      },
    ],
    hasNextPage: false,
  });
});
