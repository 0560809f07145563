import type { AssetDefinition } from '../../model/asset.ts';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { S3Config } from '../config/listing-config.ts';
import { OutsideFailure } from '../outside-failure.ts';
import type { Listing, SingleAssets } from './listing.ts';
import { labelOf, mediaOf, mimeTypeOf } from './media-of.ts';
import { openBucket, type Bucket, type S3Object } from './s3-client.ts';
import { isLaterSequencer, s3Touched } from './s3-touched.ts';

const MANIFEST_BYTES = 16 * 1024 * 1024;

/** Requests for tags that are under way at one time. */
const TAG_REQUESTS = 16;

/** Lists a bucket, and reads the objects that its events name. Objects whose names are no media's are left out. */
export class S3Listing implements Listing {
  readonly #config: S3Config;
  #opened: Promise<Bucket> | undefined;

  constructor(config: S3Config) {
    this.#config = config;
  }

  readonly single: SingleAssets = {
    touched: (payload) => s3Touched(payload, this.#config).filter(({ key }) => this.#isMedia(key)),
    read: (keys, signal) => this.#read(keys, signal),
    // Buckets are listed by the bytes of their keys.
    compareIds: (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)),
    isLater: isLaterSequencer,
  };

  async *pages(signal: AbortSignal): AsyncGenerator<readonly unknown[]> {
    const bucket = await this.#bucket();
    const manifest = await this.#manifest(bucket, signal);
    for (let token: string | undefined; ;) {
      const { objects, next } = await bucket.page(token, signal);
      const media = objects.filter(({ key }) => this.#isMedia(key));
      yield await this.#assets(bucket, media, manifest, signal);
      if (next === undefined) return;
      token = next;
    }
  }

  async #read(keys: readonly string[], signal: AbortSignal): Promise<Map<string, AssetDefinition>> {
    const bucket = await this.#bucket();
    const manifest = await this.#manifest(bucket, signal);
    const found = new Map<string, AssetDefinition>();
    for (const key of keys) {
      const object = await bucket.head(key, signal);
      if (object === undefined) continue;
      const [asset] = await this.#assets(bucket, [object], manifest, signal);
      if (asset !== undefined) found.set(key, asset);
    }
    return found;
  }

  async #assets(
    bucket: Bucket,
    objects: readonly S3Object[],
    manifest: JsonObject | undefined,
    signal: AbortSignal,
  ): Promise<AssetDefinition[]> {
    const assets: AssetDefinition[] = [];
    const width = this.#config.metadata === 'tags' ? TAG_REQUESTS : 1_000;
    for (let start = 0; start < objects.length; start += width) {
      const slice = objects.slice(start, start + width);
      assets.push(
        ...(await Promise.all(slice.map((object) => this.#asset(bucket, object, manifest, signal)))),
      );
    }
    return assets;
  }

  async #asset(
    bucket: Bucket,
    object: S3Object,
    manifest: JsonObject | undefined,
    signal: AbortSignal,
  ): Promise<AssetDefinition> {
    const uri = await this.#uri(bucket, object.key);
    // A stored type of octet-stream is what uploads get that say nothing: the name knows better.
    const told = object.contentType?.startsWith('application/octet-stream') ? undefined : object.contentType;
    const meta: Record<string, Json> = {
      uri,
      thumbUri: uri,
      ...jsonOf(mediaOf(mimeTypeOf(object.key) ?? told, object.key)),
      ...(object.size !== undefined && { bytes: object.size }),
      ...(object.etag !== undefined && { etag: object.etag.replaceAll('"', '') }),
    };
    const plain = { id: object.key, label: { en: labelOf(object.key) }, meta };
    if (this.#config.metadata === 'tags') return withTags(plain, await bucket.tags(object.key, signal));
    const entry =
      manifest !== undefined && Object.hasOwn(manifest, object.key) ? manifest[object.key] : undefined;
    return isJsonObject(entry) ? withEntry(plain, entry) : plain;
  }

  /** Presigned URLs are signed as of the start of a half period: until it is over, every listing says the same. */
  async #uri(bucket: Bucket, key: string): Promise<string> {
    const { urls } = this.#config;
    if ('publicBase' in urls) {
      const path = key.split('/').map(encodeURIComponent).join('/');
      return `${urls.publicBase.replace(/\/$/, '')}/${path}`;
    }
    const halfMs = urls.presignedSeconds * 500;
    const from = new Date(Math.floor(Date.now() / halfMs) * halfMs);
    return await bucket.presign(key, urls.presignedSeconds, from);
  }

  async #manifest(bucket: Bucket, signal: AbortSignal): Promise<JsonObject | undefined> {
    const { metadata } = this.#config;
    if (typeof metadata !== 'object') return undefined;
    const text = await bucket.text(metadata.manifest, MANIFEST_BYTES, signal);
    if (text === undefined) throw new OutsideFailure('BAD_ANSWER', 'the manifest is missing');
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      throw new OutsideFailure('BAD_ANSWER', 'the manifest is not JSON');
    }
    if (!isJsonObject(parsed)) throw new OutsideFailure('BAD_ANSWER', 'the manifest is not an object');
    return parsed;
  }

  #isMedia(key: string): boolean {
    const { metadata } = this.#config;
    if (typeof metadata === 'object' && metadata.manifest === key) return false;
    return mimeTypeOf(key) !== undefined;
  }

  #bucket(): Promise<Bucket> {
    this.#opened ??= openBucket(this.#config);
    return this.#opened;
  }
}

type PlainAsset = AssetDefinition & { readonly meta: Readonly<Record<string, Json>> };

/** `label` and `group` are what they say, `tags` is a list with spaces or commas; every other tag goes to meta. */
function withTags(plain: PlainAsset, tags: Readonly<Record<string, string>>): AssetDefinition {
  const { label, tags: words, group, ...others } = tags;
  // AWS allows no commas in tag values: there they are written with spaces.
  const list = words?.split(/[\s,]+/).filter((word) => word !== '') ?? [];
  return {
    ...plain,
    ...(label !== undefined && { label: { en: label } }),
    ...(list.length > 0 && { tags: { en: list } }),
    ...(group !== undefined && { groups: [group] }),
    meta: { ...others, ...plain.meta },
  };
}

function withEntry(plain: PlainAsset, entry: JsonObject): AssetDefinition {
  const { meta } = entry;
  return { ...plain, ...entry, id: plain.id, meta: { ...plain.meta, ...(isJsonObject(meta) && meta) } };
}

function jsonOf(media: object): Record<string, Json> {
  return Object.fromEntries(Object.entries(media).filter(([, value]) => value !== undefined)) as Record<
    string,
    Json
  >;
}
