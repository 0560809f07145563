import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { send } from '../support/send.ts';

/** What the clients are told to do. */
export type MixedOrder = {
  readonly url: string;
  readonly assets: number;
  readonly seconds: number;
  /** In how many parts 10,000 assets are imported: 10, by changeAssets; or 1, by importAssetSource. */
  readonly commits: number;
};

/** How long things took, in milliseconds. */
export type MixedReport = {
  readonly searches: readonly number[];
  readonly events: readonly number[];
  readonly imports: readonly number[];
};

const agent = new Agent({ keepAlive: true });
const WORDS = ['lake', 'moun', 'forest', 'river 12', 'dusk', 'r', 'nature', 'tai 7'];

function assetOf(index: number, suffix = ''): object {
  return {
    id: `asset-${index}${suffix}`,
    label: { en: `Mountain lake ${index}`, de: `Bergsee ${index}` },
    tags: { en: ['nature', 'mountain', index % 2 === 0 ? 'forest' : 'river'] },
    groups: [`group-${index % 20}`],
    meta: {
      uri: `https://cdn.example.com/images/${index}.jpg`,
      mimeType: 'image/jpeg',
      width: 4_000,
      height: 3_000,
    },
  };
}

async function work({ url, assets, seconds, commits }: MixedOrder): Promise<MixedReport> {
  const run = async (query: string, variables: object = {}): Promise<void> => {
    const text = await send(agent, 'POST', `${url}/graphql`, JSON.stringify({ query, variables }));
    if (text.startsWith('{"errors"')) throw new Error(text);
  };
  const content = { id: 'large', assets: Array.from({ length: assets }, (_, index) => assetOf(index)) };
  await send(agent, 'PUT', `${url}/sources/large/content.json`, JSON.stringify(content));
  await run('mutation { addSource(source: { id: "small" }) { version } }');
  while (!(await send(agent, 'GET', `${url}/readyz`, '')).includes('"ready":true')) await sleep(50);
  const socket = createClient({ url: `${url.replace('http', 'ws')}/graphql` });
  let arrived: () => void = () => {};
  const opened = Promise.withResolvers<void>();
  socket.subscribe(
    { query: 'subscription { assetSourceEvents(sourceIds: ["small"]) { __typename } }' },
    { next: () => (opened.resolve(), arrived()), error: opened.reject, complete: () => {} },
  );
  await opened.promise;
  // The large import's own events must be through.
  await run('mutation { assetSourceContentsChanged(sourceId: "small") { version } }');
  await new Promise<void>((resolve) => (arrived = resolve));
  process.send?.('ready');

  const searches: number[] = [];
  const events: number[] = [];
  const imports: number[] = [];
  const until = performance.now() + seconds * 1_000;
  const going = (): boolean => performance.now() < until;
  const timed = async (times: number[], task: () => Promise<void>): Promise<void> => {
    const begun = performance.now();
    await task();
    times.push(performance.now() - begun);
  };
  const search = async (client: number): Promise<void> => {
    for (let count = client; going(); count += 1) {
      const query = {
        query: WORDS[count % WORDS.length],
        page: count % 20,
        perPage: 30,
        facets: count % 10 === 0 ? ['tags'] : [],
      };
      await timed(searches, () =>
        run(
          'query ($query: AssetQuery!) { findAssets(sourceId: "large", query: $query) { total assets { id label meta } } }',
          { query },
        ),
      );
    }
  };
  const importer = async (): Promise<void> => {
    for (let round = 0; going(); round += 1) {
      const additions = Array.from({ length: 10_000 }, (_, index) => assetOf(index, `-${round}`));
      await timed(imports, async () => {
        if (commits === 1) {
          await run(
            'mutation ($contentJson: JSONObject!) { importAssetSource(contentJson: $contentJson, mode: MERGE) { version } }',
            { contentJson: { id: 'large', assets: additions } },
          );
          return;
        }
        for (let start = 0; start < additions.length; start += additions.length / commits) {
          const changes = additions.slice(start, start + additions.length / commits).map((add) => ({ add }));
          await run(
            'mutation ($changes: [AssetChangeInput!]!) { changeAssets(sourceId: "large", changes: $changes) { version } }',
            { changes },
          );
        }
      });
      await sleep(Math.min(4_000, Math.max(0, until - performance.now())));
    }
  };
  const prober = async (): Promise<void> => {
    while (going()) {
      await timed(events, async () => {
        const event = new Promise<void>((resolve) => (arrived = resolve));
        await run('mutation { assetSourceContentsChanged(sourceId: "small") { version } }');
        await event;
      });
      await sleep(20);
    }
  };
  await Promise.all([search(0), search(1), search(2), search(3), importer(), prober()]);
  await socket.dispose();
  agent.destroy();
  return { searches, events, imports };
}

process.once('message', (order: MixedOrder) => {
  work(order).then(
    (report) => process.send?.(report, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
