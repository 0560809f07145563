import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { EXAMPLE_TABS } from './graphiql-examples.ts';

// Runs as a worker thread: the page is nine megabytes of text, and would hold up everybody else.

/** What the worker is asked for. */
export type PageOrder = { readonly subscriptionsProtocol: 'WS' | 'GRAPHQL_SSE' };

/** What it posts back, once. */
export type RenderedPage = { readonly gzip: Uint8Array<ArrayBuffer>; readonly tag: string };

const { subscriptionsProtocol } = workerData as PageOrder;
const html = renderGraphiQL({
  title: 'Asset gateway',
  defaultTabs: EXAMPLE_TABS.map(({ query, variables }) => ({ query, variables: variables ?? null })),
  subscriptionsProtocol,
  defaultEditorToolsVisibility: 'variables',
  shouldPersistHeaders: false,
  inputValueDeprecation: true,
});
const gzip = new Uint8Array(gzipSync(html.trimStart()));
const tag = `"${createHash('sha256').update(gzip).digest('base64url').slice(0, 27)}"`;
parentPort?.postMessage({ gzip, tag } satisfies RenderedPage, [gzip.buffer]);
