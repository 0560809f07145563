import { assetForEngine, creditsForEngine } from '../asset/asset-for-engine.ts';
import type { AssetInput } from '../asset-input.ts';
import { assetFromEngine } from '../asset/asset-from-engine.ts';
import type {
  AssetEngine,
  EngineAsset,
  EngineAssetDefinition,
  EngineAssetPage,
  EngineAssetQuery,
  EngineAssetSource,
} from '../engine.ts';
import { errorOf, GatewayRequestError } from '../gateway-request-error.ts';
import type { FailedOperation } from '../failed-operation.ts';
import { request, type Endpoint } from '../gateway-request.ts';
import {
  AddAssetDocument,
  FetchAssetDocument,
  GroupsDocument,
  RemoveAssetDocument,
  type SourceFieldsFragment,
} from '../operations.generated.ts';
import { findPage } from './find-page.ts';
import { Presence } from './presence.ts';
import { RefreshRule, type RefreshRuleOptions } from './refresh-rule.ts';
import { WriteQueue } from './write-queue.ts';
import { isTransient, write } from './write.ts';

export type GatewaySourceOptions = {
  readonly engine: AssetEngine;
  readonly endpoint: Endpoint;
  readonly refresh: Omit<RefreshRuleOptions, 'clock' | 'notify'>;
  /** How long an asset panel gets to let go of a source that leaves, in milliseconds. */
  readonly lettingGo: number;
  readonly readOnly: boolean;
  readonly prepareAsset:
    | ((asset: AssetInput, sourceId: string) => AssetInput | Promise<AssetInput>)
    | undefined;
  readonly onError: (error: Error, operation: FailedOperation, sourceId?: string) => void;
};

/**
 * One source of the gateway in an engine: registered as a source of the engine's from its making to {@link GatewaySource.leave}.
 * Making it throws the engine's error when the engine has a source with this id.
 */
export class GatewaySource {
  readonly id: string;
  readonly #options: GatewaySourceOptions;
  readonly #refresh: RefreshRule;
  readonly #writes: WriteQueue;
  readonly #presence: Presence;
  /** Aborted when the source is on its way out. */
  readonly #left = new AbortController();
  #fields: SourceFieldsFragment;
  #version: number;
  /** The version that the last answer showed. */
  #lastShown = 0;

  constructor(fields: SourceFieldsFragment, version: number, options: GatewaySourceOptions) {
    this.id = fields.id;
    this.#fields = fields;
    this.#version = version;
    this.#options = options;
    this.#refresh = new RefreshRule({
      ...options.refresh,
      clock: options.endpoint.clock,
      notify: () => this.#presence.contentsChanged(),
    });
    this.#writes = new WriteQueue((error, operation) => {
      options.onError(error, operation, fields.id);
      // The panel goes by what the engine did; the gateway did not.
      this.#refresh.changed();
    });
    this.#presence = new Presence(
      options.engine,
      options.endpoint.clock,
      options.lettingGo,
      this.#engineSource(),
    );
  }

  get fields(): SourceFieldsFragment {
    return this.#fields;
  }

  /** The newest version that was heard of. */
  get version(): number {
    return this.#version;
  }

  /** The source is as `fields` say; its contents may have changed too. */
  changed(fields: SourceFieldsFragment, version: number): void {
    const before = this.#fields;
    this.#fields = fields;
    this.#version = version;
    // The engine reads these once, when a source is added.
    if (!sameCredits(before.credits, fields.credits) || !sameCredits(before.license, fields.license)) {
      this.#presence.replace(this.#engineSource());
    }
    this.#refresh.changed();
  }

  refresh(): void {
    this.#refresh.changed();
  }

  /** The gateway answers again. */
  reachable(): void {
    this.#refresh.reachable();
  }

  /**
   * Takes the source out of the engine, slowly: {@link Presence.leave}. Queries that the engine waits for get their answers;
   * later ones find nothing.
   */
  leave(hurry: AbortSignal): Promise<void> {
    this.#left.abort();
    this.#refresh.stop();
    return this.#presence.leave(hurry);
  }

  #engineSource(): EngineAssetSource {
    const { credits, license } = this.#fields;
    const source: EngineAssetSource = {
      id: this.id,
      findAssets: (query) => this.#findAssets(query),
      fetchAsset: (id, params) => this.#fetchAsset(id, params?.locale),
      getGroups: () => this.#getGroups(),
      getSupportedMimeTypes: () => [...this.#fields.supportedMimeTypes],
    };
    if (credits !== null) source.credits = creditsForEngine(credits);
    if (license !== null) source.license = creditsForEngine(license);
    if (!this.#options.readOnly) {
      // The engine waits for neither, and what they throw would go unheard.
      source.addAsset = (asset) => this.#writes.add('addAsset', () => this.#addAsset(asset));
      source.removeAsset = (id) => this.#writes.add('removeAsset', () => this.#removeAsset(id));
    }
    return source;
  }

  async #findAssets(query: EngineAssetQuery): Promise<EngineAssetPage> {
    this.#presence.asked();
    const nothing = { assets: [], total: 0, currentPage: query.page };
    if (this.#left.signal.aborted) return nothing;
    this.#refresh.queryBegan(query.page);
    try {
      // What the editor wrote is part of what it reads.
      await this.#writes.settled;
      const { page, version } = await findPage(
        this.#options.endpoint,
        this.id,
        query,
        this.#version || undefined,
      );
      this.#refresh.queryEnded(this.#isOld(version) ? 'old' : true);
      return page;
    } catch (error) {
      this.#refresh.queryEnded(!isTransient(error));
      // It went, and the news of that is on its way.
      if (error instanceof GatewayRequestError && error.code === 'SOURCE_NOT_FOUND') return nothing;
      throw errorOf(error);
    }
  }

  /** Whether asking again may show something newer than this. */
  #isOld(version: number): boolean {
    const again = version !== this.#lastShown;
    this.#lastShown = version;
    return version < this.#version && again;
  }

  async #fetchAsset(id: string, locale: unknown): Promise<EngineAsset | null> {
    try {
      await this.#writes.settled;
      const { asset } = await request(this.#options.endpoint, FetchAssetDocument, {
        sourceId: this.id,
        id,
        locale: localeOf(locale),
      });
      return asset === null ? null : assetForEngine(asset);
    } catch (error) {
      throw errorOf(error);
    }
  }

  async #getGroups(): Promise<string[]> {
    try {
      const { assetSource } = await request(this.#options.endpoint, GroupsDocument, { sourceId: this.id });
      return [...(assetSource?.groups ?? [])];
    } catch (error) {
      throw errorOf(error);
    }
  }

  async #addAsset(definition: EngineAssetDefinition): Promise<void> {
    const { endpoint, prepareAsset } = this.#options;
    const given = assetFromEngine(definition);
    const asset = (await prepareAsset?.(given, this.id)) ?? given;
    await write(endpoint, AddAssetDocument, { sourceId: this.id, asset }, this.#left.signal);
  }

  async #removeAsset(id: string): Promise<void> {
    const { endpoint } = this.#options;
    try {
      await write(endpoint, RemoveAssetDocument, { sourceId: this.id, id }, this.#left.signal);
    } catch (error) {
      // Gone is what was wanted.
      if (!(error instanceof GatewayRequestError) || error.code !== 'ASSET_NOT_FOUND') throw error;
    }
  }
}

/** The engine passes `{locale: {locale: 'de'}}` where it documents `{locale: 'de'}`. */
function localeOf(locale: unknown): string | undefined {
  const value = typeof locale === 'object' && locale !== null && 'locale' in locale ? locale.locale : locale;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

type Credits = SourceFieldsFragment['credits'];

function sameCredits(one: Credits, other: Credits): boolean {
  return one?.name === other?.name && one?.url === other?.url;
}
