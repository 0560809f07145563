/**
 * From a mutation's request to its event on another socket, on an otherwise idle gateway. The way is: HTTP, validation, one
 * durable transaction, index, engine thread, the engine's own event, feed, WebSocket.
 *
 *   node bench/latency.ts [mutations]
 */
import { createClient } from 'graphql-ws';
import { percentile } from './support/percentile.ts';
import { spawnGateway } from './support/spawn-gateway.ts';

const mutations = Number(process.argv[2] ?? 500);

await using gateway = await spawnGateway();
const run = async (query: string): Promise<void> => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { errors } = (await response.json()) as { errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
};

await run('mutation { addSource(source: { id: "bench" }) { version } }');
const client = createClient({ url: `${gateway.url.replace('http', 'ws')}/graphql` });
let arrived: (at: number) => void = () => {};
const opened = Promise.withResolvers<void>();
client.subscribe(
  { query: 'subscription { assetSourceEvents { __typename ... on AssetSourceUpdated { version } } }' },
  {
    next: () => {
      opened.resolve();
      arrived(performance.now());
    },
    error: (error) => {
      throw new Error('the subscription failed', { cause: error });
    },
    complete: () => {},
  },
);
await opened.promise;

const answers: number[] = [];
const events: number[] = [];
for (let count = 0; count < mutations; count += 1) {
  const event = new Promise<number>((resolve) => (arrived = resolve));
  const sent = performance.now();
  await run(
    `mutation { addAsset(sourceId: "bench", asset: { id: "a${count}", label: { en: "Asset ${count}" } }) { version } }`,
  );
  const answered = performance.now();
  const at = await event;
  // The first ones warm the machine up.
  if (count < mutations / 5) continue;
  answers.push(answered - sent);
  events.push(at - sent);
}
await client.dispose();

const line = (name: string, values: number[]): void => {
  console.log(
    `${name.padEnd(22)} p50 ${percentile(values, 50).toFixed(2)} ms   p99 ${percentile(values, 99).toFixed(2)} ms`,
  );
};
line('mutation → answer', answers);
line('mutation → event', events);
