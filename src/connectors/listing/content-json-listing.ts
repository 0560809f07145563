import { contentAsset } from '../../catalog/content-json.ts';
import { isJsonObject } from '../../model/json.ts';
import type { ContentJsonConfig } from '../config/listing-config.ts';
import { OutsideFailure } from '../outside-failure.ts';
import { fetchJson } from './fetch-bounded.ts';
import type { Listing } from './listing.ts';

const PAGE = 1_000;

/** Lists CE.SDK's content.json at an address. */
export class ContentJsonListing implements Listing {
  readonly #config: ContentJsonConfig;

  constructor(config: ContentJsonConfig) {
    this.#config = config;
  }

  async *pages(signal: AbortSignal): AsyncGenerator<readonly unknown[]> {
    const { url, headers, maxBytes = 64 * 1024 * 1024, timeoutMs = 30_000 } = this.#config;
    const origins = [new URL(url).origin];
    const { json } = await fetchJson(url, { headers, signal, timeoutMs, maxBytes, origins });
    if (!isJsonObject(json) || !Array.isArray(json['assets'])) {
      throw new OutsideFailure('BAD_ANSWER', 'it is not a content.json with a list of assets');
    }
    const basePath = this.#config.basePath ?? new URL('..', url).href;
    const assets = json['assets'] as readonly unknown[];
    for (let start = 0; start < assets.length; start += PAGE) {
      yield assets.slice(start, start + PAGE).map((asset) => contentAsset(asset, basePath));
    }
  }
}
