import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import { allowedUrls, guardedFetch } from '../../src/engine/guarded-fetch.ts';

/** A listener on this machine, and what it was asked for. */
async function listen() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/away') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (request.url !== '/silence') response.end('answer');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked };
}

test('nothing leaves that was not configured', async () => {
  const { url, asked } = await listen();
  const denied: string[] = [];
  const guarded = guardedFetch(new Set([`${url}/allowed`]), (refused) => denied.push(refused));

  await expect(guarded(`${url}/event`)).rejects.toThrow('fetch failed');
  await expect(guarded(new URL(`${url}/allowed?more`))).rejects.toThrow('fetch failed');
  await expect(guarded(new Request(`${url}/other`))).rejects.toThrow('fetch failed');
  await expect(guarded('data:text/plain,x')).rejects.toThrow('fetch failed');

  expect(asked).toEqual([]);
  expect(denied).toEqual([`${url}/event`, `${url}/allowed?more`, `${url}/other`, 'data:text/plain,x']);
});

test('what was configured is reached', async () => {
  const { url, asked } = await listen();
  const guarded = guardedFetch(new Set([`${url}/allowed`]), () => {});

  const response = await guarded(`${url}/allowed`, { method: 'POST', body: 'x' });

  expect(await response.text()).toBe('answer');
  expect(asked).toEqual(['/allowed']);
});

test('a redirect leads nowhere', async () => {
  const { url, asked } = await listen();
  const guarded = guardedFetch(new Set([`${url}/away`, `${url}/elsewhere`]), () => {});

  await expect(guarded(`${url}/away`)).rejects.toThrow('fetch failed');

  expect(asked).toEqual(['/away']);
});

test('a server that never answers is given up', async () => {
  const { url } = await listen();
  const guarded = guardedFetch(new Set([`${url}/silence`]), () => {}, fetch, 100);

  await expect(guarded(`${url}/silence`)).rejects.toThrow(/timeout/);
});

test('only a license that is activated online opens a way out', () => {
  expect(allowedUrls(undefined).size).toBe(0);
  expect(allowedUrls('').size).toBe(0);
  expect(allowedUrls('evaluation-license').size).toBe(0);
  expect(allowedUrls('x'.repeat(128)).size).toBe(0);
  expect([...allowedUrls('short-license')]).toEqual(['https://api.img.ly/activate']);
});
