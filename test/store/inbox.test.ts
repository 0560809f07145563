import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';

async function openInbox(directory?: string) {
  const made = directory ?? (await mkdtemp(join(tmpdir(), 'gateway-inbox-')));
  if (directory === undefined) onTestFinished(() => rm(made, { recursive: true, force: true }));
  const store = await openSqliteStore({ file: join(made, 'gateway.db') });
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= Promise.resolve(store[Symbol.asyncDispose]()));
  onTestFinished(close);
  return { inbox: store.inbox, close, directory: made };
}

const delivery = (id: string, receivedAt = 1_000, webhook = 'cms') => ({
  id,
  webhook,
  body: Buffer.from(`{"id":"${id}"}`),
  receivedAt,
});

test('a delivery is kept once, and is there after the store was closed', async () => {
  const { inbox, close, directory } = await openInbox();

  const outcomes = await Promise.all([
    inbox.put(delivery('a')),
    inbox.put(delivery('a')),
    inbox.put(delivery('b')),
  ]);
  await close();
  const again = await openInbox(directory);
  const due = await again.inbox.due('cms', 2_000, 10);

  expect(outcomes).toEqual(['KEPT', 'DUPLICATE', 'KEPT']);
  expect(await again.inbox.put(delivery('b'))).toBe('DUPLICATE');
  expect(due.map(({ id, attempts, status }) => ({ id, attempts, status }))).toEqual([
    { id: 'a', attempts: 0, status: 'PENDING' },
    { id: 'b', attempts: 0, status: 'PENDING' },
  ]);
  expect(Buffer.from(due[0]?.body ?? []).toString()).toBe('{"id":"a"}');
});

test('more than can wait to be written is refused, and what was taken is there', async () => {
  const { inbox } = await openInbox();
  const body = Buffer.alloc(1024 * 1024, 'x');
  const put = (id: string) =>
    inbox.put({ ...delivery(id), body }).catch((error: { readonly code?: unknown }) => error.code);

  const outcomes = await Promise.all(Array.from({ length: 80 }, (_, index) => put(`d${index}`)));

  expect(outcomes.filter((outcome) => outcome === 'KEPT')).toHaveLength(64);
  expect(outcomes.filter((outcome) => outcome === 'UNAVAILABLE')).toHaveLength(16);
  const again: unknown[] = [];
  for (const index of outcomes.keys()) again.push(await put(`d${index}`));
  expect(again).toEqual(outcomes.map((outcome) => (outcome === 'KEPT' ? 'DUPLICATE' : 'KEPT')));
});

test('deliveries are due in the order of their receipt, each webhook for itself, when their time has come', async () => {
  const { inbox } = await openInbox();
  for (const id of ['c', 'a', 'b']) await inbox.put(delivery(id));
  await inbox.put(delivery('other', 1_000, 'shop'));
  await inbox.failed('a', 'down', 1_500, 9_000);

  const ids = async (now: number, limit = 10) => (await inbox.due('cms', now, limit)).map(({ id }) => id);

  expect(await ids(2_000)).toEqual(['c', 'b']);
  expect(await ids(2_000, 1)).toEqual(['c']);
  expect(await ids(9_000)).toEqual(['c', 'a', 'b']);
  expect(await inbox.nextDueAt('cms')).toBe(1_000);
  await inbox.done('cms', ['c', 'b'], 3_000, []);
  expect(await inbox.nextDueAt('cms')).toBe(9_000);
  expect(await inbox.nextDueAt('nobody')).toBeUndefined();
});

test('what failed for good is listed with its error, and comes back by a replay', async () => {
  const { inbox } = await openInbox();
  await inbox.put(delivery('a'));
  await inbox.put(delivery('b'));
  await inbox.failed('a', 'down', 2_000, 2_500);
  await inbox.failed('a', 'still down', 3_000, undefined);

  expect(await inbox.list('FAILED', 10)).toMatchObject([
    { id: 'a', attempts: 2, error: 'still down', at: 3_000 },
  ]);
  expect((await inbox.list(undefined, 10)).map(({ id }) => id)).toEqual(['b', 'a']);
  expect(await inbox.replay('a', 4_000)).toMatchObject({
    id: 'a',
    status: 'PENDING',
    attempts: 0,
    at: 4_000,
  });
  expect(await inbox.replay('nobody', 4_000)).toBeUndefined();
  expect((await inbox.due('cms', 5_000, 10)).map(({ id }) => id)).toEqual(['a', 'b']);
});

test('marks of order are remembered per webhook, and old ones are forgotten with old deliveries', async () => {
  const { inbox } = await openInbox();
  await inbox.put(delivery('a'));
  await inbox.put(delivery('b'));
  await inbox.put(delivery('c'));
  await inbox.done('cms', ['a'], 2_000, [
    { key: 'x', order: '01' },
    { key: 'y', order: '05' },
  ]);
  await inbox.done('cms', ['b'], 8_000, [{ key: 'x', order: '02' }]);

  expect(await inbox.order('cms', ['x', 'y', 'z'])).toEqual(
    new Map([
      ['x', '02'],
      ['y', '05'],
    ]),
  );
  expect(await inbox.order('shop', ['x'])).toEqual(new Map());
  expect(await inbox.prune(5_000)).toBe(1);
  expect(await inbox.order('cms', ['x', 'y'])).toEqual(new Map([['x', '02']]));
  // What is pending stays, however old.
  expect((await inbox.list(undefined, 10)).map(({ id }) => id)).toEqual(['c', 'b']);
});

test('large bodies come a few at a time', async () => {
  const { inbox } = await openInbox();
  for (const id of ['a', 'b', 'c']) await inbox.put({ ...delivery(id), body: Buffer.alloc(7 * 1024 * 1024) });

  expect((await inbox.due('cms', 2_000, 10)).map(({ id }) => id)).toEqual(['a', 'b']);
});
