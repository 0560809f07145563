import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import type { PageOrder, RenderedPage } from './graphiql-renderer.ts';

/** The page needs inline scripts and workers of its own making; it gets nothing from anywhere else. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'font-src data:',
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

type Protocol = PageOrder['subscriptionsProtocol'];

const PROTOCOLS: Readonly<Record<string, Protocol>> = { ws: 'WS', sse: 'GRAPHQL_SSE' };

/**
 * GraphiQL, complete in one page that asks no other host for anything. Subscriptions go over WebSocket with
 * `?protocol=ws`, over server-sent events with `?protocol=sse`. Each page is made when it is first asked for,
 * and kept.
 */
export class GraphiQLPage {
  readonly #protocol: Protocol;
  readonly #pages = new Map<Protocol, Promise<RenderedPage>>();

  /** `protocol` is for pages whose address says nothing of it. */
  constructor(protocol: Protocol) {
    this.#protocol = protocol;
  }

  /** Answers a GET or HEAD for the page. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const search = new URLSearchParams(/\?.*/.exec(request.url ?? '')?.[0] ?? '');
    const { gzip, tag } = await this.#page(PROTOCOLS[search.get('protocol') ?? ''] ?? this.#protocol);
    response.setHeader('etag', tag);
    response.setHeader('cache-control', 'no-cache');
    response.setHeader('vary', 'Accept, Accept-Encoding');
    if (request.headers['if-none-match']?.includes(tag) === true) {
      response.writeHead(304).end();
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    if (/\bgzip\b/.test(String(request.headers['accept-encoding']))) {
      response.setHeader('content-encoding', 'gzip');
      response.setHeader('content-length', gzip.length);
      response.writeHead(200).end(request.method === 'HEAD' ? undefined : gzip);
      return;
    }
    response.writeHead(200);
    if (request.method === 'HEAD') response.end();
    else await pipeline(Readable.from([gzip]), createGunzip(), response);
  }

  #page(protocol: Protocol): Promise<RenderedPage> {
    const known = this.#pages.get(protocol);
    if (known !== undefined) return known;
    const page = renderInWorker({ subscriptionsProtocol: protocol });
    this.#pages.set(protocol, page);
    // A page that could not be made is tried again.
    page.catch(() => this.#pages.delete(protocol));
    return page;
  }
}

async function renderInWorker(order: PageOrder): Promise<RenderedPage> {
  const worker = new Worker(new URL('./graphiql-renderer.ts', import.meta.url), { workerData: order });
  try {
    const [page] = (await once(worker, 'message')) as [RenderedPage];
    return page;
  } finally {
    await worker.terminate();
  }
}
