import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export type PageServer = {
  /** `http://127.0.0.1:PORT`, without a slash. */
  readonly url: string;
  close(): Promise<void>;
};

export type PageServerOptions = {
  /** 0 picks a free port. */
  readonly port: number;
  /** Of the GraphQL endpoint; asked each time that the page is loaded. */
  readonly gatewayUrl: () => string;
};

const folder = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** What is served, by the beginning of its path. Everything that the page needs is on this machine. */
const FOLDERS: readonly (readonly [string, string])[] = [
  ['/client/', folder('../../client/dist')],
  ['/graphql-ws/', folder('../../node_modules/graphql-ws/dist')],
  ['/node_modules/', folder('node_modules')],
  ['/', folder('page')],
];

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Serves the page with the editor, on this machine only. */
export async function servePage(options: PageServerOptions): Promise<PageServer> {
  const server = createServer((request, response) => {
    answer(options, request, response).catch(() => response.writeHead(404).end());
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(
  options: PageServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (pathname === '/config.js') {
    response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' });
    response.end(`export const gatewayUrl = ${JSON.stringify(options.gatewayUrl())};\n`);
    return;
  }
  const asked = normalize(decodeURIComponent(pathname === '/' ? '/index.html' : pathname));
  const [prefix, root] = FOLDERS.find(([start]) => asked.startsWith(start)) ?? ['/', folder('page')];
  const file = join(root, asked.slice(prefix.length));
  const { size } = await stat(file);
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-length': size,
    'cache-control': 'no-cache',
  });
  createReadStream(file).pipe(response);
}
