import { Breather } from '../../catalog/breather.ts';
import { contentAsset } from '../../catalog/content-json.ts';
import { contentAssets } from '../../catalog/content-stream.ts';
import { GatewayError } from '../../errors.ts';
import type { ContentJsonConfig } from '../config/listing-config.ts';
import { OutsideFailure } from '../outside-failure.ts';
import { openBounded } from './fetch-bounded.ts';
import type { Listing } from './listing.ts';

const PAGE = 500;

/** Lists CE.SDK's content.json at an address, asset by asset as it arrives. */
export class ContentJsonListing implements Listing {
  readonly #config: ContentJsonConfig;

  constructor(config: ContentJsonConfig) {
    this.#config = config;
  }

  async *pages(signal: AbortSignal): AsyncGenerator<readonly unknown[]> {
    const { url, headers, maxBytes = 64 * 1024 * 1024, timeoutMs = 30_000 } = this.#config;
    const origins = [new URL(url).origin];
    const { chunks } = await openBounded(url, { headers, signal, timeoutMs, maxBytes, origins });
    const basePath = this.#config.basePath ?? new URL('..', url).href;
    const breather = new Breather();
    let page: unknown[] = [];
    try {
      for await (const asset of contentAssets(chunks)) {
        if (breather.due) await breather.breathe();
        page.push(contentAsset(asset, basePath));
        if (page.length < PAGE) continue;
        yield page;
        page = [];
      }
    } catch (error) {
      throw withoutText(error);
    }
    yield page;
  }
}

/** A reader's error may quote what it read: only the place is passed on. */
function withoutText(error: unknown): unknown {
  if (!(error instanceof GatewayError)) return error;
  const field = typeof error.details['field'] === 'string' ? error.details['field'] : 'content.json';
  const reason = error.code === 'LIMIT_EXCEEDED' ? 'TOO_LARGE' : 'BAD_ANSWER';
  return new OutsideFailure(reason, field === '' ? 'content.json' : field);
}
