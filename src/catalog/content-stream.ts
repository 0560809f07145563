import { isUtf8 } from 'node:buffer';
import { badInput, GatewayError } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import { LIMITS } from './limits.ts';

/** The text of one asset: more room than an asset may take, for white space and escapes. */
const ASSET_TEXT_BYTES = LIMITS.assetBytes * 4;
/** Everything around the assets, each of them counted as one byte. */
const REST_BYTES = 4 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/**
 * The assets of a content.json that arrives in chunks, parsed one by one as they are complete, and not checked; returns
 * what stands around them, each asset replaced by a 0. Memory
 * holds one of them at a time. Throws BAD_USER_INPUT that names the asset when it is not JSON or the file has no list of
 * assets, LIMIT_EXCEEDED when one asset or what stands around them is too long; passes on what `chunks` throws.
 */
export async function* contentAssets(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<unknown, JsonObject> {
  const scanner = new ContentScanner();
  for await (const chunk of chunks) {
    // One asset at a time, so that whoever asks may give way to others between two of them.
    for (const asset of scanner.scan(chunk)) yield asset;
  }
  return scanner.end();
}

/**
 * Finds where assets begin and end by brackets and quotes alone. That each asset is JSON is for JSON.parse to say, and
 * that the file around them is, too: each asset is replaced by a 0 there.
 */
class ContentScanner {
  #depth = 0;
  #string: 'NO' | 'YES' | 'ESCAPE' = 'NO';
  /** Where a string that stands right within the file's object began in {@link #rest}. */
  #keyStart = 0;
  #key = '';
  #list: 'BEFORE' | 'IN' | 'AFTER' = 'BEFORE';
  /** The pieces of the asset that is under way. */
  #asset: Buffer[] | undefined;
  #assetBytes = 0;
  #count = 0;
  /** Its bytes as characters, so that no chunk is held for the sake of a comma. */
  readonly #rest: string[] = [];
  #restBytes = 0;

  *scan(bytes: Uint8Array): Generator<unknown> {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? 0;
      if (this.#string !== 'NO') {
        if (this.#string === 'ESCAPE') this.#string = 'YES';
        else if (byte === BACKSLASH) this.#string = 'ESCAPE';
        else if (byte === QUOTE) {
          this.#string = 'NO';
          if (this.#depth === 1) {
            this.#keepRest(chunk.subarray(from, index + 1));
            from = index + 1;
            this.#key = this.#textSince(this.#keyStart);
          }
        }
        continue;
      }
      const inList = this.#list === 'IN' && this.#depth === 2;
      if (inList && this.#asset === undefined && byte > SPACE && byte !== COMMA && byte !== CLOSE_BRACKET) {
        this.#keepRest(chunk.subarray(from, index));
        from = index;
        this.#asset = [];
      } else if (
        inList &&
        this.#asset !== undefined &&
        (byte <= SPACE || byte === COMMA || byte === CLOSE_BRACKET)
      ) {
        yield this.#finishAsset(chunk.subarray(from, index));
        from = index;
      }
      switch (byte) {
        case QUOTE:
          this.#string = 'YES';
          if (this.#depth === 1) {
            this.#keepRest(chunk.subarray(from, index));
            from = index;
            this.#keyStart = this.#rest.length;
          }
          break;
        case COMMA:
          if (this.#depth === 1) this.#key = '';
          break;
        case OPEN_BRACE:
        case OPEN_BRACKET:
          if (byte === OPEN_BRACKET && this.#depth === 1 && this.#key === '"assets"') this.#enterList();
          this.#depth += 1;
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          this.#depth -= 1;
          if (this.#depth === 1 && this.#list === 'IN') this.#list = 'AFTER';
          break;
      }
    }
    const left = chunk.subarray(from);
    if (this.#asset === undefined) this.#keepRest(left);
    else this.#keepAsset(left);
  }

  /** What stands around the assets. Throws unless all of it was JSON and had its assets. */
  end(): JsonObject {
    if (this.#asset !== undefined) throw badInput(['assets', this.#count], 'is cut off');
    const content = parse([Buffer.from(this.#rest.join(''), 'latin1')], []);
    if (!isJsonObject(content) || !Array.isArray(content['assets']) || this.#list !== 'AFTER')
      throw badInput(['assets'], 'expected a list of AssetDefinitions');
    return content;
  }

  #enterList(): void {
    if (this.#list !== 'BEFORE') throw badInput(['assets'], 'is there twice');
    this.#list = 'IN';
  }

  #finishAsset(last: Buffer): unknown {
    this.#keepAsset(last);
    const pieces = this.#asset ?? [];
    this.#asset = undefined;
    this.#assetBytes = 0;
    this.#keepRest(Buffer.from('0'));
    const asset = parse(pieces, ['assets', this.#count]);
    this.#count += 1;
    return asset;
  }

  #keepAsset(piece: Buffer): void {
    this.#asset?.push(piece);
    this.#assetBytes += piece.length;
    if (this.#assetBytes <= ASSET_TEXT_BYTES) return;
    const field = `assets.${this.#count}`;
    throw new GatewayError(
      'LIMIT_EXCEEDED',
      { field, limit: ASSET_TEXT_BYTES },
      `${field} has more than ${ASSET_TEXT_BYTES} bytes of text.`,
    );
  }

  #keepRest(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#rest.push(piece.toString('latin1'));
    this.#restBytes += piece.length;
    if (this.#restBytes <= REST_BYTES) return;
    throw new GatewayError(
      'LIMIT_EXCEEDED',
      { limit: REST_BYTES },
      `There are more than ${REST_BYTES} bytes around the assets.`,
    );
  }

  #textSince(piece: number): string {
    return this.#rest.slice(piece).join('').trim();
  }
}

function parse(pieces: readonly Buffer[], path: readonly (string | number)[]): unknown {
  const bytes = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  if (!isUtf8(bytes)) throw badInput(path, 'is not UTF-8');
  try {
    // The engine takes a byte order mark, too.
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw badInput(path, `is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
