import { EVERYTHING } from '../../src/model/query.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startGateway } from '../support/start-gateway.ts';

const ROUNDS = 100;
const PER_ROUND = 1_000;

const CHANGE = /* GraphQL */ `
  mutation ($changes: [AssetChangeInput!]!) {
    changeAssets(sourceId: "target", changes: $changes, onError: SKIP_FAILED) {
      version
      results {
        assetId
        error {
          code
        }
      }
    }
  }
`;

/** Strings that have hurt parsers, engines and JavaScript. */
const nasty = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  fc.constantFrom(
    '',
    '\0',
    '\ud800',
    'a\udfff',
    '__proto__',
    'constructor',
    '{{base_url}}',
    '{{base_url}}/x.png',
    'ly.img.x',
    '%n%s%f',
    '../../etc/passwd',
    '﻿',
    '👩‍🚀',
    'İSTANBUL',
    'x'.repeat(600),
    '1e999',
    'NaN',
  ),
);
const id = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e') }, nasty);
const anything = fc.oneof(
  { weight: 3, arbitrary: nasty },
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(null, 5, -0, 1e300, 1e-320, true, [], {}, [[]], [null], { en: 5 }, { en: null }),
);
const localized = fc.oneof(
  fc.dictionary(nasty, anything, { maxKeys: 3 }),
  fc.dictionary(fc.constantFrom('en', 'de', ''), nasty),
);
const localizedList = fc.dictionary(
  fc.constantFrom('en', 'de', 'ja'),
  fc.oneof(fc.array(nasty, { maxLength: 3 }), fc.array(anything, { maxLength: 3 }), anything),
);
const channel = fc.oneof(fc.double({ noNaN: true }), anything);
const payload = fc.oneof(
  fc.record(
    {
      color: fc.oneof(
        fc.record({
          colorSpace: fc.constantFrom('sRGB', 'CMYK', 'SpotColor', 'X'),
          r: channel,
          g: channel,
          b: channel,
        }),
        fc.record(
          { colorSpace: fc.constant('CMYK'), c: channel, m: channel, y: channel, k: channel },
          { requiredKeys: [] },
        ),
        anything,
      ),
      sourceSet: fc.oneof(
        fc.array(fc.record({ uri: nasty, width: channel, height: channel }, { requiredKeys: [] }), {
          maxLength: 3,
        }),
        anything,
      ),
      typeface: fc.oneof(
        fc.record({
          name: nasty,
          fonts: fc.array(
            fc.record(
              { uri: nasty, subFamily: anything, weight: anything, style: anything },
              { requiredKeys: ['uri'] },
            ),
            {
              maxLength: 2,
            },
          ),
        }),
        anything,
      ),
      transformPreset: fc.oneof(
        fc.record({
          type: fc.constantFrom('FixedAspectRatio', 'FreeAspectRatio', 'FixedSize', 'X'),
          width: channel,
          height: channel,
        }),
        anything,
      ),
      properties: fc.array(
        fc.record({
          property: nasty,
          type: fc.constantFrom('Int', 'Float', 'Color', 'Enum', 'String'),
          value: anything,
          defaultValue: anything,
        }),
        { maxLength: 2 },
      ),
      stylePreset: anything,
      unknown: anything,
    },
    { requiredKeys: [] },
  ),
  fc.dictionary(nasty, anything, { maxKeys: 2 }),
);
const asset = fc.record(
  {
    id,
    label: localized,
    tags: localizedList,
    meta: fc.dictionary(nasty, anything, { maxKeys: 4 }),
    payload,
  },
  { requiredKeys: [] },
);
const change = fc.oneof(
  { weight: 6, arbitrary: asset.map((upsert) => ({ upsert })) },
  { weight: 2, arbitrary: asset.map((add) => ({ add })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(id, asset)
      .map(([assetId, { id: _, ...patch }]) => ({ update: { id: assetId, patch } })),
  },
  id.map((assetId) => ({ remove: { id: assetId } })),
  fc.tuple(id, id).map(([assetId, before]) => ({ move: { id: assetId, before } })),
);

type Changed = { changeAssets: { results: { assetId: string | null; error: { code: string } | null }[] } };

test(
  '100,000 hostile inputs leave the engine alive and the answers right',
  { timeout: 240_000 },
  async () => {
    const gateway = await startGateway();
    await gateway.run(
      'mutation { addSource(source: { id: "target" }) { version } addA: addSource(source: { id: "witness" }) { version } }',
    );
    await gateway.run(
      'mutation { addAsset(sourceId: "witness", asset: { id: "w", label: { en: "Witness" } }) { version } }',
    );
    await gateway.ready();
    const codes = new Map<string, number>();
    let accepted = 0;

    for (let round = 0; round < ROUNDS; round += 1) {
      const changes = fc.sample(change, { numRuns: PER_ROUND, seed: round });
      const { changeAssets } = await gateway.run<Changed>(CHANGE, { changes });
      for (const { error } of changeAssets.results) {
        if (error === null) accepted += 1;
        else codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
      }
    }

    // Both sides of the border were really walked on.
    expect(accepted).toBeGreaterThan(1_000);
    expect([...codes.keys()].toSorted()).toEqual([
      'ASSET_ALREADY_EXISTS',
      'ASSET_NOT_FOUND',
      'BAD_USER_INPUT',
    ]);
    const { gateway: status, findAssets } = await gateway.run<{
      gateway: { head: string; engine: { restarts: number } };
      findAssets: { total: number; assets: { id: string }[] };
    }>(
      '{ gateway { head engine { restarts } } findAssets(sourceId: "target", query: { perPage: 200 }) { total assets { id } } }',
    );
    const head = gateway.catalog.positionOf(status.head);
    await expect.poll(() => gateway.engine.status.confirmed, { timeout: 60_000 }).toBe(head);
    expect(gateway.engine.status).toMatchObject({ state: 'READY', restarts: 0 });
    const inEngine = await gateway.engine.findAssets('target', { ...EVERYTHING, perPage: 200 });
    expect(inEngine.assets.map((found) => found.id).toSorted()).toEqual(
      findAssets.assets.map((found) => found.id).toSorted(),
    );
    expect(await gateway.run('{ asset(sourceId: "witness", id: "w") { label } }')).toEqual({
      asset: { label: 'Witness' },
    });
    expect((await gateway.engine.fetchAsset('witness', 'w'))?.label).toBe('Witness');
  },
);
