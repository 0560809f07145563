import type { HttpJsonConfig } from '../config/listing-config.ts';
import { OutsideFailure } from '../outside-failure.ts';
import { fetchJson, type BoundedAnswer } from './fetch-bounded.ts';
import type { Listing } from './listing.ts';
import { mapAsset } from './map-asset.ts';
import { nextLink } from './next-link.ts';
import { valueAt } from './value-at.ts';

/** Lists a JSON API over HTTP. */
export class HttpJsonListing implements Listing {
  readonly #config: HttpJsonConfig;
  readonly #origins: readonly string[];

  constructor(config: HttpJsonConfig) {
    this.#config = config;
    this.#origins = [new URL(config.url).origin, ...(config.allowedOrigins ?? [])];
  }

  async *pages(signal: AbortSignal): AsyncGenerator<readonly unknown[]> {
    const { url, headers, maxBytes = 16 * 1024 * 1024, timeoutMs = 30_000 } = this.#config;
    const seen = new Set<string>();
    let address: string | undefined = this.#first(url);
    for (let page = 0; address !== undefined; page += 1) {
      // A system that answers with the same page for ever must not be asked for ever.
      if (seen.has(address)) throw new OutsideFailure('BAD_ANSWER', 'its pages go in a circle');
      seen.add(address);
      const answer: BoundedAnswer & { json: unknown } = await fetchJson(address, {
        headers,
        signal,
        timeoutMs,
        maxBytes,
        origins: this.#origins,
      });
      const items = this.#config.items === undefined ? answer.json : valueAt(answer.json, this.#config.items);
      if (!Array.isArray(items)) {
        throw new OutsideFailure('BAD_ANSWER', `there is no list at "${this.#config.items ?? 'the top'}"`);
      }
      yield (items as readonly unknown[])
        .map((item) => this.#asset(item))
        .filter((asset) => asset !== undefined);
      address = this.#next(answer, items.length, page);
    }
  }

  #asset(item: unknown): unknown {
    const { asset } = this.#config;
    return typeof asset === 'function' ? asset(item) : mapAsset(item, asset);
  }

  #first(url: string): string {
    const { paging } = this.#config;
    return paging?.by === 'page' ? withParameter(url, paging.parameter, String(paging.first ?? 1)) : url;
  }

  #next(answer: BoundedAnswer & { json: unknown }, items: number, page: number): string | undefined {
    const { paging, url } = this.#config;
    switch (paging?.by) {
      case undefined:
        return undefined;
      case 'page':
        if (items === 0) return undefined;
        return withParameter(url, paging.parameter, String((paging.first ?? 1) + page + 1));
      case 'cursor': {
        const cursor = valueAt(answer.json, paging.next);
        if (cursor === undefined || cursor === null || cursor === '' || cursor === false) return undefined;
        if (typeof cursor !== 'string' && typeof cursor !== 'number') {
          throw new OutsideFailure('BAD_ANSWER', `the cursor at "${paging.next}" is neither text nor number`);
        }
        return withParameter(url, paging.parameter, String(cursor));
      }
      case 'link':
        return nextLink(answer.headers.get('link'), answer.url);
    }
  }
}

function withParameter(url: string, parameter: string, value: string): string {
  const address = new URL(url);
  address.searchParams.set(parameter, value);
  return address.href;
}
