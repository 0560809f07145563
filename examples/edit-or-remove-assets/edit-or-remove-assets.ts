/**
 * CE.SDK's guide "Edit or Remove Assets", over GraphQL: what the guide does with an engine in a script, this does
 * with a running gateway, so that it lasts and everybody hears of it.
 *
 *   npm start                                            # in one terminal
 *   npm run example                                      # in another
 *   GATEWAY_URL=http://other:4000/graphql npm run example
 */
import { createClient } from 'graphql-ws';

const url = process.env['GATEWAY_URL'] ?? 'http://127.0.0.1:4000/graphql';

/** Runs a query or a mutation; throws what the gateway says is wrong. */
async function run<T>(query: string, variables: object = {}): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: { message: string }[] };
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return data;
}

type Event = { cursor: string; sourceId: string };

/** Prints every event of one kind, from a cursor on, until the returned function is called. */
function listen(field: string, after: string, what: string, seen: (sourceId: string) => void): () => void {
  return client.subscribe<Record<string, Event>>(
    {
      query: `subscription ($after: Cursor) { ${field}(after: $after) { cursor sourceId } }`,
      variables: { after },
    },
    {
      next: ({ data, errors }) => {
        const event = data?.[field];
        if (event === undefined) throw new Error(JSON.stringify(errors));
        console.log(`Event: Source ${what} - ${event.sourceId}`);
        seen(event.sourceId);
      },
      error: (error) => {
        throw new Error(`The subscription ${field} failed`, { cause: error });
      },
      complete: () => {},
    },
  );
}

const client = createClient({ url: url.replace(/^http/, 'ws') });

// The guide's demo starts from nothing; this gateway may have been there yesterday.
for (const id of ['server-uploads', 'temp-source', 'event-demo']) {
  const { assetSource } = await run<{ assetSource: object | null }>(
    'query ($id: ID!) { assetSource(id: $id) { id } }',
    { id },
  );
  if (assetSource !== null) await run('mutation ($id: ID!) { removeSource(id: $id) { version } }', { id });
}

// Create a local asset source, with three assets in one transaction.
await run('mutation { addSource(source: { id: "server-uploads" }) { version } }');
const sample = (number: number, tag: string): object => ({
  add: {
    id: `asset-${number}`,
    label: { en: `Sample Image ${number}` },
    tags: { en: ['sample', tag] },
    meta: {
      uri: `https://img.ly/static/ubq_samples/sample_${number}.jpg`,
      blockType: '//ly.img.ubq/graphic',
    },
  },
});
await run(
  'mutation ($changes: [AssetChangeInput!]!) { changeAssets(sourceId: "server-uploads", changes: $changes) { version } }',
  { changes: [sample(1, 'image'), sample(2, 'photo'), sample(3, 'landscape')] },
);
console.log('✓ Created local source with 3 assets');

// Find assets.
type Found = { findAssets: { total: number; assets: { id: string; label: string }[] } };
const FIND =
  'query ($query: AssetQuery!) { findAssets(sourceId: "server-uploads", query: $query) { total assets { id label } } }';
const { findAssets } = await run<Found>(FIND, { query: { query: 'sample', page: 0, perPage: 100 } });
console.log(`Found assets: ${findAssets.assets.length}`);
for (const asset of findAssets.assets) console.log(`  - ${asset.id}: ${asset.label}`);

// Update an asset: no remove and add, and it keeps its place.
const { updateAsset } = await run<{ updateAsset: { asset: { label: string } } }>(`
  mutation {
    updateAsset(
      sourceId: "server-uploads"
      id: "asset-1"
      patch: { label: { en: "Updated Sample Image" }, tags: { en: ["sample", "image", "updated"] } }
    ) { asset { label } }
  }
`);
console.log(`✓ Updated asset-1 metadata: ${updateAsset.asset.label}`);

// Remove an asset, and verify.
await run('mutation { removeAsset(sourceId: "server-uploads", id: "asset-2") { version } }');
console.log('✓ Removed asset-2 from server-uploads');
const remaining = await run<Found>(FIND, { query: { page: 0, perPage: 100 } });
console.log(`Remaining assets: ${remaining.findAssets.assets.length}`);

// Tell everybody that something behind the source changed.
await run('mutation { assetSourceContentsChanged(sourceId: "server-uploads") { cursor } }');
console.log('✓ Notified UI of source changes');

// A temporary source. The gateway would remove it by itself in an hour.
await run(
  'mutation ($at: DateTime!) { addSource(source: { id: "temp-source", expiresAt: $at }) { version } }',
  {
    at: new Date(Date.now() + 3_600_000).toISOString(),
  },
);
await run(`
  mutation {
    addAsset(
      sourceId: "temp-source"
      asset: { id: "temp-asset", label: { en: "Temporary Asset" }, meta: { uri: "https://img.ly/static/ubq_samples/sample_4.jpg" } }
    ) { version }
  }
`);
console.log('✓ Created temporary source with 1 asset');
await run('mutation { removeSource(id: "temp-source") { removedSourceId } }');
console.log('✓ Removed temp-source and all its assets');

// Listen to events. The guide must subscribe before it operates, or it misses them; with a cursor, subscribing late is fine.
const { gateway } = await run<{ gateway: { head: string } }>('{ gateway { head } }');
await run('mutation { addSource(source: { id: "event-demo" }) { version } }');
await run('mutation { assetSourceContentsChanged(sourceId: "event-demo") { version } }');
await run('mutation { removeSource(id: "event-demo") { version } }');
const heard = await Promise.all(
  [
    ['onAssetSourceAdded', 'added'],
    ['onAssetSourceUpdated', 'updated'],
    ['onAssetSourceRemoved', 'removed'],
  ].map(async ([field = '', what = '']) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const unsubscribe = listen(field, gateway.head, what, resolve);
    const sourceId = await promise;
    unsubscribe();
    return sourceId;
  }),
);
console.log(`✓ Heard ${heard.length} events`);

await client.dispose();
