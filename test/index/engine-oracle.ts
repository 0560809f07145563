import type { AssetDefinition as EngineAsset, AssetQueryData, default as CreativeEngine } from '@cesdk/node';
import type { AssetDefinition } from '../../src/model/asset.ts';
import type { AssetQuery } from '../../src/model/query.ts';

/** A bare CreativeEngine that holds one source after the other. Whoever opened it disposes of it. */
export class EngineOracle implements Disposable {
  readonly #engine: CreativeEngine;
  #sources = 0;
  #sourceId = '';

  /** Makes no network calls. */
  static async open(): Promise<EngineOracle> {
    // The engine takes it over at import, for good.
    const { fetch } = globalThis;
    globalThis.fetch = () => Promise.reject(new Error('there is no network here'));
    const { default: Engine } = await import('@cesdk/node');
    globalThis.fetch = fetch;
    const { log, error } = console;
    console.log = console.error = () => undefined;
    try {
      return new EngineOracle(await Engine.init({ logger: () => undefined }));
    } finally {
      console.log = log;
      console.error = error;
    }
  }

  private constructor(engine: CreativeEngine) {
    this.#engine = engine;
    // Without ticks there are no events and no telemetry; queries need none.
    engine.update = () => false;
  }

  /** Replaces the source. Assets are in order. */
  hold(assets: Iterable<AssetDefinition>): void {
    const { asset } = this.#engine;
    if (this.#sourceId !== '') asset.removeSource(this.#sourceId);
    this.#sources += 1;
    this.#sourceId = `source-${this.#sources}`;
    asset.addLocalSource(this.#sourceId);
    for (const definition of assets) asset.addAssetToSource(this.#sourceId, engineAsset(definition));
  }

  async find(query: AssetQuery): Promise<EngineAnswer> {
    const result = await this.#engine.asset.findAssets(this.#sourceId, engineQuery(query));
    return {
      ids: result.assets.map(({ id }) => id),
      total: result.total,
      currentPage: result.currentPage,
      nextPage: result.nextPage,
      facets: new Map(
        Object.entries(result.facets ?? {}).map(([path, values]) => [
          path,
          values.map(({ value, count }) => ({ value, count: Number(count) })),
        ]),
      ),
    };
  }

  [Symbol.dispose](): void {
    this.#engine.dispose();
  }
}

export type EngineAnswer = {
  readonly ids: readonly string[];
  readonly total: number;
  readonly currentPage: number;
  readonly nextPage: number | undefined;
  readonly facets: ReadonlyMap<string, readonly { readonly value: string; readonly count: number }[]>;
};

function engineAsset(definition: AssetDefinition): EngineAsset {
  // Its types know only what its own sources make; it takes any JSON as meta and payload.
  return structuredClone<unknown>(definition) as EngineAsset;
}

function engineQuery({ locale, filter, facets, ...query }: AssetQuery): AssetQueryData {
  return structuredClone({
    ...query,
    ...(locale === undefined ? {} : { locale }),
    ...(filter.length === 0 ? {} : { filter }),
    ...(facets.length === 0 ? {} : { facets }),
  }) as AssetQueryData;
}
