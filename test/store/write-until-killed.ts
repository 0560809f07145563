/**
 * A program that writes to a store with many writers at once until it is killed, and says on stdout what was
 * acknowledged (`ACK source version operation`) and what failed (`FAIL source version operation`), each line
 * before the writer goes on. Arguments: the file, how many writers.
 *
 * Every commit says in its entries' `cause.detail` which operation it is, and of how many entries.
 */
import { writeSync } from 'node:fs';

import type { Asset } from '../../src/model/asset.ts';
import type { Change, DraftEntry } from '../../src/model/journal.ts';
import type { Source } from '../../src/model/source.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Batch } from '../../src/store/store.ts';

const [file = '', writers = '8'] = process.argv.slice(2);
const store = await openSqliteStore({ file });
say('OPEN');

for (let index = 0; index < Number(writers); index += 1) void write(`source-${index}`);

async function write(sourceId: string): Promise<never> {
  let version = await newestVersion(sourceId);
  for (;;) {
    const { batch, operation } = next(sourceId, version);
    try {
      const appended = await store.append(batch);
      if (appended.outcome !== 'COMMITTED') throw new Error(`${sourceId} is ${appended.outcome}`);
      version = batch.basedOn + (batch.commits[0]?.length ?? 0);
      say(`ACK ${sourceId} ${version} ${operation} ${appended.firstPosition}`);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'UNAVAILABLE')) throw error;
      say(`FAIL ${sourceId} ${batch.basedOn} ${operation}`);
      version = await newestVersion(sourceId);
    }
  }
}

async function newestVersion(sourceId: string): Promise<number> {
  const [entry] = await store.entriesBefore(Number.MAX_SAFE_INTEGER, 1, sourceId);
  return entry?.version ?? 0;
}

function next(sourceId: string, basedOn: number): { batch: Batch; operation: string } {
  const operation = crypto.randomUUID();
  const size = basedOn === 0 ? 1 : 1 + Math.floor(Math.random() ** 4 * 300);
  const source = sourceOf(sourceId, basedOn + size);
  const entries = Array.from({ length: size }, (_, index): DraftEntry => ({
    ...changeOf(source, operation, basedOn, index),
    sourceId,
    version: basedOn + index + 1,
    cause: { kind: 'MUTATION', operation: 'write', detail: `${operation} ${size}` },
    principal: 'writer',
    occurredAt: Date.now(),
  }));
  const answers = [{ key: operation, fingerprint: '', answer: '{}', at: Date.now(), commit: 0 }];
  return { batch: { sourceId, basedOn, source, commits: [entries], answers }, operation };
}

/** Adds assets; of each commit of several, the last entry changes its first asset. */
function changeOf(source: Source, operation: string, basedOn: number, index: number): Change {
  if (basedOn === 0) return { kind: 'SOURCE_ADDED', source };
  const isLast = index > 0 && basedOn + index + 1 === source.version;
  const which = isLast ? 0 : index;
  const asset: Asset = {
    sourceId: source.definition.id,
    definition: { id: `${operation}-${which}`, label: { en: 'x'.repeat(300) }, meta: { isLast } },
    rank: basedOn + which,
    version: basedOn + index + 1,
    createdAt: 0,
    updatedAt: index,
  };
  return isLast ? { kind: 'ASSET_UPDATED', asset, fields: ['meta'] } : { kind: 'ASSET_ADDED', asset };
}

function sourceOf(id: string, version: number): Source {
  return { definition: { id }, kind: 'LOCAL', version, nextRank: version + 1, createdAt: 0, updatedAt: 0 };
}

function say(line: string): void {
  writeSync(1, `${line}\n`);
}
