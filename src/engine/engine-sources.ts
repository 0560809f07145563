import type CreativeEngine from '@cesdk/node';

import type { AssetQuery } from '../model/query.ts';
import { errorCode } from './engine-errors.ts';
import type { EngineSource } from './engine-source.ts';
import { externalSource } from './external-source.ts';
import type { OutsideLine } from './outside-line.ts';
import type {
  EngineConfirmation,
  EngineEvent,
  EngineRefusal,
  EngineRequest,
  EngineStep,
  EngineUnit,
} from './protocol.ts';

/** How long calls go on before other messages get their turn, in milliseconds. */
const SLICE_MS = 40;

/** Sources with this prefix are the engine's own. */
const BUILT_IN = /^ly\.img\./;

/**
 * The sources of one real engine, local and external: makes the calls, drives the engine's tick and collects its events.
 *
 * Errors with a code are the engine's own and harmless: they come back as refusals. Anything else that is
 * thrown means that the engine must not be used any more. Owns the engine from the constructor on and never
 * disposes of it: the thread that it lives in ends instead.
 */
export class EngineSources {
  readonly #engine: CreativeEngine;
  readonly #outside: OutsideLine;
  /** The engine's real tick. */
  readonly #tick: () => void;
  #events: EngineEvent[] = [];
  #silence = 0;

  /** `outside`: where external sources ask. */
  constructor(engine: CreativeEngine, outside: OutsideLine) {
    this.#engine = engine;
    this.#outside = outside;
    const prototype = Object.getPrototypeOf(engine) as CreativeEngine;
    // The engine's own loop calls this one: from now on it ticks when told, and events keep their order.
    engine.update = () => false;
    this.#tick = () => void prototype.update.call(engine);
    // Announces the built-in sources, which nobody follows.
    this.#tick();
    const collect = (kind: EngineEvent['kind']) => (sourceId: string) => {
      if (!BUILT_IN.test(sourceId)) this.#events.push({ kind, sourceId });
    };
    engine.asset.onAssetSourceAdded(collect('ADDED'));
    engine.asset.onAssetSourceUpdated(collect('UPDATED'));
    engine.asset.onAssetSourceRemoved(collect('REMOVED'));
  }

  resetSource(sourceId: string, source: EngineSource): void {
    this.dropSource(sourceId);
    this.#addSource(sourceId, source);
  }

  dropSource(sourceId: string): void {
    try {
      this.#engine.asset.removeSource(sourceId);
    } catch (error) {
      if (errorCode(error) !== 'ASSET.SOURCE_NOT_EXISTS') throw error;
    }
  }

  /** Adds assets in bulk. Those that the engine has already stay as they are. */
  async load(request: EngineRequest & { readonly type: 'LOAD_ASSETS' }): Promise<readonly EngineRefusal[]> {
    const refusals: EngineRefusal[] = [];
    const { sourceId, content, singles } = request;
    if (content !== undefined) {
      try {
        await this.#engine.asset.addLocalAssetSourceFromJSONString(content);
      } catch (error) {
        if (errorCode(error) === undefined) throw error;
        // The import stops at the first asset that it refuses; one by one, the others get in.
        const { assets } = JSON.parse(content) as { assets: unknown[] };
        for (const asset of assets) this.#addMissing(sourceId, asset as ParsedAsset, refusals);
      }
    }
    for (const asset of singles) this.#addMissing(sourceId, JSON.parse(asset) as ParsedAsset, refusals);
    return refusals;
  }

  settle(): void {
    this.#tick();
    this.#events = [];
  }

  /** Swallows the events of the next unit, as an engine that has lost its mind would. */
  silence(): void {
    this.#silence += 1;
  }

  async apply(
    units: readonly EngineUnit[],
  ): Promise<{ confirmations: readonly EngineConfirmation[]; refusals: readonly EngineRefusal[] }> {
    const confirmations: EngineConfirmation[] = [];
    const refusals: EngineRefusal[] = [];
    let turnEnds = performance.now() + SLICE_MS;
    for (const unit of units) {
      let refused = false;
      for (const step of unit.steps) {
        if (!this.#attempt(unit.sourceId, step, refusals)) refused = true;
        if (performance.now() > turnEnds) {
          await nextTurn();
          turnEnds = performance.now() + SLICE_MS;
        }
      }
      // What was refused makes no event, and is no reason to keep the unit's other news back.
      if (refused && unit.expects === 'UPDATED')
        this.#attempt(unit.sourceId, { call: 'CONTENTS_CHANGED' }, refusals);
      this.#tick();
      const events = this.#silence > 0 ? [] : this.#events;
      if (this.#silence > 0) this.#silence -= 1;
      confirmations.push({ position: unit.position, events });
      this.#events = [];
    }
    return { confirmations, refusals };
  }

  findAssets(sourceId: string, query: AssetQuery): Promise<unknown> {
    const { query: words, page, perPage, locale, sortKey, sortingOrder } = query;
    return this.#engine.asset.findAssets(sourceId, {
      query: words,
      page,
      perPage,
      tags: [...query.tags],
      groups: [...query.groups],
      excludeGroups: [...query.excludeGroups],
      ...(locale === undefined ? {} : { locale }),
      ...(sortKey === '' ? {} : { sortKey }),
      sortingOrder,
      // The two types say the same; the engine's forbids keys beside the one that counts.
      filter: query.filter as never,
      facets: query.facets as never,
    });
  }

  fetchAsset(sourceId: string, assetId: string, locale: string | undefined): Promise<unknown> {
    return this.#engine.asset.fetchAsset(sourceId, assetId, locale === undefined ? {} : { locale });
  }

  getGroups(sourceId: string): Promise<string[]> {
    return this.#engine.asset.getGroups(sourceId);
  }

  describeSource(sourceId: string): unknown {
    const { asset } = this.#engine;
    return {
      supportedMimeTypes: asset.getSupportedMimeTypes(sourceId),
      credits: asset.getCredits(sourceId),
      license: asset.getLicense(sourceId),
    };
  }

  findAllSources(): string[] {
    return this.#engine.asset.findAllSources().filter((id) => !BUILT_IN.test(id));
  }

  /** Whether the engine took it. */
  #attempt(sourceId: string, step: EngineStep, refusals: EngineRefusal[]): boolean {
    try {
      this.#perform(sourceId, step);
      return true;
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined) throw error;
      refusals.push(refusal(sourceId, 'assetId' in step ? step.assetId : undefined, code, error));
      return false;
    }
  }

  #perform(sourceId: string, step: EngineStep): void {
    const { asset } = this.#engine;
    switch (step.call) {
      case 'ADD_SOURCE':
        return this.#addSource(sourceId, step.source);
      case 'REMOVE_SOURCE':
        return asset.removeSource(sourceId);
      case 'CONTENTS_CHANGED':
        return asset.assetSourceContentsChanged(sourceId);
      case 'ADD_ASSET':
        return this.#put(sourceId, step.assetId, JSON.parse(step.asset) as ParsedAsset);
      case 'REPLACE_ASSET':
        asset.removeAssetFromSource(sourceId, step.assetId);
        return asset.addAssetToSource(sourceId, JSON.parse(step.asset) as ParsedAsset);
      case 'REMOVE_ASSET':
        return asset.removeAssetFromSource(sourceId, step.assetId);
    }
  }

  #addSource(sourceId: string, source: EngineSource): void {
    const { asset } = this.#engine;
    if (source.kind === 'LOCAL') asset.addLocalSource(sourceId, [...source.mimeTypes]);
    else asset.addSource(externalSource(sourceId, source, this.#outside));
  }

  /** The engine keeps the old asset when one is added again; a source loaded a moment early may have it. */
  #put(sourceId: string, assetId: string, asset: ParsedAsset): void {
    try {
      this.#engine.asset.addAssetToSource(sourceId, asset);
    } catch (error) {
      if (errorCode(error) !== 'ASSET.ID_ALREADY_EXISTS') throw error;
      this.#engine.asset.removeAssetFromSource(sourceId, assetId);
      this.#engine.asset.addAssetToSource(sourceId, asset);
    }
  }

  #addMissing(sourceId: string, asset: ParsedAsset, refusals: EngineRefusal[]): void {
    try {
      this.#engine.asset.addAssetToSource(sourceId, asset);
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined) throw error;
      if (code !== 'ASSET.ID_ALREADY_EXISTS') refusals.push(refusal(sourceId, asset.id, code, error));
    }
  }
}

type ParsedAsset = Parameters<CreativeEngine['asset']['addAssetToSource']>[1];

function refusal(sourceId: string, assetId: string | undefined, code: string, error: unknown): EngineRefusal {
  return { sourceId, assetId, code, message: error instanceof Error ? error.message : String(error) };
}

/** Lets messages in. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
