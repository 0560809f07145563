import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { disposing } from '../disposing.ts';
import { sourceNotFound } from '../catalog/not-found.ts';
import type { Store } from '../store/store.ts';
import { openDatabase } from './open-database.ts';
import { Progress } from './progress.ts';
import { UsageError } from './usage-error.ts';

/** Writes a source as content.json, everything as it was written, one asset per line. */
export async function exportSource(sourceId: string, out: string | undefined): Promise<void> {
  await disposing(await openDatabase(true), async (store) => {
    const sources = await store.sources();
    const stored = sources.find(({ id }) => id === sourceId);
    if (stored?.source === undefined) {
      const similar = sources.flatMap(({ id, source }) =>
        source !== undefined && id.toLowerCase() === sourceId.toLowerCase() ? [id] : [],
      );
      throw sourceNotFound(sourceId, similar);
    }
    if (stored.source.kind === 'EXTERNAL')
      throw new UsageError(`The assets of ${sourceId} live in an outside system, and can not be exported.`);
    await disposing(new Progress(sourceId), (progress) => {
      const pieces = piecesOf(store, sourceId, stored.assetCount, progress);
      return write(Readable.from(pieces, { objectMode: false }), out);
    });
  });
}

/** Writes to standard output, or to a file that is there when it is whole. */
async function write(pieces: Readable, out: string | undefined): Promise<void> {
  if (out === undefined) {
    await pipeline(pieces, process.stdout, { end: false });
    return;
  }
  const partial = `${out}.partial`;
  try {
    await pipeline(pieces, createWriteStream(partial, { flush: true }));
    await rename(partial, out);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function* piecesOf(
  store: Store,
  sourceId: string,
  total: number,
  progress: Progress,
): AsyncGenerator<string> {
  yield `{"version":"1.0.0","id":${JSON.stringify(sourceId)},"assets":[`;
  let count = 0;
  for await (const slice of store.assets(sourceId)) {
    let piece = '';
    for (const { definition } of slice) {
      piece += `${count === 0 ? '\n' : ',\n'}${JSON.stringify(definition)}`;
      count += 1;
    }
    progress.at(count / Math.max(total, 1));
    yield piece;
  }
  yield '\n]}\n';
}
