import { openAsBlob } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

// A client in a process of its own: uploads a file, or asks for small things without pause while somebody else does.

/** What the parent sends. */
export type ClientOrder =
  | { readonly type: 'UPLOAD'; readonly url: string; readonly file: string }
  | { readonly type: 'ASK'; readonly url: string }
  | { readonly type: 'STOP' };

/** What it gets back. */
export type ClientReport =
  | { readonly type: 'UPLOADED'; readonly ms: number; readonly answer: Readonly<Record<string, unknown>> }
  | { readonly type: 'ASKED'; readonly latenciesMs: readonly number[] };

const QUERIES = [
  '{ assetSource(id: "small") { version assetCount } }',
  '{ findAssets(sourceId: "small", query: { query: "one", perPage: 20 }) { total assets { id label } } }',
  'mutation { addAsset(sourceId: "small", asset: { label: { en: "one" } }) { version } }',
];

let asking = false;

process.on('message', (order: ClientOrder) => {
  void obey(order);
});

async function obey(order: ClientOrder): Promise<void> {
  switch (order.type) {
    case 'UPLOAD': {
      const body = await openAsBlob(order.file);
      const began = performance.now();
      const response = await fetch(order.url, { method: 'PUT', body });
      const answer = (await response.json()) as Readonly<Record<string, unknown>>;
      process.send?.({ type: 'UPLOADED', ms: performance.now() - began, answer } satisfies ClientReport);
      break;
    }
    case 'ASK':
      asking = true;
      process.send?.({ type: 'ASKED', latenciesMs: await ask(order.url) } satisfies ClientReport);
      break;
    case 'STOP':
      asking = false;
  }
}

async function ask(url: string): Promise<number[]> {
  const latencies: number[] = [];
  for (let turn = 0; asking; turn += 1) {
    const began = performance.now();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERIES[turn % QUERIES.length] }),
    });
    await response.text();
    latencies.push(performance.now() - began);
    await delay(5);
  }
  return latencies;
}
