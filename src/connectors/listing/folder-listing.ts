import { watch, type FSWatcher } from 'node:fs';
import { opendir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import type { AssetDefinition } from '../../model/asset.ts';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { FolderConfig } from '../config/listing-config.ts';
import { OutsideFailure } from '../outside-failure.ts';
import type { Listing } from './listing.ts';
import { labelOf, mediaOf, MEDIA_EXTENSIONS } from './media-of.ts';

const PAGE = 500;
const SIDECAR_BYTES = 256 * 1024;

/** After the folder could not be watched, it is tried again in so many milliseconds. */
const WATCH_AGAIN_MS = 2_000;

/** Lists a folder on disk, with all that is in it, by path. Names that begin with a dot and symbolic links are left out. */
export class FolderListing implements Listing {
  readonly #root: string;
  readonly #base: string;
  readonly #extensions: ReadonlySet<string>;
  readonly watch?: (changed: () => void) => AsyncDisposable;

  constructor(config: FolderConfig) {
    this.#root = resolve(config.path);
    this.#base = config.baseUrl.replace(/\/$/, '');
    const extensions = config.extensions ?? MEDIA_EXTENSIONS;
    this.#extensions = new Set(
      extensions.map((extension) => `.${extension.replace(/^\./, '').toLowerCase()}`),
    );
    if (config.watch !== false) this.watch = (changed) => watchFolder(this.#root, changed);
  }

  async *pages(signal: AbortSignal): AsyncGenerator<readonly unknown[]> {
    const files = await this.#files(signal);
    for (let start = 0; start < files.length; start += PAGE) {
      signal.throwIfAborted();
      const slice = files.slice(start, start + PAGE);
      const assets = await Promise.all(slice.map((file) => this.#asset(file)));
      yield assets.filter((asset) => asset !== undefined);
    }
  }

  /** Paths of all media below the root, with forward slashes, in order of their code units. */
  async #files(signal: AbortSignal): Promise<string[]> {
    const files: string[] = [];
    const folders = [this.#root];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      signal.throwIfAborted();
      let entries;
      try {
        entries = await opendir(folder);
      } catch (error) {
        // A folder below may go while it is read; the root must be there, or an unmounted disk would look empty.
        if (folder !== this.#root && isMissing(error)) continue;
        throw new OutsideFailure('UNREACHABLE', 'the folder can not be read', { cause: error });
      }
      for await (const entry of entries) {
        if (entry.name.startsWith('.')) continue;
        const path = join(folder, entry.name);
        if (entry.isDirectory()) folders.push(path);
        else if (entry.isFile() && this.#extensions.has(extname(entry.name).toLowerCase())) {
          files.push(relative(this.#root, path).split(sep).join('/'));
        }
      }
    }
    return files.sort();
  }

  async #asset(path: string): Promise<AssetDefinition | undefined> {
    const file = join(this.#root, path);
    let size: number;
    let modified: number;
    try {
      const found = await stat(file);
      size = found.size;
      modified = Math.round(found.mtimeMs);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    // The modification time in the address makes editors fetch a file that was changed in place.
    const uri = `${this.#base}/${path.split('/').map(encodeURIComponent).join('/')}?v=${modified.toString(36)}`;
    const media = Object.entries(mediaOf(undefined, path)).filter(([, value]) => value !== undefined);
    const meta: Record<string, Json> = {
      uri,
      thumbUri: uri,
      ...(Object.fromEntries(media) as object),
      bytes: size,
    };
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : undefined;
    const plain = {
      id: path,
      label: { en: labelOf(path) },
      ...(folder !== undefined && { groups: [folder] }),
      meta,
    };
    const sidecar = await readSidecar(`${file}.json`, path);
    if (sidecar === undefined) return plain;
    const more = sidecar['meta'];
    return { ...plain, ...sidecar, id: path, meta: { ...meta, ...(isJsonObject(more) && more) } };
  }
}

async function readSidecar(file: string, path: string): Promise<JsonObject | undefined> {
  let text: string;
  try {
    if ((await stat(file)).size > SIDECAR_BYTES) throw new OutsideFailure('TOO_LARGE', `${path}.json`);
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (isJsonObject(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw new OutsideFailure('BAD_ANSWER', `${path}.json is not a JSON object`);
}

/** Watches until disposed of. A watcher that fails, as when the folder goes, is replaced. */
function watchFolder(root: string, changed: () => void): AsyncDisposable {
  let watcher: FSWatcher | undefined;
  let again: NodeJS.Timeout | undefined;
  const retry = () => {
    watcher?.close();
    watcher = undefined;
    again = setTimeout(() => {
      start();
      changed();
    }, WATCH_AGAIN_MS).unref();
  };
  const start = () => {
    try {
      watcher = watch(root, { recursive: true, persistent: false }, () => changed());
      watcher.on('error', retry);
    } catch {
      retry();
    }
  };
  start();
  return {
    [Symbol.asyncDispose]: () => {
      clearTimeout(again);
      watcher?.close();
      return Promise.resolve();
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
