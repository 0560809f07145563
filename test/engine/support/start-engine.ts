import { expect, onTestFinished, vi } from 'vitest';

import { EngineSupervisor, type EngineSupervisorOptions } from '../../../src/engine/engine-supervisor.ts';
import type { Log } from '../../../src/log.ts';
import { type AssetQuery, EVERYTHING } from '../../../src/model/query.ts';
import { MemoryJournal } from './memory-journal.ts';

/** Tests start engines again and again, which takes long where many other tests run. */
const PATIENCE_MS = 30_000;
vi.setConfig({ testTimeout: 60_000 });

type Line = { readonly level: keyof Log; readonly fields: object; readonly message: string };

/** A log that is kept. */
export function keptLog(): Log & { readonly lines: Line[] } {
  const lines: Line[] = [];
  const write = (level: keyof Log) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** Starts a real engine on a journal; it ends with the test. */
export function startEngine(journal = new MemoryJournal(), options: Partial<EngineSupervisorOptions> = {}) {
  const confirmed: number[] = [];
  const log = keptLog();
  const engine = new EngineSupervisor({
    changes: journal,
    log,
    onConfirmed: (position) => confirmed.push(position),
    faultInjection: true,
    ...options,
  });
  onTestFinished(() => engine[Symbol.asyncDispose]());
  engine.start();
  return { engine, journal, confirmed, log };
}

/** Resolves when the engine follows the journal. */
export async function ready(engine: EngineSupervisor): Promise<void> {
  await expect.poll(() => engine.status.state, { timeout: PATIENCE_MS, interval: 10 }).toBe('READY');
}

/** Tells the engine that there is news, and waits until it has confirmed all of it. */
export async function settled(engine: EngineSupervisor, journal: MemoryJournal): Promise<void> {
  engine.wake();
  await expect.poll(() => engine.status.confirmed, { timeout: PATIENCE_MS, interval: 5 }).toBe(journal.head);
}

/** A query that restricts nothing. */
export const FIRST_HUNDRED: AssetQuery = { ...EVERYTHING, perPage: 100 };
