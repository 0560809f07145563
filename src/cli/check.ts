import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { disposing } from '../disposing.ts';
import { readConfig } from '../config.ts';
import { AssetIndex } from '../index/asset-index.ts';
import { SILENT_LOG } from '../log.ts';
import type { JournalEntry } from '../model/journal.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { compareEngine } from './check/compare-engine.ts';
import { compareIndex } from './check/compare-index.ts';
import { compareRecords } from './check/compare-records.ts';
import { Findings } from './check/findings.ts';
import { JournalReplay } from './check/journal-replay.ts';
import { openDatabase } from './open-database.ts';
import { Progress } from './progress.ts';

const SLICE = 1_000;

/**
 * Compares journal, records, index and engine, on a copy of the database as of one moment, so that a gateway may go on
 * writing. Returns the exit code.
 */
export async function check(options: { readonly engine: boolean }): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'asset-gateway-check-'));
  try {
    const file = join(directory, 'copy.db');
    await disposing(await openDatabase(true), (original) =>
      disposing(new Progress('copying'), (progress) => original.backup(file, (share) => progress.at(share))),
    );
    return await disposing(await openSqliteStore({ file }), (copy) => checkStore(copy, options));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function checkStore(store: Store, options: { readonly engine: boolean }): Promise<number> {
  const findings = new Findings();
  const index = new AssetIndex();
  const { entries, replay } = await disposing(new Progress('journal'), (progress) =>
    replayJournal(store, findings, index, progress),
  );
  const { sources, assets } = await disposing(new Progress('records'), (progress) =>
    checkRecords(store, findings, index, replay, progress),
  );
  let engine = 'left out';
  if (options.engine) {
    engine = await disposing(new Progress('engine'), (progress) => {
      progress.at('loading');
      const license = readConfig().cesdkLicense;
      return compareEngine(findings, index, {
        license,
        log: SILENT_LOG,
        onSource: (share) => progress.at(share),
      });
    });
  }
  for (const line of findings.lines) process.stdout.write(`${line}\n`);
  const what = `${entries} journal entries, ${sources} sources, ${assets} assets, engine ${engine}`;
  process.stdout.write(
    findings.count === 0 ? `Everything agrees: ${what}\n` : `${findings.count} differences: ${what}\n`,
  );
  return findings.count === 0 ? 0 : 1;
}

/** Checks the journal in itself. When none of it has been pruned, the index is built from it. */
async function replayJournal(
  store: Store,
  findings: Findings,
  index: AssetIndex,
  progress: Progress,
): Promise<{ entries: number; replay: JournalReplay }> {
  const { head, pruned } = await store.bounds();
  const replay = new JournalReplay(findings, pruned);
  let commit: JournalEntry[] = [];
  for (;;) {
    const slice = await store.entriesAfter(replay.position, SLICE);
    if (slice.length === 0) break;
    for (const entry of slice) {
      replay.take(entry);
      commit.push(entry);
      if (entry.position !== entry.commit) continue;
      if (pruned === 0) await index.apply(commit);
      commit = [];
    }
    progress.at((replay.position - pruned) / Math.max(head - pruned, 1));
  }
  replay.end(head);
  return { entries: replay.position - pruned, replay };
}

async function checkRecords(
  store: Store,
  findings: Findings,
  index: AssetIndex,
  replay: JournalReplay,
  progress: Progress,
): Promise<{ sources: number; assets: number }> {
  const { pruned } = await store.bounds();
  const sources = await store.sources();
  const known = new Set(sources.map(({ id }) => id));
  for (const id of replay.sources.keys()) {
    if (!known.has(id)) findings.add(`records: lack the source ${id}, which the journal knows`);
  }
  let count = 0;
  let total = 0;
  for (const [place, stored] of sources.entries()) {
    const assets = (await Array.fromAsync(store.assets(stored.id))).flat();
    compareRecords(findings, stored, assets, replay.sources.get(stored.id));
    if (pruned > 0) {
      if (stored.source === undefined) index.loadRemoved(stored.id, stored.version);
      else await index.load(stored.source, store.assets(stored.id));
    }
    compareIndex(findings, index, stored, assets);
    if (stored.source !== undefined) count += 1;
    total += assets.length;
    progress.at((place + 1) / sources.length);
  }
  return { sources: count, assets: total };
}
