import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';

import { expect } from 'vitest';

import type { Asset } from '../../src/model/asset.ts';
import type { JournalEntry } from '../../src/model/journal.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { assetsOf } from '../store-contract/journal-writer.ts';

/** What the writers were told: operations by id, with the position that was answered. */
export type Told = { readonly acknowledged: Map<string, number>; readonly failed: Set<string> };

/** The program that writes until it is killed, and what it has said so far. */
export class WriterProcess {
  readonly told: Told;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  opened = 0;
  errors = '';

  /** Adds to `told` what the process says. */
  constructor(file: string, writers: number, told: Told, env: Readonly<Record<string, string>> = {}) {
    this.told = told;
    const program = new URL('write-until-killed.ts', import.meta.url).pathname;
    this.#child = spawn(process.execPath, [program, file, String(writers)], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error('The process has no pipes.');
    stderr.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    const lines = createInterface(stdout);
    lines.on('line', (line) => this.#hear(line));
    this.#closed = Promise.all([once(lines, 'close'), once(this.#child, 'close')]);
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Kills the process at once; resolves when all that it said has been heard. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  #hear(line: string): void {
    const [kind, , , operation = '', position] = line.split(' ');
    if (kind === 'OPEN') this.opened += 1;
    // A line that was cut off by the kill has no position.
    if (kind === 'ACK' && position !== undefined) this.told.acknowledged.set(operation, Number(position));
    if (kind === 'FAIL') this.told.failed.add(operation);
  }
}

/** Opens the file and compares it with what the writers were told. Returns how many commits there are. */
export async function expectWhole(file: string, { acknowledged }: Told): Promise<number> {
  await using store = await openSqliteStore({ file });
  const operations = new Map<string, JournalEntry[]>();
  const versions = new Map<string, number>();
  const assets = new Map<string, Map<string, Asset>>();
  let head = 0;
  for (;;) {
    const entries = await store.entriesAfter(head, 5_000);
    if (entries.length === 0) break;
    for (const entry of entries) {
      const holes = [entry.position - head, entry.version - (versions.get(entry.sourceId) ?? 0)];
      if (holes[0] !== 1 || holes[1] !== 1) expect(holes, `at position ${entry.position}`).toEqual([1, 1]);
      head = entry.position;
      versions.set(entry.sourceId, entry.version);
      const [operation = ''] = (entry.cause.detail ?? '').split(' ');
      operations.set(operation, [...(operations.get(operation) ?? []), entry]);
      if (!assets.has(entry.sourceId)) assets.set(entry.sourceId, new Map());
      if ('asset' in entry) assets.get(entry.sourceId)?.set(entry.asset.definition.id, entry.asset);
    }
  }

  for (const [operation, entries] of operations) {
    const size = Number(entries[0]?.cause.detail?.split(' ')[1]);
    const last = entries.at(-1)?.position;
    const isWhole = entries.length === size && entries.every(({ commit }) => commit === last);
    if (!isWhole) expect(entries, `half of ${operation}`).toHaveLength(size);
    if ((await store.answer(operation))?.position !== last) expect.fail(`${operation} has no answer`);
  }
  const lost = [...acknowledged].filter(([id, position]) => operations.get(id)?.[0]?.position !== position);
  expect(lost, 'acknowledged, and not where it was said to be').toEqual([]);

  const sources = await store.sources();
  expect(new Map(sources.map(({ id, version }) => [id, version]))).toEqual(versions);
  for (const source of sources) {
    const replayed = [...(assets.get(source.id)?.values() ?? [])].toSorted((a, b) => a.rank - b.rank);
    expect(await assetsOf(store, source.id)).toEqual(replayed);
    expect(source).toMatchObject({ assetCount: replayed.length, source: { version: source.version } });
  }
  const connection = new DatabaseSync(file, { readOnly: true });
  expect(connection.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
  connection.close();
  return operations.size;
}
