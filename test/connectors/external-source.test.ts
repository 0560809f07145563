import { describe, expect, test } from 'vitest';
import type { ExternalAssetSource } from '../../src/connectors/external-asset-source.ts';
import { EXTERNAL_DEFAULTS, ExternalSource } from '../../src/connectors/external-source.ts';
import { SILENT_LOG } from '../../src/log.ts';
import { type AssetQuery, EVERYTHING } from '../../src/model/query.ts';

const QUERY: AssetQuery = { ...EVERYTHING, perPage: 10 };

const page = (...assets: unknown[]) => ({ assets, total: assets.length, currentPage: 0 });

function external(findAssets: unknown, options: Partial<typeof EXTERNAL_DEFAULTS> = {}, more: object = {}) {
  const source = { id: 'outside', findAssets, ...more } as ExternalAssetSource;
  return new ExternalSource(source, SILENT_LOG, { ...EXTERNAL_DEFAULTS, ...options });
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as { code: string; message: string; details: Record<string, unknown> },
  );

test('an answer of the editor is read as it is: one locale, numbers kept', async () => {
  const source = external(async (query: { locale: string }) => ({
    ...page({
      id: 'a',
      label: 'Berg',
      tags: ['alpen'],
      locale: query.locale,
      meta: { width: 5, note: undefined },
    }),
    total: 40,
    nextPage: 1,
    facets: { tags: [{ value: 'alpen', count: 3 }, { value: 'see' }] },
  }));

  const answer = await source.findAssets({ ...QUERY, locale: 'de', facets: ['tags', 'groups'] }, 7);

  expect(answer).toEqual({
    assets: [
      {
        sourceId: 'outside',
        definition: { id: 'a', label: { de: 'Berg' }, tags: { de: ['alpen'] }, meta: { width: 5 } },
        rank: 1,
        version: 0,
        createdAt: 0,
        updatedAt: 0,
      },
    ],
    total: 40,
    currentPage: 0,
    nextPage: 1,
    facets: [
      {
        path: 'tags',
        values: [
          { value: 'alpen', count: 3 },
          { value: 'see', count: 0 },
        ],
      },
    ],
    version: 7,
  });
});

test('it is asked every time, and equal questions at the same time are one', async () => {
  let asked = 0;
  const source = external(async () => {
    asked += 1;
    await Promise.resolve();
    return page();
  });

  await Promise.all(Array.from({ length: 50 }, () => source.findAssets(QUERY, 1)));
  await source.findAssets(QUERY, 1);
  await source.findAssets({ ...QUERY, page: 1 }, 1);

  expect(asked).toBe(3);
});

test('each asker gets a query of its own, with every field there', async () => {
  const seen: unknown[] = [];
  const source = external(async (query: { tags: string[] }) => {
    seen.push(structuredClone(query));
    query.tags.push('spoilt');
    return page();
  });

  await source.findAssets(QUERY, 1);
  await source.findAssets(QUERY, 1);

  const { locale: _, ...rest } = QUERY;
  expect(seen).toEqual(Array(2).fill({ ...rest, locale: '', sortActiveFirst: false }));
});

describe('a source that misbehaves fails with a word, and says nothing that it said', () => {
  const rejects = (reason: unknown) => () => Promise.reject(reason as Error);
  test.each([
    [
      'throws',
      () => {
        throw new Error('secret at https://user:pw@db/x?token=t');
      },
      'FAILED',
    ],
    ['rejects', rejects(new Error('secret')), 'FAILED'],
    ['rejects with null', rejects(null), 'FAILED'],
    ['rejects with undefined', rejects(undefined), 'FAILED'],
    [
      'can not be reached',
      rejects(Object.assign(new Error('secret'), { code: 'ECONNREFUSED' })),
      'UNREACHABLE',
    ],
    ['never answers', () => new Promise(() => {}), 'TIMEOUT'],
    ['answers with text', async () => 'secret', 'BAD_ANSWER'],
    ['answers without assets', async () => ({ total: 1, currentPage: 0 }), 'BAD_ANSWER'],
    ['answers without a total', async () => ({ assets: [], currentPage: 0 }), 'BAD_ANSWER'],
    ['has an asset without an id', async () => page({ label: 'secret' }), 'BAD_ANSWER'],
    ['has a label that is a number', async () => page({ id: 'a', label: 5 }), 'BAD_ANSWER'],
    ['has a tag that is a number', async () => page({ id: 'a', tags: ['secret', 5] }), 'BAD_ANSWER'],
    ['has a function in meta', async () => page({ id: 'a', meta: { draw: () => 1 } }), 'BAD_ANSWER'],
    [
      'has a source set without a width',
      async () => page({ id: 'a', payload: { sourceSet: [{ uri: 'x', height: 1 }] } }),
      'BAD_ANSWER',
    ],
    [
      'sends 100,000 assets at once',
      async () => page(...Array.from({ length: 100_000 }, (_, id) => ({ id: String(id) }))),
      'TOO_LARGE',
    ],
    [
      'sends assets of 200 KB each',
      async () =>
        page(
          ...Array.from({ length: 50 }, (_, id) => ({
            id: String(id),
            meta: Object.fromEntries(Array.from({ length: 20 }, (__, key) => [key, 'x'.repeat(10_000)])),
          })),
        ),
      'TOO_LARGE',
    ],
  ])('one that %s', async (_name, findAssets, reason) => {
    const failure = await failureOf(external(findAssets, { timeoutMs: 200 }).findAssets(QUERY, 1));

    expect(failure).toMatchObject({
      code: 'EXTERNAL_SOURCE_FAILED',
      details: { sourceId: 'outside', reason, operation: 'findAssets' },
    });
    expect(failure?.message).not.toMatch(/secret|token|user:pw/);
  });
});

test('a source that answers late is not believed, and rejecting late ends no process', async () => {
  const gate = Promise.withResolvers<unknown>();
  const source = external(() => gate.promise, { timeoutMs: 20 });

  expect(await failureOf(source.findAssets(QUERY, 1))).toMatchObject({ details: { reason: 'TIMEOUT' } });
  gate.reject(new Error('too late'));

  await new Promise((resolve) => setImmediate(resolve));
});

test('so many calls are under way, so many wait, and the next is refused at once', async () => {
  const gates: PromiseWithResolvers<unknown>[] = [];
  const source = external(
    () => {
      const gate = Promise.withResolvers<unknown>();
      gates.push(gate);
      return gate.promise;
    },
    { concurrency: 2, waiting: 3 },
  );

  const calls = Array.from({ length: 6 }, (_, number) =>
    failureOf(source.findAssets({ ...QUERY, page: number }, 1)),
  );

  expect(await calls[5]).toMatchObject({ details: { reason: 'BUSY' } });
  expect(gates).toHaveLength(2);
  for (let answered = 0; answered < 5; answered += 1) {
    await expect.poll(() => gates.length).toBeGreaterThan(answered);
    gates[answered]?.resolve(page());
  }
  expect(await Promise.all(calls.slice(0, 5))).toEqual(Array(5).fill(undefined));
});

test('a system that hangs is asked no more than so many times at once', async () => {
  let asked = 0;
  const source = external(
    () => {
      asked += 1;
      return new Promise(() => {});
    },
    { concurrency: 3, waiting: 100, timeoutMs: 30 },
  );

  const failures = await Promise.all(
    Array.from({ length: 20 }, (_, number) => failureOf(source.findAssets({ ...QUERY, page: number }, 1))),
  );

  expect(failures.every((failure) => failure?.details['reason'] === 'TIMEOUT')).toBe(true);
  expect(asked).toBe(3);
});

test('an asset is fetched by the source, or searched for by its id', async () => {
  const fetching = external(
    async () => page(),
    {},
    {
      fetchAsset: async (id: string, params: { locale?: string }) =>
        id === 'a' ? { id, label: params.locale ?? 'none' } : null,
    },
  );
  const searching = external(async (query: { filter: { equals?: string }[] }) =>
    page({ id: query.filter[0]?.equals }),
  );

  expect((await fetching.fetchAsset('a', 'de'))?.definition).toEqual({ id: 'a', label: { de: 'de' } });
  expect(await fetching.fetchAsset('b')).toBeUndefined();
  expect((await searching.fetchAsset('c'))?.definition.id).toBe('c');
});

test('it is read-only unless it takes assets, and a source that does is told', async () => {
  const kept: string[] = [];
  const open = external(
    async () => page(),
    {},
    {
      addAsset: ({ id }: { id: string }) => void kept.push(id),
      removeAsset: (id: string) => Promise.resolve(kept.splice(kept.indexOf(id), 1)),
    },
  );
  const closed = external(async () => page());

  await open.addAsset({ id: 'a' });
  await open.addAsset({ id: 'b' });
  await open.removeAsset('a');

  expect(kept).toEqual(['b']);
  expect([closed.canAddAsset, closed.canRemoveAsset, open.canAddAsset]).toEqual([false, false, true]);
  expect(() => closed.addAsset({ id: 'a' })).toThrow(expect.objectContaining({ code: 'SOURCE_READ_ONLY' }));
});

test('methods of an object keep their this', async () => {
  class Cms {
    readonly id = 'outside';
    #assets = [{ id: 'a' }];
    findAssets() {
      return Promise.resolve(page(...this.#assets));
    }
  }

  const answer = await new ExternalSource(new Cms(), SILENT_LOG).findAssets(QUERY, 1);

  expect(answer.total).toBe(1);
});

test('an answer that is changed afterwards stays as it was checked', async () => {
  const meta: Record<string, unknown> = { uri: 'https://cdn.example.com/a.png' };
  const source = external(async () => page({ id: 'a', meta }));

  const answer = await source.findAssets(QUERY, 1);
  meta['uri'] = () => 'not JSON any more';

  expect(answer.assets[0]?.definition.meta).toEqual({ uri: 'https://cdn.example.com/a.png' });
});
