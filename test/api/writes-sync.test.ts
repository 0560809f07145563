import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import {
  addSource,
  changeAssets,
  engineIdsOf,
  follow,
  idsOf,
  tryChangeAssets,
  versionOf,
} from './support/writes.ts';

let gateway: TestGateway;
let stop: () => Promise<void>;
beforeAll(async () => {
  gateway = await startGateway({ onDone: (dispose) => (stop = dispose) });
});
afterAll(() => stop());

const SYNC = /* GraphQL */ `
  mutation ($sourceId: ID!, $assets: [AssetInput!]!, $dryRun: Boolean! = false, $removalLimit: Float! = 0.5) {
    syncSource(sourceId: $sourceId, assets: $assets, dryRun: $dryRun, removalLimit: $removalLimit) {
      ...Sync
    }
  }
  fragment Sync on SyncPayload {
    added
    updated
    removed
    moved
    unchanged
    dryRun
    changed
    version
    cursor
    changes {
      kind
      assetId
      fields
    }
  }
`;

type Sync = {
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  readonly moved: number;
  readonly unchanged: number;
  readonly dryRun: boolean;
  readonly changed: boolean;
  readonly version: number;
  readonly cursor: string;
  readonly changes: readonly object[];
};

function assetsOf(ids: string): object[] {
  return Array.from(ids).map((id) => ({ id, label: { en: `Asset ${id}` } }));
}

async function sync(sourceId: string, assets: readonly object[], options: object = {}): Promise<Sync> {
  const answer = await gateway.run<{ syncSource: Sync }>(SYNC, { sourceId, assets, ...options });
  return answer.syncSource;
}

describe('syncSource', () => {
  test('writes the difference alone, order included, told as one event', async () => {
    await addSource(gateway, 'diff', Array.from('abcdef'));
    const events = await follow(gateway, 'diff');
    const wanted = [
      ...assetsOf('fab'),
      { id: 'd', label: { en: 'Other' } },
      { id: 'x', meta: { n: 1 } },
      ...assetsOf('e'),
    ];

    const answer = await sync('diff', wanted);

    expect(answer).toMatchObject({ added: 1, updated: 1, removed: 1, moved: 1, unchanged: 3, version: 11 });
    expect(answer.changes).toEqual([
      { kind: 'REMOVED', assetId: 'c', fields: [] },
      { kind: 'MOVED', assetId: 'f', fields: [] },
      { kind: 'ADDED', assetId: 'x', fields: [] },
      { kind: 'UPDATED', assetId: 'd', fields: ['label'] },
    ]);
    expect(await idsOf(gateway, 'diff')).toEqual(Array.from('fabdxe'));
    expect(await engineIdsOf(gateway, 'diff')).toEqual(Array.from('abdefx'));
    await expect.poll(() => events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      previousVersion: 7,
      version: 11,
      changeCount: 4,
      cause: { kind: 'SYNC', operation: 'syncSource' },
    });
  });

  test('of what is there already writes nothing and says so', async () => {
    const { cursor } = await addSource(gateway, 'same', Array.from('abc'));
    const answer = await sync('same', assetsOf('abc'));

    expect(answer).toMatchObject({ changed: false, unchanged: 3, version: 4, cursor });
  });

  test('with dryRun answers with the plan and does nothing', async () => {
    await addSource(gateway, 'plan', Array.from('abc'));
    const plan = await sync('plan', assetsOf('cab'), { dryRun: true });

    expect(plan).toMatchObject({ dryRun: true, changed: false, moved: 1, unchanged: 2, version: 4 });
    expect(plan.changes).toEqual([{ kind: 'MOVED', assetId: 'c', fields: [] }]);
    expect(await idsOf(gateway, 'plan')).toEqual(Array.from('abc'));
    const done = await sync('plan', assetsOf('cab'));
    expect(done).toMatchObject({ changes: plan.changes, moved: 1, changed: true });
  });

  test.each([
    ['an empty list', ''],
    ['a truncated list', 'ab'],
  ])('refuses to empty a source for %s', async (name, ids) => {
    const sourceId = `guard ${name}`;
    await addSource(gateway, sourceId, Array.from('abcde'));
    const refused = await gateway.query(SYNC, { sourceId, assets: assetsOf(ids) });
    const planned = await gateway.codeOf(SYNC, { sourceId, assets: assetsOf(ids), dryRun: true });

    expect(refused.errors?.[0]?.extensions).toEqual({
      code: 'REMOVAL_LIMIT_EXCEEDED',
      sourceId,
      removals: 5 - ids.length,
      total: 5,
      removalLimit: 0.5,
    });
    expect(planned).toBe('REMOVAL_LIMIT_EXCEEDED');
    expect(await idsOf(gateway, sourceId)).toHaveLength(5);
    await sync(sourceId, assetsOf(ids), { removalLimit: 1 });
    expect(await idsOf(gateway, sourceId)).toEqual(Array.from(ids));
  });

  test('may remove exactly its limit', async () => {
    await addSource(gateway, 'half', Array.from('abcd'));
    expect(await sync('half', assetsOf('bd'))).toMatchObject({ removed: 2, unchanged: 2 });
  });

  test('refuses an id that comes twice and changes nothing', async () => {
    await addSource(gateway, 'twice', Array.from('a'));
    const { errors } = await gateway.query(SYNC, { sourceId: 'twice', assets: assetsOf('bab') });

    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'assets.2.id' });
    expect(await idsOf(gateway, 'twice')).toEqual(['a']);
  });

  test('names the asset and the field that are wrong', async () => {
    await addSource(gateway, 'bad');
    const { errors } = await gateway.query(SYNC, {
      sourceId: 'bad',
      assets: [{ id: 'a' }, { id: 'b', payload: { sourceSet: [{ uri: 'x', height: 1 }] } }],
    });

    expect(errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'assets.1.payload.sourceSet.0.width',
    });
    expect(await versionOf(gateway, 'bad')).toBe(1);
  });

  test('turns any order into any other', async () => {
    await addSource(gateway, 'shuffle');
    const ids = Array.from('abcdefghijklmnopqrst');
    for (let round = 0; round < 30; round += 1) {
      const wanted = ids.toSorted(() => Math.random() - 0.5).slice(0, 12 + (round % 8));
      await sync('shuffle', assetsOf(wanted.join('')), { removalLimit: 1 });
      expect(await idsOf(gateway, 'shuffle')).toEqual(wanted);
    }
    expect(await engineIdsOf(gateway, 'shuffle')).toEqual((await idsOf(gateway, 'shuffle')).toSorted());
  });

  test('moves one asset when one has moved, wherever it went', async () => {
    await addSource(gateway, 'one', Array.from('abcdefgh'));
    expect(await sync('one', assetsOf('bcdefgha'))).toMatchObject({ moved: 1, unchanged: 7 });
    expect(await sync('one', assetsOf('hbcdefga'))).toMatchObject({ moved: 1, unchanged: 7 });
    expect(await idsOf(gateway, 'one')).toEqual(Array.from('hbcdefga'));
  });
});

describe('importAssetSource', () => {
  const IMPORT = /* GraphQL */ `
    mutation (
      $content: JSONObject!
      $basePath: String
      $mode: ImportMode! = SYNC
      $dryRun: Boolean! = false
    ) {
      importAssetSource(contentJson: $content, basePath: $basePath, mode: $mode, dryRun: $dryRun) {
        added
        updated
        removed
        moved
        unchanged
        changed
        version
        source {
          id
        }
      }
    }
  `;
  const ASSET = /* GraphQL */ `
    query ($sourceId: ID!, $id: ID!) {
      asset(sourceId: $sourceId, id: $id) {
        labels
        meta
        payload
      }
    }
  `;
  const font = { uri: '{{base_url}}/font.ttf', subFamily: 'Regular' };
  const content = {
    version: '2.0.0',
    id: 'imported',
    assets: [
      {
        id: 'a',
        label: { en: 'Text with {{base_url}}' },
        meta: { uri: '{{base_url}}/a.jpg', thumbUri: '{{base_url}}/t/{{base_url}}', width: 5 },
        payload: {
          sourceSet: [{ uri: '{{base_url}}/a-2x.jpg', width: 2, height: 2 }],
          typeface: { name: 'Face {{base_url}}', fonts: [font] },
        },
        unknownKey: 1,
      },
      { id: 'b', meta: { uri: 'https://example.com/b.jpg' } },
    ],
  };

  test('creates the source and resolves the base path where the engine does', async () => {
    const answer = await gateway.run<{ importAssetSource: object }>(IMPORT, {
      content,
      basePath: 'https://cdn.example.com/assets/',
    });
    const { asset } = await gateway.run<{ asset: object }>(ASSET, { sourceId: 'imported', id: 'a' });

    expect(answer.importAssetSource).toMatchObject({ added: 2, version: 3, source: { id: 'imported' } });
    const base = 'https://cdn.example.com/assets';
    expect(asset).toEqual({
      labels: { en: 'Text with {{base_url}}' },
      meta: { uri: `${base}/a.jpg`, thumbUri: `${base}/t/${base}`, width: 5 },
      payload: {
        sourceSet: [{ uri: `${base}/a-2x.jpg`, width: 2, height: 2 }],
        typeface: { name: 'Face {{base_url}}', fonts: [{ ...font, uri: `${base}/font.ttf` }] },
      },
    });
    const again = await gateway.run<{ importAssetSource: object }>(IMPORT, {
      content,
      basePath: 'https://cdn.example.com/assets',
    });
    expect(again.importAssetSource).toMatchObject({ unchanged: 2, changed: false, version: 3 });
  });

  test('with MERGE keeps what the file does not name', async () => {
    await addSource(gateway, 'merged', Array.from('ab'));
    const answer = await gateway.run<{ importAssetSource: object }>(IMPORT, {
      content: { id: 'merged', assets: [{ id: 'c' }, { id: 'b', label: { en: 'Other' } }] },
      mode: 'MERGE',
    });

    expect(answer.importAssetSource).toMatchObject({ added: 1, updated: 1, removed: 0, moved: 0 });
    expect(await idsOf(gateway, 'merged')).toEqual(Array.from('abc'));
  });

  test('with dryRun does not create the source', async () => {
    const answer = await gateway.run<{ importAssetSource: object }>(IMPORT, {
      content: { ...content, id: 'only planned' },
      dryRun: true,
    });

    expect(answer.importAssetSource).toMatchObject({ added: 2, changed: false, source: null, version: 0 });
    expect(await gateway.codeOf('{ findAssets(sourceId: "only planned") { total } }')).toBe(
      'SOURCE_NOT_FOUND',
    );
  });

  test.each([
    ['without assets', { id: 'x' }, 'contentJson.assets'],
    ['without an id', { assets: [] }, 'contentJson.id'],
    ['with an id of the engine’s own', { id: 'ly.img.x', assets: [] }, 'contentJson.id'],
    ['with an asset without an id', { id: 'x', assets: [{}] }, 'contentJson.assets.0.id'],
    ['with an asset that is none', { id: 'x', assets: [5] }, 'contentJson.assets.0'],
  ])('refuses a file %s', async (_, file, field) => {
    const { errors } = await gateway.query(IMPORT, { content: file });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
  });
});

test('a sync and single changes of the same source take turns', async () => {
  await addSource(gateway, 'turns');
  const wanted = Array.from({ length: 500 }, (_, index) => ({ id: `asset-${index}` }));
  const [, ...singles] = await Promise.all([
    sync('turns', wanted, { removalLimit: 1 }),
    ...Array.from({ length: 20 }, (_, index) =>
      changeAssets(gateway, 'turns', [{ upsert: { id: `single-${index}` } }]),
    ),
  ]);

  const versions = singles.map(({ version }) => version);
  expect(new Set(versions).size).toBe(20);
  expect(await versionOf(gateway, 'turns')).toBeGreaterThanOrEqual(521);
});

test('a source that asks an outside system is not synced, imported into or changed in batches', async () => {
  const nothing = { assets: [], total: 0, currentPage: 0, nextPage: undefined };
  const outside = { id: 'outside', findAssets: () => Promise.resolve(nothing) };
  const asking = await startGateway({ outside: { sources: { outside: { external: outside } } } });

  expect(await asking.codeOf(SYNC, { sourceId: 'outside', assets: [] })).toBe('SOURCE_READ_ONLY');
  expect(await asking.codeOf(SYNC, { sourceId: 'outside', assets: [], dryRun: true })).toBe(
    'SOURCE_READ_ONLY',
  );
  const upload = await fetch(`${asking.url}/sources/outside/content.json`, {
    method: 'PUT',
    body: '{"assets":[]}',
  });
  expect(upload.status).toBe(409);
  const batch = await tryChangeAssets(asking, 'outside', [{ add: { id: 'a' } }]);
  expect(batch.errors?.[0]?.extensions.code).toBe('SOURCE_READ_ONLY');
});

type Counts = { added: number; updated: number; removed: number; moved: number; version: number };

/** Syncs one list after the other, and returns those whose answer counts other changes than the journal has. */
async function miscounted(sourceId: string, lists: readonly (readonly string[])[]): Promise<unknown[]> {
  await addSource(gateway, sourceId);
  let version = await versionOf(gateway, sourceId);
  const wrong: unknown[] = [];
  for (const list of lists) {
    const { syncSource } = await gateway.run<{ syncSource: Counts }>(SYNC, {
      sourceId,
      assets: list.map((id) => ({ id })),
      removalLimit: 1,
    });
    const { added, updated, removed, moved } = syncSource;
    if (version + added + updated + removed + moved !== syncSource.version) wrong.push(syncSource);
    if ((await idsOf(gateway, sourceId)).join() !== list.join()) wrong.push(list);
    ({ version } = syncSource);
  }
  return wrong;
}

test('a place between two assets never runs out, however often they change places', async () => {
  const lists = Array.from({ length: 150 }, (_, turn) =>
    turn % 2 === 0 ? ['a', 'x', 'y', 'z', 'b'] : ['a', 'z', 'x', 'y', 'b'],
  );

  expect(await miscounted('swapped', lists)).toEqual([]);
});

test('a place between two assets never runs out, however many come in between', async () => {
  const ids = Array.from({ length: 70 }, (_, turn) => `new-${turn}`);
  const lists = ids.map((_, turn) => ['a', ...ids.slice(0, turn + 1).toReversed(), 'b']);

  expect(await miscounted('filled', lists)).toEqual([]);
});
