import { describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import { addSource, caughtUp, changeAssets, engineIdsOf, follow } from './support/writes.ts';

const JOURNAL = /* GraphQL */ `
  query ($after: Cursor, $before: Cursor, $sourceId: ID, $first: Int! = 100, $last: Int) {
    journal(after: $after, before: $before, sourceId: $sourceId, first: $first, last: $last) {
      startCursor
      endCursor
      hasNextPage
      hasPreviousPage
      entries {
        cursor
        sourceId
        version
        kind
        assetId
        fields
        definition
        principal
        occurredAt
        cause {
          kind
          operation
          idempotencyKey
          detail
        }
      }
    }
  }
`;

type JournalPage = {
  readonly startCursor: string | null;
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly entries: readonly {
    readonly cursor: string;
    readonly sourceId: string;
    readonly version: number;
    readonly kind: string;
    readonly assetId: string | null;
    readonly principal: string;
    readonly occurredAt: string;
    readonly cause: { readonly kind: string; readonly operation: string };
  }[];
};

async function journal(gateway: TestGateway, variables: object = {}): Promise<JournalPage> {
  return (await gateway.run<{ journal: JournalPage }>(JOURNAL, variables)).journal;
}

describe('the journal', () => {
  test('tells who changed what, when and why', async () => {
    const secret = 'secret-of-the-cms-0';
    const gateway = await startGateway({
      environment: { GATEWAY_API_KEYS: `cms:${secret}:READ+WRITE+ADMIN` },
      headers: { 'x-api-key': secret },
    });
    const began = Date.now();
    await addSource(gateway, 's');
    await changeAssets(gateway, 's', [{ add: { id: 'a', groups: ['g'] } }], { idempotencyKey: 'key-1' });
    await gateway.run(
      'mutation { updateAsset(sourceId: "s", id: "a", patch: { groups: ["h"] }) { version } }',
    );
    await gateway.run('mutation { syncSource(sourceId: "s", assets: [], removalLimit: 1) { version } }');
    await gateway.run('mutation { removeSource(id: "s") { version } }');

    const { entries } = await journal(gateway);

    expect(entries).toMatchObject([
      { kind: 'SOURCE_ADDED', version: 1, definition: { id: 's' }, cause: { operation: 'addSource' } },
      {
        kind: 'ASSET_ADDED',
        version: 2,
        assetId: 'a',
        definition: { id: 'a', groups: ['g'] },
        cause: { kind: 'MUTATION', operation: 'changeAssets', idempotencyKey: 'key-1' },
      },
      { kind: 'ASSET_UPDATED', version: 3, assetId: 'a', fields: ['groups'] },
      { kind: 'ASSET_REMOVED', version: 4, definition: null, cause: { kind: 'SYNC' } },
      { kind: 'SOURCE_REMOVED', version: 5, definition: null, cause: { operation: 'removeSource' } },
    ]);
    for (const { principal, occurredAt } of entries) {
      expect(principal).toBe('cms');
      expect(Date.parse(occurredAt)).toBeGreaterThanOrEqual(began);
    }
  });

  test('is for ADMIN alone', async () => {
    const gateway = await startGateway({
      environment: { GATEWAY_API_KEYS: 'cms:secret-of-the-cms-0:READ+WRITE' },
      headers: { 'x-api-key': 'secret-of-the-cms-0' },
    });

    expect(await gateway.codeOf(JOURNAL)).toBe('FORBIDDEN');
  });

  test('is paged forward and backward, for all sources or one', async () => {
    const gateway = await startGateway();
    await addSource(gateway, 'odd');
    await addSource(gateway, 'even');
    for (let index = 0; index < 10; index += 1) {
      await changeAssets(gateway, index % 2 === 0 ? 'even' : 'odd', [{ add: { id: `n${index}` } }]);
    }
    const all = await journal(gateway);
    const cursors = all.entries.map(({ cursor }) => cursor);

    const forward: string[] = [];
    for (let page = await journal(gateway, { first: 5 }); ;) {
      forward.push(...page.entries.map(({ cursor }) => cursor));
      if (!page.hasNextPage) break;
      page = await journal(gateway, { first: 5, after: page.endCursor });
      expect(page.hasPreviousPage).toBe(true);
    }
    const backward: string[] = [];
    for (let page = await journal(gateway, { last: 5 }); ;) {
      backward.unshift(...page.entries.map(({ cursor }) => cursor));
      if (!page.hasPreviousPage) break;
      page = await journal(gateway, { last: 5, before: page.startCursor });
      expect(page.hasNextPage).toBe(true);
    }
    const odd = await journal(gateway, { sourceId: 'odd', last: 2 });
    const between = await journal(gateway, { after: cursors[2], before: cursors[5] });

    expect(cursors).toHaveLength(12);
    expect(forward).toEqual(cursors);
    expect(backward).toEqual(cursors);
    expect(odd.entries.map(({ assetId }) => assetId)).toEqual(['n7', 'n9']);
    expect(between.entries.map(({ cursor }) => cursor)).toEqual(cursors.slice(3, 5));
  });

  test('refuses sizes and cursors that it can not serve', async () => {
    const gateway = await startGateway();
    await addSource(gateway, 's');

    expect(await gateway.codeOf(JOURNAL, { first: 1_001 })).toBe('BAD_USER_INPUT');
    expect(await gateway.codeOf(JOURNAL, { last: -1 })).toBe('BAD_USER_INPUT');
    expect(await gateway.codeOf(JOURNAL, { after: 'of.another' })).toBe('CURSOR_EXPIRED');
    expect(await gateway.codeOf(JOURNAL, { before: 'of.another' })).toBe('CURSOR_EXPIRED');
  });

  test('forgets what is older than the retention, and says so to who comes too late', async () => {
    const gateway = await startGateway({ environment: { JOURNAL_RETENTION: '50ms' } });
    await addSource(gateway, 's');
    const { entries } = await journal(gateway);
    const first = entries[0]?.cursor;
    for (let index = 0; index < 1_200; index += 100) {
      await changeAssets(
        gateway,
        's',
        Array.from({ length: 100 }, (_, item) => ({ add: { id: `a${index + item}` } })),
      );
    }

    // The newest entry is always kept, so that positions go on from it.
    await expect.poll(async () => (await journal(gateway)).entries.length, { timeout: 10_000 }).toBe(1);
    const left = await journal(gateway);
    expect(left.entries[0]?.version).toBe(1_201);
    expect(await gateway.codeOf(JOURNAL, { after: first })).toBe('CURSOR_EXPIRED');
    expect(await gateway.codeOf(JOURNAL, { before: first })).toBe('CURSOR_EXPIRED');
    const { version } = await changeAssets(gateway, 's', [{ remove: { id: 'a0' } }]);
    expect(version).toBe(1_202);
    expect(await journal(gateway, { after: left.endCursor })).toMatchObject({
      entries: [{ version: 1_202 }],
    });
  });
});

describe('a temporary source', () => {
  const ADD = 'mutation ($source: AssetSourceInput!) { addSource(source: $source) { version } }';
  const UPDATE =
    'mutation ($id: ID!, $patch: AssetSourcePatch!) { updateSource(id: $id, patch: $patch) { version } }';
  const soon = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const exists = async (gateway: TestGateway, id: string): Promise<boolean> =>
    (
      await gateway.run<{ assetSource: object | null }>('query ($id: ID!) { assetSource(id: $id) { id } }', {
        id,
      })
    ).assetSource !== null;

  test('is removed on time, with all its assets, cause EXPIRED', async () => {
    const gateway = await startGateway();
    const events = await follow(gateway, 'temporary');
    const expiresAt = soon(700);
    await gateway.run(ADD, { source: { id: 'temporary', expiresAt } });
    await changeAssets(gateway, 'temporary', [{ add: { id: 'a' } }]);

    await expect.poll(() => events.at(-1)?.__typename, { timeout: 10_000 }).toBe('AssetSourceRemoved');
    expect(events.at(-1)).toMatchObject({
      version: 3,
      cause: { kind: 'EXPIRED', operation: 'removeSource' },
    });
    const { entries } = await journal(gateway, { last: 1 });
    expect(entries).toMatchObject([{ kind: 'SOURCE_REMOVED', principal: 'gateway' }]);
    expect(entries[0]?.occurredAt.localeCompare(expiresAt)).toBeGreaterThanOrEqual(0);
    await caughtUp(gateway);
    expect(await gateway.engine.findAllSources()).toEqual([]);
  });

  test('is removed at the next start when its time came while the gateway was down', async () => {
    const before = await startGateway();
    const expiresAt = soon(400);
    await before.run(ADD, { source: { id: 'temporary', expiresAt } });
    await addSource(before, 'permanent', ['a']);
    await before.stop();
    await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(expiresAt));

    const after = await startGateway({ databaseFile: before.databaseFile });

    await expect.poll(() => exists(after, 'temporary')).toBe(false);
    const { entries } = await journal(after, { last: 1 });
    expect(entries).toMatchObject([{ sourceId: 'temporary', version: 2, cause: { kind: 'EXPIRED' } }]);
    expect(await engineIdsOf(after, 'permanent')).toEqual(['a']);
  });

  test('stays when it is prolonged or made permanent', async () => {
    const gateway = await startGateway();
    for (const id of ['prolonged', 'permanent', 'marker'])
      await gateway.run(ADD, { source: { id, expiresAt: soon(500) } });
    await gateway.run(UPDATE, { id: 'prolonged', patch: { expiresAt: soon(3_600_000) } });
    await gateway.run(UPDATE, { id: 'permanent', patch: { expiresAt: null } });

    await expect.poll(() => exists(gateway, 'marker'), { timeout: 10_000 }).toBe(false);
    expect(await exists(gateway, 'prolonged')).toBe(true);
    expect(await exists(gateway, 'permanent')).toBe(true);
  });

  test('can become temporary later', async () => {
    const gateway = await startGateway();
    await addSource(gateway, 's');
    await gateway.run(UPDATE, { id: 's', patch: { expiresAt: soon(200) } });

    await expect.poll(() => exists(gateway, 's'), { timeout: 10_000 }).toBe(false);
  });

  test('can not be made of the past', async () => {
    const gateway = await startGateway();
    const { errors } = await gateway.query(ADD, { source: { id: 's', expiresAt: soon(-1) } });

    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'source.expiresAt' });
  });
});

test('what another gateway on the same database writes is read, told and expired here too', async () => {
  const one = await startGateway();
  const two = await startGateway({ databaseFile: one.databaseFile });
  const events = await follow(two, 's');
  await addSource(one, 's', ['a', 'b']);

  await expect
    .poll(() => events.map(({ __typename }) => __typename), { timeout: 10_000 })
    .toEqual(['AssetSourceAdded', 'AssetSourceUpdated']);
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      changeAssets(index % 2 === 0 ? one : two, 's', [{ add: { id: `n${index}` } }]),
    ),
  );

  expect(new Set(answers.map(({ version }) => version)).size).toBe(40);
  expect(Math.max(...answers.map(({ version }) => version))).toBe(43);
  await expect.poll(() => events.at(-1)?.version, { timeout: 10_000 }).toBe(43);
  expect(await engineIdsOf(two, 's')).toHaveLength(42);
});
