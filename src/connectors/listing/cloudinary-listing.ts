import type { CloudinaryConfig, CloudinaryResourceType } from '../config/listing-config.ts';
import type { AssetDefinition } from '../../model/asset.ts';
import { isJsonObject } from '../../model/json.ts';
import { OutsideFailure } from '../outside-failure.ts';
import { cloudinaryApi, type CloudinaryApi, type ResourcePage } from './cloudinary-api.ts';
import { cloudinaryAsset, cloudinaryKey } from './cloudinary-asset.ts';
import { cloudinaryTouched } from './cloudinary-touched.ts';
import type { Listing, SingleAssets, Touched } from './listing.ts';

const IDS_PER_CALL = 100;

/** Lists a Cloudinary product environment, and reads the assets that its notifications name. */
export class CloudinaryListing implements Listing {
  readonly #config: CloudinaryConfig;
  readonly #types: readonly CloudinaryResourceType[];
  #loaded: Promise<CloudinaryApi> | undefined;

  constructor(config: CloudinaryConfig) {
    this.#config = config;
    this.#types = config.resourceTypes ?? ['image'];
  }

  /** What a notification says is where to look; what is there now, the Admin API is asked. */
  readonly single: SingleAssets = {
    touched: (payload): readonly Touched[] => cloudinaryTouched(payload, this.#config, this.#types),
    read: (keys, signal) => this.#read(keys, signal),
  };

  async *pages(signal: AbortSignal): AsyncGenerator<readonly unknown[]> {
    const api = await this.#api();
    const { expression, prefix } = this.#config;
    if (expression !== undefined) {
      yield* this.#turn((cursor) => api.search(expression, cursor, signal));
      return;
    }
    for (const type of this.#types)
      yield* this.#turn((cursor) => api.listByPrefix(type, prefix, cursor, signal));
  }

  async *#turn(
    page: (cursor: string | undefined) => Promise<ResourcePage>,
  ): AsyncGenerator<readonly unknown[]> {
    const seen = new Set<string>();
    for (let cursor: string | undefined; ;) {
      const answer = await page(cursor);
      yield this.#assets(answer);
      const next = answer.next_cursor;
      if (next === undefined || next === null || next === '') return;
      if (typeof next !== 'string' || seen.has(next))
        throw new OutsideFailure('BAD_ANSWER', 'its pages go in a circle');
      seen.add(next);
      cursor = next;
    }
  }

  #assets(answer: ResourcePage): AssetDefinition[] {
    if (!Array.isArray(answer.resources))
      throw new OutsideFailure('BAD_ANSWER', 'there is no list of resources');
    return answer.resources.map((resource: unknown) => cloudinaryAsset(resource, this.#config));
  }

  async #read(keys: readonly string[], signal: AbortSignal): Promise<Map<string, AssetDefinition>> {
    const api = await this.#api();
    const found = new Map<string, AssetDefinition>();
    for (const type of this.#types) {
      const publicIds = keys.filter((key) => typeOf(key) === type).map((key) => publicIdOf(key));
      for (let start = 0; start < publicIds.length; start += IDS_PER_CALL) {
        const answer = await api.byIds(type, publicIds.slice(start, start + IDS_PER_CALL), signal);
        const resources: readonly unknown[] = Array.isArray(answer.resources) ? answer.resources : [];
        for (const resource of resources) {
          const asset = cloudinaryAsset(resource, this.#config);
          const publicId = isJsonObject(resource) ? resource['public_id'] : undefined;
          if (typeof publicId === 'string') found.set(cloudinaryKey(type, publicId), asset);
        }
      }
    }
    return found;
  }

  #api(): Promise<CloudinaryApi> {
    this.#loaded ??= cloudinaryApi(this.#config);
    return this.#loaded;
  }
}

function typeOf(key: string): CloudinaryResourceType {
  if (key.startsWith('video:')) return 'video';
  return key.startsWith('raw:') ? 'raw' : 'image';
}

function publicIdOf(key: string): string {
  return key.replace(/^(video|raw):/, '');
}
