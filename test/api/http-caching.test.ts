import { expect, test } from 'vitest';
import { startGateway } from '../support/start-gateway.ts';

const FIND =
  'query Find($id: ID!, $query: AssetQuery!) { findAssets(sourceId: $id, query: $query) { total version assets { id label } } }';

function address(url: string, variables: object, text = FIND): string {
  const search = new URLSearchParams({ query: text, variables: JSON.stringify(variables) });
  return `${url}/graphql?${search}`;
}

test('a panel that asks again gets the same answer as 304 until the source changes', async () => {
  const gateway = await startGateway();
  await gateway.run('mutation { addSource(source: { id: "a" }) { version } }');
  await gateway.run('mutation { addSource(source: { id: "b" }) { version } }');
  const panel = address(gateway.url, { id: 'a', query: { query: 'mountain' } });
  const first = await fetch(panel);
  const known = { headers: { 'if-none-match': first.headers.get('etag') ?? '' } };
  const status = async () => (await fetch(panel, known)).status;

  expect(await first.json()).toEqual({ data: { findAssets: { total: 0, version: 1, assets: [] } } });
  expect(await status()).toBe(304);
  await gateway.run(
    'mutation { addAsset(sourceId: "b", asset: { id: "x", label: { en: "Mountain" } }) { version } }',
  );
  expect(await status()).toBe(304);
  await gateway.run(
    'mutation { addAsset(sourceId: "a", asset: { id: "x", label: { en: "Mountain" } }) { version } }',
  );
  const changed = await fetch(panel, known);
  expect(changed.status).toBe(200);
  expect(await changed.json()).toEqual({
    data: { findAssets: { total: 1, version: 2, assets: [{ id: 'x', label: 'Mountain' }] } },
  });
});

test('a source that was removed and added again is not taken for the old one', async () => {
  const gateway = await startGateway();
  await gateway.run('mutation { addSource(source: { id: "a" }) { version } }');
  const source = address(
    gateway.url,
    { id: 'a' },
    'query ($id: ID!) { assetSource(id: $id) { id version } }',
  );
  const tags: (string | null)[] = [];
  const look = async () => void tags.push((await fetch(source)).headers.get('etag'));

  await look();
  await gateway.run('mutation { removeSource(id: "a") { version } }');
  await look();
  await gateway.run('mutation { addSource(source: { id: "a" }) { version } }');
  await look();

  expect(tags).not.toContain(null);
  expect(new Set(tags).size).toBe(3);
});

test('who may not read is told nothing, not even that nothing changed', async () => {
  const gateway = await startGateway({
    environment: {
      GATEWAY_API_KEYS: 'all:0123456789abcdef:READ+WRITE,notifier:fedcba9876543210:NOTIFY',
    },
    headers: { 'x-api-key': '0123456789abcdef' },
  });
  await gateway.run('mutation { addSource(source: { id: "a" }) { version } }');
  const panel = address(gateway.url, { id: 'a', query: {} });
  const ask = (key: string, tag = '') =>
    fetch(panel, { headers: { 'x-api-key': key, ...(tag && { 'if-none-match': tag }) } });
  const tag = (await ask('0123456789abcdef')).headers.get('etag') ?? '';

  const again = await ask('0123456789abcdef', tag);
  const notifier = await ask('fedcba9876543210', tag);
  const stranger = await ask('wrong', tag);

  expect([again.status, notifier.status, stranger.status]).toEqual([304, 200, 401]);
  expect(await notifier.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  expect(notifier.headers.get('etag')).toBeNull();
});

test('what a version does not tell has no tag: how a mirror fares, and what is added to the schema later', async () => {
  const gateway = await startGateway();
  await gateway.run('mutation { addSource(source: { id: "a" }) { version } }');
  const tagOf = async (fields: string) =>
    (
      await fetch(
        address(gateway.url, { id: 'a' }, `query ($id: ID!) { assetSource(id: $id) { ${fields} } }`),
      )
    ).headers.get('etag');

  expect(await tagOf('id name version assetCount groups')).not.toBeNull();
  expect(await tagOf('id mirror { phase }')).toBeNull();
});
