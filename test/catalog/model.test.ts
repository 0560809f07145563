import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { caughtUp, engineIdsOf } from '../api/support/writes.ts';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import { SourceModel, type Definition, type Item, type Operation, type Outcome } from './catalog-model.ts';

const PROGRAMS = 100;
const OPERATIONS = 30;

let gateway: TestGateway;
let stop: () => Promise<void>;
beforeAll(async () => {
  gateway = await startGateway({ onDone: (dispose) => (stop = dispose) });
});
afterAll(() => stop());

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const label = fc.option(fc.record({ en: fc.constantFrom('One', 'Two') }), { nil: null });
const groups = fc.option(fc.subarray(['x', 'y']), { nil: null });
const value = fc.constantFrom<unknown>(1, 'text', null, true, { deep: [1, null] });
const meta = fc.option(fc.dictionary(fc.constantFrom('k', 'l'), value), { nil: null });
const fields = fc.record({ label, groups, meta }, { requiredKeys: [] });
const asset: fc.Arbitrary<Definition> = fc
  .tuple(id, fields)
  .map(([assetId, rest]) => ({ id: assetId, ...rest }));
const assets = fc.array(asset, { maxLength: 10 });
const distinctAssets = fc.uniqueArray(asset, { maxLength: 8, selector: (one) => one.id });
const item: fc.Arbitrary<Item> = fc.oneof(
  asset.map((add) => ({ add })),
  asset.map((upsert) => ({ upsert })),
  fc.record({ id, patch: fields }).map((update) => ({ update })),
  id.map((one) => ({ remove: { id: one } })),
  fc.tuple(id, id).map(([one, before]) => ({ move: { id: one, before } })),
  fc.tuple(id, id).map(([one, after]) => ({ move: { id: one, after } })),
);
const removalLimit = fc.constantFrom(0, 0.5, 1);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('addSource' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('removeSource' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('contentsChanged' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('updateSource' as const),
      name: fc.constantFrom('A', 'B', null),
      expected: fc.constantFrom('NONE' as const, 'RIGHT' as const, 'WRONG' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('addAsset' as const),
      asset,
      ifExists: fc.constantFrom('FAIL' as const, 'REPLACE' as const, 'SKIP' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('updateAsset' as const), id, patch: fields }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('removeAsset' as const), id }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('changeAssets' as const),
      items: fc.array(item, { maxLength: 6 }),
      skip: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('syncSource' as const),
      assets: fc.oneof(assets, distinctAssets, distinctAssets),
      removalLimit,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('importAssetSource' as const),
      assets: distinctAssets,
      merge: fc.boolean(),
    }),
  },
);

/** Values as JSON makes them: the generators' objects have no prototype. */
const program = fc
  .array(operation, { minLength: 5, maxLength: OPERATIONS })
  .map((operations) => JSON.parse(JSON.stringify(operations)) as Operation[]);

const ANSWER = 'version changed';

async function perform(sourceId: string, version: number, one: Operation): Promise<Outcome> {
  const [query, variables] = requestOf(sourceId, version, one);
  const { data, errors } = await gateway.query<{ answer: { version: number; changed: boolean } }>(query, {
    sourceId,
    ...variables,
  });
  const code = errors?.[0]?.extensions.code;
  if (code !== undefined) return { code };
  if (data === undefined || data === null) throw new Error('neither data nor errors');
  return { version: data.answer.version, changed: data.answer.changed };
}

function requestOf(sourceId: string, version: number, one: Operation): [string, object] {
  const mutation = (declared: string, call: string): string =>
    `mutation ($sourceId: ID!${declared}) { answer: ${call} { ${ANSWER} } }`;
  switch (one.kind) {
    case 'addSource':
      return [mutation('', 'addSource(source: { id: $sourceId })'), {}];
    case 'removeSource':
      return [mutation('', 'removeSource(id: $sourceId)'), {}];
    case 'contentsChanged':
      return [mutation('', 'assetSourceContentsChanged(sourceId: $sourceId)'), {}];
    case 'updateSource': {
      const call = 'updateSource(id: $sourceId, patch: $patch, expectedVersion: $expected)';
      const expected = { NONE: null, RIGHT: version, WRONG: version + 1 }[one.expected];
      const name = one.name === null ? null : { en: one.name };
      return [mutation(', $patch: AssetSourcePatch!, $expected: Int', call), { patch: { name }, expected }];
    }
    case 'addAsset': {
      const call = 'addAsset(sourceId: $sourceId, asset: $asset, ifExists: $ifExists)';
      return [
        mutation(', $asset: AssetInput!, $ifExists: IfExists!', call),
        { asset: one.asset, ifExists: one.ifExists },
      ];
    }
    case 'updateAsset': {
      const call = 'updateAsset(sourceId: $sourceId, id: $id, patch: $patch)';
      return [mutation(', $id: ID!, $patch: AssetPatch!', call), { id: one.id, patch: one.patch }];
    }
    case 'removeAsset':
      return [mutation(', $id: ID!', 'removeAsset(sourceId: $sourceId, id: $id)'), { id: one.id }];
    case 'changeAssets': {
      const call = 'changeAssets(sourceId: $sourceId, changes: $changes, onError: $onError)';
      const onError = one.skip ? 'SKIP_FAILED' : 'REJECT_ALL';
      return [
        mutation(', $changes: [AssetChangeInput!]!, $onError: OnError!', call),
        { changes: one.items, onError },
      ];
    }
    case 'syncSource': {
      const call = 'syncSource(sourceId: $sourceId, assets: $assets, removalLimit: $removalLimit)';
      const { assets: wanted, removalLimit: limit } = one;
      return [
        mutation(', $assets: [AssetInput!]!, $removalLimit: Float!', call),
        { assets: wanted, removalLimit: limit },
      ];
    }
    case 'importAssetSource':
      return [
        `mutation ($content: JSONObject!, $mode: ImportMode!) {
          answer: importAssetSource(contentJson: $content, mode: $mode) { ${ANSWER} }
        }`,
        { content: { id: sourceId, assets: one.assets }, mode: one.merge ? 'MERGE' : 'SYNC' },
      ];
  }
}

async function definitionsOf(sourceId: string): Promise<readonly Definition[]> {
  const path = `/sources/${encodeURIComponent(sourceId)}/content.json?exact=true`;
  const content = (await (await fetch(`${gateway.url}${path}`)).json()) as { assets?: Definition[] };
  return content.assets ?? [];
}

test('any program of mutations has the answers and the order that a list would have', async () => {
  let programs = 0;
  let answers = 0;
  await fc.assert(
    fc.asyncProperty(program, async (operations) => {
      programs += 1;
      const sourceId = `program ${programs}`;
      const model = new SourceModel();
      for (const one of operations) {
        const { version } = model;
        const expected = model.perform(one);
        expect(await perform(sourceId, version, one)).toEqual(expected);
        answers += 1;
      }
      expect(await definitionsOf(sourceId)).toEqual(model.assets);
      await caughtUp(gateway);
      const sources = await gateway.engine.findAllSources();
      if (model.exists)
        expect(await engineIdsOf(gateway, sourceId)).toEqual(model.assets.map((one) => one.id).toSorted());
      else expect(sources).not.toContain(sourceId);
    }),
    { numRuns: PROGRAMS },
  );
  expect(answers).toBeGreaterThan(PROGRAMS * 5);
}, 120_000);
