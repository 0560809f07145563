import type { Log } from '../log.ts';
import { GatewayError } from '../errors.ts';
import type { Asset, AssetDefinition } from '../model/asset.ts';
import type { Page } from '../model/page.ts';
import { type AssetQuery, EVERYTHING } from '../model/query.ts';
import { CallGate } from './call-gate.ts';
import type { ExternalAssetSource, ExternalQuery } from './external-asset-source.ts';
import { readAsset, readGroups, readPage } from './external-answer.ts';
import { externalSourceFailed, loggable, OutsideFailure } from './outside-failure.ts';
import { untilAborted } from './until-aborted.ts';

export type ExternalSourceOptions = {
  /** For one call, in milliseconds, the wait for its turn included. */
  readonly timeoutMs: number;
  readonly concurrency: number;
  readonly waiting: number;
  readonly maxAssets: number;
};

export const EXTERNAL_DEFAULTS: ExternalSourceOptions = {
  timeoutMs: 10_000,
  concurrency: 8,
  waiting: 64,
  maxAssets: 1_000,
};

/**
 * An outside system behind CE.SDK's AssetSource shape, held at arm's length. Nothing is cached; equal calls
 * that are under way at the same time are one. A call fails with EXTERNAL_SOURCE_FAILED, which tells what failed
 * and nothing that the system said. A call that is given up goes on outside, and keeps its place until it settles
 * or as long again has passed: a system that hangs is not asked ever more.
 */
export class ExternalSource {
  readonly id: string;
  readonly #source: ExternalAssetSource;
  readonly #options: ExternalSourceOptions;
  readonly #log: Log;
  readonly #gate: CallGate;
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(source: ExternalAssetSource, log: Log, options: ExternalSourceOptions = EXTERNAL_DEFAULTS) {
    this.id = source.id;
    this.#source = source;
    this.#log = log;
    this.#options = options;
    this.#gate = new CallGate(options.concurrency, options.waiting);
  }

  get canAddAsset(): boolean {
    return typeof this.#source.addAsset === 'function';
  }

  get canRemoveAsset(): boolean {
    return typeof this.#source.removeAsset === 'function';
  }

  /** What the object says of the source, unchecked. */
  get looks(): { credits?: unknown; license?: unknown; supportedMimeTypes?: unknown } {
    const { credits, license } = this.#source;
    const supportedMimeTypes = this.#source.getSupportedMimeTypes?.();
    return {
      ...(credits !== undefined && { credits }),
      ...(license !== undefined && { license }),
      ...(supportedMimeTypes !== undefined && { supportedMimeTypes }),
    };
  }

  /** Asks the outside system. `version` is the source's, for the page. */
  findAssets(query: AssetQuery, version: number): Promise<Page> {
    return this.#shared(`find ${JSON.stringify(query)}`, 'findAssets', async () => {
      const answer = await this.#source.findAssets(externalQuery(query));
      return readPage(answer, this.id, query, this.#options.maxAssets, version);
    });
  }

  /** Undefined when the system has no such asset. Searches for the id where it can't be asked for one asset. */
  fetchAsset(id: string, locale?: string): Promise<Asset | undefined> {
    return this.#shared(`fetch ${JSON.stringify([id, locale])}`, 'fetchAsset', async () => {
      if (this.#source.fetchAsset !== undefined) {
        const answer = await this.#source.fetchAsset(id, locale === undefined ? {} : { locale });
        return answer === null || answer === undefined ? undefined : readAsset(answer, this.id, locale, 1);
      }
      const query = { ...EVERYTHING, perPage: 1, filter: [{ property: 'id', equals: id }], locale };
      const answer = await this.#source.findAssets(externalQuery(query));
      const page = readPage(answer, this.id, query, this.#options.maxAssets, 0);
      return page.assets.find((asset) => asset.definition.id === id);
    });
  }

  groups(): Promise<readonly string[]> {
    return this.#shared('groups', 'getGroups', async () => readGroups(await this.#source.getGroups?.()));
  }

  /** Hands an asset to the outside system; throws SOURCE_READ_ONLY when it takes none. */
  addAsset(asset: AssetDefinition): Promise<void> {
    if (this.#source.addAsset === undefined) throw readOnly(this.id);
    return this.#call('addAsset', async () => void (await this.#source.addAsset?.(asset as never)));
  }

  /** Has the outside system remove an asset; throws SOURCE_READ_ONLY when it doesn't. */
  removeAsset(id: string): Promise<void> {
    if (this.#source.removeAsset === undefined) throw readOnly(this.id);
    return this.#call('removeAsset', async () => void (await this.#source.removeAsset?.(id)));
  }

  #shared<T>(key: string, operation: string, call: () => Promise<T>): Promise<T> {
    const present = this.#underWay.get(key);
    if (present !== undefined) return present as Promise<T>;
    const answer = this.#call(operation, call).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, answer);
    return answer;
  }

  async #call<T>(operation: string, call: () => Promise<T>): Promise<T> {
    const deadline = new AbortController();
    const timeout = () => deadline.abort(new OutsideFailure('TIMEOUT'));
    const timer = setTimeout(timeout, this.#options.timeoutMs).unref();
    try {
      const turn = Promise.withResolvers<T>();
      // The place in the gate outlives the answer: what hangs outside still counts, for a while.
      this.#gate
        .run(async () => {
          if (deadline.signal.aborted) return;
          const outside = settled(call);
          outside.then(turn.resolve, turn.reject);
          await withinGrace(outside, this.#options.timeoutMs * 2);
        })
        .catch(turn.reject);
      return await untilAborted(turn.promise, deadline.signal);
    } catch (error) {
      const failure = externalSourceFailed(this.id, error, { operation });
      this.#log.warn(
        {
          sourceId: this.id,
          operation,
          code: failure.code,
          details: failure.details,
          reason: loggable(error),
        },
        'external source: a call failed',
      );
      throw failure;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The query as the engine hands it to a custom source: every field there, and the source's own to change. */
function externalQuery(query: AssetQuery): ExternalQuery {
  return { ...structuredClone(query), locale: query.locale ?? '', sortActiveFirst: false } as ExternalQuery;
}

/** Calls; a throw is a rejection, and a rejection with nothing is one with something. */
async function settled<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error ?? new OutsideFailure('FAILED', 'it rejected without a reason');
  }
}

async function withinGrace(outside: Promise<unknown>, graceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs).unref();
  });
  await Promise.race([outside.catch(() => {}), grace]);
  clearTimeout(timer);
}

function readOnly(sourceId: string): GatewayError {
  return new GatewayError('SOURCE_READ_ONLY', { sourceId });
}
