import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, glob, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { createClient } from 'redis';
import { expect, onTestFinished } from 'vitest';

const run = promisify(execFile);

/** PostgreSQL will not run as root: there it runs as nobody. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A server that tests start, kill and start again; gone when the test ends. */
export type TestServer = {
  readonly url: string;
  start(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function directoryFor(name: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), `gateway-${name}-`));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  if (NOBODY.uid !== undefined) await chown(directory, NOBODY.uid, NOBODY.gid);
  return directory;
}

async function serverOf(
  url: string,
  begin: () => ChildProcess,
  isUp: () => Promise<unknown>,
): Promise<TestServer> {
  let child: ChildProcess | undefined;
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  const start = async () => {
    child = begin();
    await expect.poll(isUp, { timeout: 30_000, interval: 100 }).toBe(true);
  };
  await start();
  return { url, start, kill };
}

/** A real PostgreSQL of Debian's package `postgresql`. */
export async function postgresServer(): Promise<TestServer> {
  const [initdb] = await Array.fromAsync(glob('/usr/lib/postgresql/*/bin/initdb'));
  if (initdb === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  const directory = await directoryFor('postgres');
  const cluster = join(directory, 'cluster');
  await run(initdb, ['-D', cluster, '-U', 'postgres', '-A', 'trust', '-N'], NOBODY);
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const options = ['-D', cluster, '-p', String(port), '-k', directory, '-h', '127.0.0.1', '-F'];
  return await serverOf(
    url,
    () => spawn(initdb.replace(/initdb$/, 'postgres'), options, { ...NOBODY, stdio: 'ignore' }),
    () => answers(() => sql(url, 'select 1')),
  );
}

export async function sql(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** A real Redis of Debian's package `redis-server`. */
export async function redisServer(): Promise<TestServer> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  return await serverOf(
    url,
    () => spawn('redis-server', options, { stdio: 'ignore' }),
    () => answers(() => publish(url, 'nobody', '')),
  );
}

/** How many heard it. */
export async function publish(url: string, channel: string, message: string): Promise<number> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  await client.connect();
  try {
    return await client.publish(channel, message);
  } finally {
    client.destroy();
  }
}

async function answers(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch {
    return false;
  }
}
