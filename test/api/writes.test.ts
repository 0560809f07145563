import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import {
  addSource,
  caughtUp,
  changeAssets,
  engineIdsOf,
  follow,
  idsOf,
  tryChangeAssets,
  versionOf,
  type ItemFailure,
  type Written,
} from './support/writes.ts';

let gateway: TestGateway;
let stop: () => Promise<void>;
beforeAll(async () => {
  gateway = await startGateway({ onDone: (dispose) => (stop = dispose) });
});
afterAll(() => stop());

const UPDATE_ASSET = /* GraphQL */ `
  mutation ($sourceId: ID!, $id: ID!, $patch: AssetPatch!, $expectedVersion: Int) {
    updateAsset(sourceId: $sourceId, id: $id, patch: $patch, expectedVersion: $expectedVersion) {
      version
      cursor
      changed
      asset {
        labels
        groups
        meta
      }
    }
  }
`;

type UpdatedAsset = Written & {
  readonly asset: {
    readonly labels: object | null;
    readonly groups: readonly string[];
    readonly meta: object | null;
  };
};

async function updateAsset(sourceId: string, id: string, patch: object): Promise<UpdatedAsset> {
  const answer = await gateway.run<{ updateAsset: UpdatedAsset }>(UPDATE_ASSET, { sourceId, id, patch });
  return answer.updateAsset;
}

describe('changeAssets', () => {
  test('adds, updates, upserts, removes and moves in one step, told as one event', async () => {
    await addSource(gateway, 'batch', ['a', 'b', 'c', 'd']);
    const events = await follow(gateway, 'batch');

    const answer = await changeAssets(gateway, 'batch', [
      { add: { id: 'e', label: { en: 'New' } } },
      { update: { id: 'a', patch: { label: { en: 'Other' } } } },
      { upsert: { id: 'b', label: { en: 'Put' } } },
      { upsert: { id: 'f' } },
      { remove: { id: 'c' } },
      { move: { id: 'd', before: 'a' } },
    ]);

    expect(answer).toMatchObject({ version: 11, changed: true, changedCount: 6, failedCount: 0 });
    expect(answer.results.map(({ assetId, asset }) => [assetId, asset?.label])).toEqual([
      ['e', 'New'],
      ['a', 'Other'],
      ['b', 'Put'],
      ['f', null],
      ['c', undefined],
      ['d', 'Asset d'],
    ]);
    expect(await idsOf(gateway, 'batch')).toEqual(['d', 'a', 'b', 'e', 'f']);
    await expect.poll(() => events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      __typename: 'AssetSourceUpdated',
      previousVersion: 5,
      version: 11,
      cursor: answer.cursor,
      changeCount: 6,
      changes: [
        { kind: 'ADDED', assetId: 'e', fields: [] },
        { kind: 'UPDATED', assetId: 'a', fields: ['label'] },
        { kind: 'UPDATED', assetId: 'b', fields: ['label'] },
        { kind: 'ADDED', assetId: 'f', fields: [] },
        { kind: 'REMOVED', assetId: 'c', fields: [] },
        { kind: 'MOVED', assetId: 'd', fields: [] },
      ],
    });
    expect(await engineIdsOf(gateway, 'batch')).toEqual(['a', 'b', 'd', 'e', 'f']);
  });

  test('REJECT_ALL changes nothing and names every failing item by index, code and field', async () => {
    await addSource(gateway, 'reject', ['a', 'b']);
    const events = await follow(gateway, 'reject');

    const { errors } = await tryChangeAssets(gateway, 'reject', [
      { add: { id: 'new' } },
      { add: { id: 'a' } },
      { update: { id: 'gone', patch: { groups: ['x'] } } },
      { update: { id: 'b', patch: { groups: ['x'] }, expectedVersion: 1 } },
      { remove: { id: 'gone' } },
      { move: { id: 'a', after: 'gone' } },
      { move: { id: 'a' } },
      { add: { id: 'deep', meta: { uri: 'a\u0000b' } } },
      { upsert: { id: '' } },
    ]);

    const extensions = errors?.[0]?.extensions;
    expect(extensions?.code).toBe('ASSET_ALREADY_EXISTS');
    const failures = extensions?.['failures'] as readonly ItemFailure[];
    expect(failures.map(({ index, code, field }) => [index, code, field])).toEqual([
      [1, 'ASSET_ALREADY_EXISTS', 'add.id'],
      [2, 'ASSET_NOT_FOUND', 'update.id'],
      [3, 'VERSION_CONFLICT', 'update.expectedVersion'],
      [4, 'ASSET_NOT_FOUND', 'remove.id'],
      [5, 'ASSET_NOT_FOUND', 'move.after'],
      [6, 'BAD_USER_INPUT', 'move'],
      [7, 'BAD_USER_INPUT', 'add.meta.uri'],
      [8, 'BAD_USER_INPUT', 'upsert.id'],
    ]);
    expect(await idsOf(gateway, 'reject')).toEqual(['a', 'b']);
    expect(await versionOf(gateway, 'reject')).toBe(3);
    expect(events).toEqual([]);
  });

  test('SKIP_FAILED makes the others and reports each failure in its place', async () => {
    await addSource(gateway, 'skip', ['a']);
    const events = await follow(gateway, 'skip');

    const answer = await changeAssets(
      gateway,
      'skip',
      [{ add: { id: 'a' } }, { add: { id: 'b' } }, { remove: { id: 'gone' } }, { remove: { id: 'a' } }],
      { onError: 'SKIP_FAILED' },
    );

    expect(answer).toMatchObject({ changed: true, changedCount: 2, failedCount: 2, version: 4 });
    expect(answer.results.map(({ changed, error }) => [changed, error])).toEqual([
      [false, { code: 'ASSET_ALREADY_EXISTS', field: 'add.id' }],
      [true, null],
      [false, { code: 'ASSET_NOT_FOUND', field: 'remove.id' }],
      [true, null],
    ]);
    expect(await idsOf(gateway, 'skip')).toEqual(['b']);
    await expect.poll(() => events.map(({ changeCount }) => changeCount)).toEqual([2]);
  });

  test('each item sees what the items before it did', async () => {
    await addSource(gateway, 'chain');

    const answer = await changeAssets(gateway, 'chain', [
      { add: { id: 'a', meta: { n: 1 } } },
      { update: { id: 'a', patch: { meta: { n: 2 } } } },
      { add: { id: 'b' } },
      { move: { id: 'b', before: 'a' } },
      { remove: { id: 'a' } },
      { add: { id: 'a' } },
    ]);

    expect(answer.version).toBe(7);
    expect(await idsOf(gateway, 'chain')).toEqual(['b', 'a']);
    expect(await engineIdsOf(gateway, 'chain')).toEqual(['a', 'b']);
  });

  test('takes 1,000 items and not one more', async () => {
    await addSource(gateway, 'many');
    const adds = (count: number): object[] =>
      Array.from({ length: count }, (_, index) => ({ add: { id: `asset-${index}` } }));

    const tooMany = await tryChangeAssets(gateway, 'many', adds(1_001));
    const answer = await changeAssets(gateway, 'many', adds(1_000));

    expect(tooMany.errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 1_000 });
    expect(answer).toMatchObject({ changedCount: 1_000, version: 1_001 });
  });

  test('a batch that changes nothing writes nothing and publishes nothing, and says so', async () => {
    await addSource(gateway, 'still', ['a', 'b']);
    const events = await follow(gateway, 'still');

    const answer = await changeAssets(gateway, 'still', [
      { update: { id: 'a', patch: { label: { en: 'Asset a' } } } },
      { upsert: { id: 'b', label: { en: 'Asset b' } } },
      { move: { id: 'a', before: 'b' } },
    ]);
    const marker = await changeAssets(gateway, 'still', [{ remove: { id: 'b' } }]);

    expect(answer).toMatchObject({ changed: false, changedCount: 0, version: 3 });
    await expect.poll(() => events.length).toBeGreaterThan(0);
    expect(events.map(({ version }) => version)).toEqual([marker.version]);
  });
});

describe('an update', () => {
  test('merges into meta as RFC 7396 says and replaces the other fields', async () => {
    await addSource(gateway, 'patches');
    const meta = {
      uri: 'https://example.com/a.jpg',
      size: { width: 1, height: 2 },
      list: [1, 2],
      gone: true,
    };
    await changeAssets(gateway, 'patches', [
      { add: { id: 'a', label: { en: 'A', de: 'Ah' }, groups: ['one', 'two'], meta } },
    ]);

    const { asset } = await updateAsset('patches', 'a', {
      label: { en: 'B' },
      groups: ['three'],
      meta: { size: { height: 3, depth: null }, list: [3], gone: null, added: { a: null, b: 1 } },
    });

    expect(asset).toEqual({
      labels: { en: 'B' },
      groups: ['three'],
      meta: {
        uri: 'https://example.com/a.jpg',
        size: { width: 1, height: 3 },
        list: [3],
        added: { b: 1 },
      },
    });
  });

  test('removes a field that is null', async () => {
    await addSource(gateway, 'nulls');
    await changeAssets(gateway, 'nulls', [{ add: { id: 'a', label: { en: 'A' }, meta: { x: 1 } } }]);

    const { asset, changed } = await updateAsset('nulls', 'a', { label: null, meta: null });

    expect(changed).toBe(true);
    expect(asset).toMatchObject({ labels: null, meta: null });
  });

  test('names the fields that are really different', async () => {
    await addSource(gateway, 'fields');
    await changeAssets(gateway, 'fields', [
      { add: { id: 'a', label: { en: 'A', de: 'B' }, groups: ['g'], meta: { x: 1, y: { z: 2 } } } },
    ]);
    const events = await follow(gateway, 'fields');

    await updateAsset('fields', 'a', {
      label: { de: 'B', en: 'A' },
      groups: ['g'],
      meta: { y: { z: 3 } },
      credits: { name: 'Me' },
    });

    await expect.poll(() => events).toHaveLength(1);
    expect(events[0]?.changes).toEqual([{ kind: 'UPDATED', assetId: 'a', fields: ['meta', 'credits'] }]);
  });

  test.each([
    ['nothing at all', {}],
    ['what is there', { label: { en: 'Asset a' } }],
    ['a meta key that is not there away', { meta: { nothing: null } }],
    ['an empty meta patch', { meta: {} }],
    ['a field that is not there away', { credits: null }],
  ])('that brings %s writes nothing and says so', async (name, patch) => {
    const sourceId = `noop ${name}`;
    const { cursor, version } = await addSource(gateway, sourceId, ['a']);

    const answer = await updateAsset(sourceId, 'a', patch);

    expect(answer).toMatchObject({ changed: false, version, cursor });
  });

  test('is refused where the patch is wrong, and changes nothing', async () => {
    await addSource(gateway, 'wrong', ['a']);
    const { errors } = await gateway.query(UPDATE_ASSET, {
      sourceId: 'wrong',
      id: 'a',
      patch: { meta: { deep: { 'lone \ud800': 1 } } },
    });

    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: expect.stringMatching(/^patch\.meta\.deep/),
    });
    expect(await versionOf(gateway, 'wrong')).toBe(2);
  });
});

describe('ifExists', () => {
  const ADD = /* GraphQL */ `
    mutation ($sourceId: ID!, $asset: AssetInput!, $ifExists: IfExists! = FAIL) {
      addAsset(sourceId: $sourceId, asset: $asset, ifExists: $ifExists) {
        version
        changed
        asset {
          labels
          meta
          createdAt
        }
      }
    }
  `;

  test('FAIL is the default and names the asset', async () => {
    await addSource(gateway, 'fail', ['a']);
    const { errors } = await gateway.query(ADD, { sourceId: 'fail', asset: { id: 'a' } });

    expect(errors?.[0]?.extensions).toEqual({
      code: 'ASSET_ALREADY_EXISTS',
      sourceId: 'fail',
      assetId: 'a',
    });
  });

  test('SKIP keeps what is there and answers with it', async () => {
    await addSource(gateway, 'keep', ['a']);
    const { addAsset } = await gateway.run<{ addAsset: object }>(ADD, {
      sourceId: 'keep',
      asset: { id: 'a', label: { en: 'Other' } },
      ifExists: 'SKIP',
    });

    expect(addAsset).toMatchObject({ changed: false, version: 2, asset: { labels: { en: 'Asset a' } } });
  });

  test('REPLACE puts the whole definition in the place of the old one', async () => {
    await addSource(gateway, 'replace', ['a', 'b']);
    await updateAsset('replace', 'a', { meta: { old: true } });
    const variables = { sourceId: 'replace', asset: { id: 'a', label: { en: 'New' } }, ifExists: 'REPLACE' };
    const first = await gateway.run<{ addAsset: object }>(ADD, variables);
    const second = await gateway.run<{ addAsset: object }>(ADD, variables);

    expect(first.addAsset).toMatchObject({ changed: true, asset: { labels: { en: 'New' }, meta: null } });
    expect(second.addAsset).toMatchObject({ changed: false, version: 5 });
    expect(await idsOf(gateway, 'replace')).toEqual(['a', 'b']);
  });
});

describe('expectedVersion', () => {
  test('of a source lets one of two racing writers win and tells the other where it stands', async () => {
    const { version } = await addSource(gateway, 'race');
    const answers = await Promise.all(
      ['a', 'b'].map((id) =>
        tryChangeAssets(gateway, 'race', [{ add: { id } }], { expectedVersion: version }),
      ),
    );

    const lost = answers.flatMap(({ errors }) => errors?.[0]?.extensions ?? []);
    expect(lost).toEqual([
      { code: 'VERSION_CONFLICT', sourceId: 'race', expectedVersion: 1, actualVersion: 2 },
    ]);
    expect(await idsOf(gateway, 'race')).toHaveLength(1);
  });

  test('of an asset is not touched by changes of its neighbours', async () => {
    await addSource(gateway, 'neighbours', ['a', 'b']);
    await updateAsset('neighbours', 'b', { groups: ['x'] });

    const fits = await gateway.codeOf(UPDATE_ASSET, {
      sourceId: 'neighbours',
      id: 'a',
      patch: { groups: ['y'] },
      expectedVersion: 2,
    });
    const { errors } = await gateway.query(UPDATE_ASSET, {
      sourceId: 'neighbours',
      id: 'a',
      patch: { groups: ['z'] },
      expectedVersion: 2,
    });

    expect(fits).toBeUndefined();
    expect(errors?.[0]?.extensions).toEqual({
      code: 'VERSION_CONFLICT',
      sourceId: 'neighbours',
      assetId: 'a',
      expectedVersion: 2,
      actualVersion: 5,
    });
  });

  test.each([
    'updateSource(id: "guarded", patch: { name: { en: "X" } }, expectedVersion: 1) { version }',
    'removeSource(id: "guarded", expectedVersion: 1) { version }',
    'addAsset(sourceId: "guarded", asset: { id: "x" }, expectedVersion: 1) { version }',
    'removeAsset(sourceId: "guarded", id: "a", expectedVersion: 1) { version }',
  ])('guards %s', async (mutation) => {
    if ((await gateway.codeOf('{ assetSource(id: "guarded") { id } }')) === undefined)
      await gateway.query('mutation { addSource(source: { id: "guarded" }) { version } }');
    await gateway.query(
      'mutation { addAsset(sourceId: "guarded", asset: { id: "a" }, ifExists: SKIP) { version } }',
    );

    expect(await gateway.codeOf(`mutation { ${mutation} }`)).toBe('VERSION_CONFLICT');
    expect(await idsOf(gateway, 'guarded')).toEqual(['a']);
  });
});

test('moves never run out of room between two assets', async () => {
  await addSource(gateway, 'room', ['a', 'b', 'c', 'd']);
  for (let round = 0; round < 40; round += 1) {
    // Two assets take turns in front of c: each halves the room behind a.
    await changeAssets(gateway, 'room', [
      { move: { id: 'b', after: 'a' } },
      { move: { id: 'd', after: 'a' } },
    ]);
  }

  expect(await idsOf(gateway, 'room')).toEqual(['a', 'd', 'b', 'c']);
  await changeAssets(gateway, 'room', [{ add: { id: 'e' } }, { move: { id: 'c', before: 'a' } }]);
  expect(await idsOf(gateway, 'room')).toEqual(['c', 'a', 'd', 'b', 'e']);
});

test('many clients at once write every change once, in one order', async () => {
  await addSource(gateway, 'crowd');
  const events = await follow(gateway, 'crowd');
  await Promise.all(
    Array.from({ length: 100 }, (_, index) => changeAssets(gateway, 'crowd', [{ add: { id: `n${index}` } }])),
  );

  await expect.poll(() => events.length).toBe(100);
  expect(events.map(({ version }) => version)).toEqual(Array.from({ length: 100 }, (_, index) => index + 2));
  await caughtUp(gateway);
  expect(await engineIdsOf(gateway, 'crowd')).toHaveLength(100);
});
