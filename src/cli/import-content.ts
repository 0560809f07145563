import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { userInfo } from 'node:os';
import { disposing } from '../disposing.ts';
import type { Actor } from '../catalog/actor.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { contentAssets } from '../catalog/content-stream.ts';
import type { SyncOutcome } from '../catalog/outcome.ts';
import { badInput } from '../errors.ts';
import { PERMISSIONS } from '../model/principal.ts';
import { openCatalog } from './open-catalog.ts';
import { openDatabase } from './open-database.ts';
import { Progress } from './progress.ts';
import { UsageError } from './usage-error.ts';

export type ImportOptions = {
  readonly source?: string;
  readonly basePath?: string;
  readonly merge?: boolean;
  readonly dryRun?: boolean;
  readonly removalLimit: number;
};

const CONTENT = 'content.json';

/** Imports a content.json or a directory of them; one that fails does not keep the others back. Returns the exit code. */
export async function importContent(path: string, options: ImportOptions): Promise<number> {
  const files = await filesAt(path);
  if (files.length > 1 && options.source !== undefined)
    throw new UsageError(`${path} has ${files.length} content.json files; --source names one source.`);
  return disposing(await openDatabase(false), async (store) => {
    const catalog = await openCatalog(store);
    let failed = 0;
    for (const file of files) {
      try {
        const outcome = await disposing(new Progress(file), (progress) =>
          importFile(catalog, file, options, progress),
        );
        process.stdout.write(`${summaryOf(file, outcome)}\n`);
      } catch (error) {
        failed += 1;
        process.stderr.write(`${file}: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
    return failed === 0 ? 0 : 1;
  });
}

async function filesAt(path: string): Promise<string[]> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) throw new UsageError(`There is nothing at ${path}.`);
  if (stats.isFile()) return [path];
  const folders = (await readdir(path, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(path, entry.name))
    .toSorted((a, b) => (a < b ? -1 : 1));
  const files: string[] = [];
  for (const folder of [path, ...folders]) {
    const file = join(folder, CONTENT);
    if ((await stat(file).catch(() => undefined))?.isFile() === true) files.push(file);
  }
  if (files.length === 0) throw new UsageError(`${path} has no ${CONTENT}, nor have its subdirectories.`);
  return files;
}

async function importFile(
  catalog: Catalog,
  file: string,
  options: ImportOptions,
  progress: Progress,
): Promise<SyncOutcome> {
  const { assets, id } = await readContent(file, progress);
  const sourceId = options.source ?? id;
  if (typeof sourceId !== 'string') throw badInput(['id'], 'is not in the file: give one with --source');
  progress.at('writing');
  return catalog.importAssets(actorFor(file), sourceId, assets, {
    basePath: options.basePath,
    mode: options.merge === true ? 'MERGE' : 'SYNC',
    dryRun: options.dryRun,
    removalLimit: options.removalLimit,
  });
}

async function readContent(
  file: string,
  progress: Progress,
): Promise<{ assets: readonly unknown[]; id: unknown }> {
  const { size } = await stat(file);
  const bytes = createReadStream(file);
  const reader = contentAssets(bytes);
  const assets: unknown[] = [];
  for (;;) {
    const next = await reader.next();
    if (next.done === true) return { assets, id: next.value['id'] };
    assets.push(next.value);
    progress.at(bytes.bytesRead / size);
  }
}

function actorFor(file: string): Actor {
  return {
    principal: { name: `command line (${userName()})`, permissions: new Set(PERMISSIONS) },
    cause: { kind: 'COMMAND_LINE', operation: 'import', detail: basename(file) },
  };
}

/** Containers may run as users that have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

function summaryOf(file: string, outcome: SyncOutcome): string {
  const { added, updated, removed, moved, unchanged, dryRun, version } = outcome;
  const id = outcome.source?.definition.id;
  const counts = `${added} added, ${updated} updated, ${removed} removed, ${moved} moved, ${unchanged} unchanged`;
  return `${file}: ${counts}${dryRun ? ' (planned; nothing was changed)' : ` (${id}, version ${version})`}`;
}
