import { badInput, GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Asset, AssetDefinition } from '../model/asset.ts';
import { cursorOf, positionOf, type Cursor } from '../model/cursor.ts';
import type { Page } from '../model/page.ts';
import type { Principal } from '../model/principal.ts';
import type { Source, SourceKind } from '../model/source.ts';
import type { Store } from '../store/store.ts';
import { authorise, type Actor } from './actor.ts';
import { Breather } from './breather.ts';
import { checkDefinition } from './check-asset.ts';
import { checkQuery, type QueryInput } from './check-query.ts';
import { newSourceId } from './check-source.ts';
import { idText, text } from './check.ts';
import { contentAsset, readContentJson } from './content-json.ts';
import {
  decideAddAsset,
  decideRemoveAsset,
  decideUpdateAsset,
  type AssetPatch,
  type IfExists,
} from './decide-asset.ts';
import { decideChanges, type AssetChangeInput, type OnError } from './decide-changes.ts';
import {
  decideAddSource,
  decideRemoveSource,
  decideUpdateSource,
  type SourcePatch,
} from './decide-source.ts';
import { applySync, countsOf } from './apply-sync.ts';
import { planSync, type SyncOptions } from './plan-sync.ts';
import { externalAssets, requireLocal, type ExternalAssets } from './external-assets.ts';
import { Fingerprint, fingerprint } from './fingerprint.ts';
import type { JournalPage } from './journal-page.ts';
import type { JournalTail } from './journal-tail.ts';
import { LIMITS } from './limits.ts';
import { sourceNotFound } from './not-found.ts';
import type {
  AssetOutcome,
  ChangeAssetsOutcome,
  RemoveAssetOutcome,
  RemoveSourceOutcome,
  SourceOutcome,
  SyncOutcome,
} from './outcome.ts';
import type { Projector } from './projector.ts';
import { readJournal, type JournalQuery } from './read-journal.ts';
import type { Records } from './records.ts';
import { requireVersion } from './require-version.ts';
import { SourceDraft } from './source-draft.ts';
import { SourceWriter } from './source-writer.ts';

/** How long a read waits for a version that is on its way, in milliseconds. */
const MIN_VERSION_TIMEOUT_MS = 5_000;

export type SyncInput = {
  readonly dryRun?: boolean | undefined;
  readonly removalLimit?: number | undefined;
};

export type ImportInput = SyncInput & {
  readonly basePath?: string | undefined;
  readonly mode?: SyncOptions['mode'] | undefined;
  /** The version that the source must have. */
  readonly expectedVersion?: number | undefined;
};

/** What a mutation's answer holds before it is known where the journal stands. */
type Undated<T> = Omit<T, 'cursor'>;

/**
 * Every rule and every change. Callers come with input that is well-typed at most; nothing that they bring
 * reaches store, index or engine before it has been checked.
 *
 * A mutation resolves when its change is durable and can be read. With an idempotency key in the actor's
 * cause, the same call again resolves with the first answer.
 */
export class Catalog {
  readonly #store: Store;
  readonly #records: Records;
  readonly #tail: JournalTail;
  readonly #projector: Projector;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #newId: () => string;
  readonly #externals: ReadonlyMap<string, ExternalAssets>;
  readonly #writers = new Map<string, SourceWriter>();

  constructor(parts: {
    store: Store;
    records: Records;
    tail: JournalTail;
    projector: Projector;
    log: Log;
    now: () => number;
    /** Makes an id for an asset that came without one. */
    newId: () => string;
    /** What is behind EXTERNAL sources, by their ids. */
    externals?: ReadonlyMap<string, ExternalAssets> | undefined;
  }) {
    this.#store = parts.store;
    this.#records = parts.records;
    this.#tail = parts.tail;
    this.#projector = parts.projector;
    this.#log = parts.log;
    this.#now = parts.now;
    this.#newId = parts.newId;
    this.#externals = parts.externals ?? new Map();
  }

  // Reads

  sources(principal: Principal, kind?: SourceKind): readonly Source[] {
    authorise(principal, 'READ');
    const sources = this.#records.sources();
    return kind === undefined ? sources : sources.filter((source) => source.kind === kind);
  }

  source(principal: Principal, id: string): Source | undefined {
    authorise(principal, 'READ');
    return this.#records.source(id);
  }

  /** Throws SOURCE_NOT_FOUND, naming ids that differ only by letter case. */
  requireSource(principal: Principal, id: string): Source {
    authorise(principal, 'READ');
    return this.#requireSource(id);
  }

  /** An EXTERNAL source is asked. */
  fetchAsset(
    principal: Principal,
    sourceId: string,
    id: string,
  ): Asset | Promise<Asset | undefined> | undefined {
    const source = this.source(principal, sourceId);
    if (source?.kind !== 'EXTERNAL') return this.asset(principal, sourceId, id);
    return externalAssets(this.#externals, source).fetchAsset(idText(id, ['id']));
  }

  /** Undefined for assets of EXTERNAL sources, which are not here. */
  asset(principal: Principal, sourceId: string, id: string): Asset | undefined {
    authorise(principal, 'READ');
    return this.#records.asset(sourceId, id);
  }

  assetCount(source: Source): number {
    return this.#records.assetCount(source.definition.id);
  }

  groups(source: Source): readonly string[] | Promise<readonly string[]> {
    if (source.kind === 'EXTERNAL') return externalAssets(this.#externals, source).groups();
    return this.#records.groups(source.definition.id);
  }

  /** All assets of a source by rank, as they are now; throws SOURCE_NOT_FOUND. */
  assets(principal: Principal, sourceId: string): readonly Asset[] {
    authorise(principal, 'READ');
    this.#requireSource(sourceId);
    return this.#records.assets(sourceId);
  }

  /** With `minVersion`, waits for that version of the source for up to five seconds. */
  findAssets(
    principal: Principal,
    sourceId: string,
    query: QueryInput,
    minVersion?: number,
  ): Page | Promise<Page> {
    authorise(principal, 'READ');
    const checked = checkQuery(query);
    const find = (): Page | Promise<Page> => {
      const source = this.#requireSource(sourceId);
      if (source.kind === 'EXTERNAL') {
        return externalAssets(this.#externals, source).findAssets(checked, source.version);
      }
      return this.#records.find(sourceId, checked);
    };
    if (minVersion === undefined || this.#records.versionOf(sourceId) >= minVersion) return find();
    return this.#projector.reached(sourceId, minVersion, MIN_VERSION_TIMEOUT_MS).then(find);
  }

  journal(principal: Principal, query: JournalQuery): Promise<JournalPage> {
    authorise(principal, 'ADMIN');
    return readJournal(this.#store, query);
  }

  /** The cursor behind everything that can be read now. */
  head(): Cursor {
    return this.cursorOf(this.#tail.head());
  }

  cursorOf(position: number): Cursor {
    return cursorOf(this.#store.journalId, position);
  }

  positionOf(cursor: Cursor): number | undefined {
    return positionOf(this.#store.journalId, cursor);
  }

  // Sources

  addSource(actor: Actor, input: unknown, kind: SourceKind = 'LOCAL'): Promise<SourceOutcome> {
    authorise(actor.principal, 'WRITE');
    const id = newSourceId((input as { id?: unknown } | null)?.id, ['source', 'id']);
    return this.#change(actor, id, { input }, (draft) => {
      decideAddSource(draft, input, kind);
      this.#requireRoomForSource();
      return sourceOutcome(draft, true);
    });
  }

  updateSource(
    actor: Actor,
    id: string,
    patch: SourcePatch,
    expectedVersion?: number,
  ): Promise<SourceOutcome> {
    authorise(actor.principal, 'WRITE');
    return this.#change(actor, id, { patch, expectedVersion }, (draft) => {
      const { version } = draft;
      decideUpdateSource(draft, patch, expectedVersion);
      return sourceOutcome(draft, draft.version !== version);
    });
  }

  removeSource(actor: Actor, id: string, expectedVersion?: number): Promise<RemoveSourceOutcome> {
    authorise(actor.principal, 'WRITE');
    return this.#change(actor, id, { expectedVersion }, (draft) => {
      decideRemoveSource(draft, expectedVersion);
      return { removedSourceId: id, version: draft.version, changed: true };
    });
  }

  /** Removes a source whose time has come; resolves with false when it has been removed or prolonged meanwhile. */
  async expireSource(actor: Actor, id: string): Promise<boolean> {
    const { changed } = await this.#change(actor, id, {}, (draft) => {
      const expiresAt = draft.source?.definition.expiresAt;
      const due = expiresAt !== undefined && expiresAt <= draft.now;
      if (due) draft.removeSource();
      return { version: draft.version, changed: due };
    });
    return changed;
  }

  contentsChanged(actor: Actor, sourceId: string): Promise<SourceOutcome> {
    authorise(actor.principal, 'NOTIFY');
    return this.#change(actor, sourceId, {}, (draft) => {
      draft.contentsChanged();
      return sourceOutcome(draft, true);
    });
  }

  // Assets

  addAsset(
    actor: Actor,
    sourceId: string,
    input: unknown,
    options: { ifExists?: IfExists | undefined; expectedVersion?: number | undefined } = {},
  ): Promise<AssetOutcome> {
    authorise(actor.principal, 'WRITE');
    const { ifExists = 'FAIL', expectedVersion } = options;
    const definition = checkDefinition(input, ['asset'], this.#newId);
    // The outside system is asked once, however often the change is decided.
    let added: Promise<void> | undefined;
    return this.#change(actor, sourceId, { input, ifExists, expectedVersion }, (draft) => {
      const source = draft.existing();
      requireVersion(draft.version, expectedVersion, { sourceId });
      if (source.kind === 'EXTERNAL') {
        added ??= externalAssets(this.#externals, source).addAsset(definition);
        return afterAddedOutside(draft, definition, added);
      }
      const { version } = draft;
      const asset = decideAddAsset(draft, definition, ifExists);
      return { asset, ...sourceOutcome(draft, draft.version !== version) };
    });
  }

  updateAsset(
    actor: Actor,
    sourceId: string,
    id: string,
    patch: AssetPatch,
    expectedVersion?: number,
  ): Promise<AssetOutcome> {
    authorise(actor.principal, 'WRITE');
    idText(id, ['id']);
    return this.#change(actor, sourceId, { id, patch, expectedVersion }, (draft) => {
      requireLocal(draft);
      const { version } = draft;
      const asset = decideUpdateAsset(draft, id, patch, expectedVersion, ['patch']);
      return { asset, ...sourceOutcome(draft, draft.version !== version) };
    });
  }

  removeAsset(
    actor: Actor,
    sourceId: string,
    id: string,
    expectedVersion?: number,
  ): Promise<RemoveAssetOutcome> {
    authorise(actor.principal, 'WRITE');
    idText(id, ['id']);
    let removed: Promise<void> | undefined;
    return this.#change(actor, sourceId, { id, expectedVersion }, (draft) => {
      const source = draft.existing();
      if (source.kind === 'EXTERNAL') {
        removed ??= externalAssets(this.#externals, source).removeAsset(id);
        return afterRemovedOutside(draft, id, removed);
      }
      decideRemoveAsset(draft, id, expectedVersion);
      return { removedAssetId: id, ...sourceOutcome(draft, true) };
    });
  }

  changeAssets(
    actor: Actor,
    sourceId: string,
    changes: readonly AssetChangeInput[],
    options: { onError?: OnError | undefined; expectedVersion?: number | undefined } = {},
  ): Promise<ChangeAssetsOutcome> {
    authorise(actor.principal, 'WRITE');
    const { onError = 'REJECT_ALL', expectedVersion } = options;
    return this.#change(
      actor,
      sourceId,
      { changes, onError, expectedVersion },
      async (draft) => {
        requireLocal(draft);
        requireVersion(draft.version, expectedVersion, { sourceId });
        const { version } = draft;
        const results = await decideChanges(draft, changes, onError, this.#newId);
        return {
          ...sourceOutcome(draft, draft.version !== version),
          results,
          changedCount: results.filter((result) => result.changed).length,
          failedCount: results.filter((result) => result.error !== undefined).length,
        };
      },
      changes.length,
    );
  }

  /** Makes a source equal to a list of AssetDefinitions, order included, by the smallest difference. */
  async syncSource(
    actor: Actor,
    sourceId: string,
    assets: readonly unknown[],
    input: SyncInput = {},
  ): Promise<SyncOutcome> {
    authorise(actor.principal, 'WRITE');
    const options = syncOptions(input, 'SYNC');
    const { definitions, digest } = await this.#checkDefinitions(actor, assets, 'assets', (asset) => asset);
    if (input.dryRun === true) return this.#plan(actor, sourceId, definitions, options);
    return this.#change(
      actor,
      sourceId,
      { digest, options },
      (draft) => syncOutcome(draft, definitions, options),
      Number.POSITIVE_INFINITY,
    );
  }

  /** Imports CE.SDK's content.json; creates the source that it names if there is none. */
  async importAssetSource(actor: Actor, contentJson: unknown, input: ImportInput = {}): Promise<SyncOutcome> {
    authorise(actor.principal, 'WRITE');
    const content = readContentJson(contentJson, ['contentJson']);
    const sourceId = newSourceId(content.id, ['contentJson', 'id']);
    return this.importAssets(actor, sourceId, content.assets, input, 'contentJson.assets');
  }

  /**
   * Imports the assets of a content.json into a source, which is created if there is none. They are checked as they
   * come, and nothing is changed before the last one has: what `assets` throws, this rejects with.
   */
  async importAssets(
    actor: Actor,
    sourceId: string,
    assets: Iterable<unknown> | AsyncIterable<unknown>,
    input: ImportInput = {},
    field = 'assets',
  ): Promise<SyncOutcome> {
    authorise(actor.principal, 'WRITE');
    newSourceId(sourceId, ['sourceId']);
    const basePath = input.basePath === undefined ? undefined : text(input.basePath, ['basePath']);
    const options = syncOptions(input, input.mode ?? 'SYNC');
    const { definitions, digest } = await this.#checkDefinitions(actor, assets, field, (entry) =>
      contentAsset(entry, basePath),
    );
    const create = (draft: SourceDraft): void => {
      requireVersion(draft.version, input.expectedVersion, { sourceId });
      if (draft.source !== undefined) return;
      this.#requireRoomForSource();
      decideAddSource(draft, { id: sourceId });
    };
    if (input.dryRun === true) return this.#plan(actor, sourceId, definitions, options, create);
    return this.#change(
      actor,
      sourceId,
      { digest, options, expectedVersion: input.expectedVersion },
      (draft) => {
        create(draft);
        return syncOutcome(draft, definitions, options);
      },
      Number.POSITIVE_INFINITY,
    );
  }

  // What they share

  /** Decides a change in its turn, makes it durable, and answers with where the journal stands. */
  async #change<T extends object>(
    actor: Actor,
    sourceId: string,
    input: unknown,
    decide: (draft: SourceDraft) => T | Promise<T>,
    weight = 1,
  ): Promise<T & { readonly cursor: Cursor }> {
    const checkedId = idText(sourceId, ['sourceId']);
    const { idempotencyKey, operation } = actor.cause;
    if (idempotencyKey !== undefined) {
      const key = text(idempotencyKey, ['idempotencyKey'], LIMITS.idempotencyKeyLength);
      if (key === '') throw badInput(['idempotencyKey'], 'must not be empty');
    }
    const { result, position } = await this.#writer(checkedId).submit({
      actor,
      decide,
      weight,
      idempotency:
        idempotencyKey === undefined
          ? undefined
          : {
              key: JSON.stringify([actor.principal.name, idempotencyKey]),
              fingerprint: fingerprint([operation, sourceId, input]),
            },
    });
    return { ...result, cursor: this.cursorOf(position) };
  }

  #writer(sourceId: string): SourceWriter {
    const there = this.#writers.get(sourceId);
    if (there !== undefined) return there;
    const writer = new SourceWriter(
      sourceId,
      {
        store: this.#store,
        records: this.#records,
        projector: this.#projector,
        head: () => this.#tail.head(),
        now: this.#now,
        log: this.#log,
      },
      () => this.#writers.delete(sourceId),
    );
    this.#writers.set(sourceId, writer);
    return writer;
  }

  /** What a sync would do, decided on the present state and thrown away. */
  async #plan(
    actor: Actor,
    sourceId: string,
    definitions: readonly AssetDefinition[],
    options: SyncOptions,
    prepare: (draft: SourceDraft) => void = () => {},
  ): Promise<SyncOutcome> {
    for (;;) {
      const draft = new SourceDraft(this.#records, sourceId);
      const { source, version } = draft;
      const planned = draft.attempt(actor, this.#now(), () => {
        prepare(draft);
        return planSync(draft, definitions, options);
      });
      const [outcome] = await Promise.allSettled([planned]);
      // Somebody changed the source while it was looked at.
      if (this.#records.versionOf(sourceId) !== draft.basedOn) continue;
      if (outcome.status === 'rejected') throw outcome.reason;
      const counts = countsOf(outcome.value.result);
      return { source, ...counts, dryRun: true, version, changed: false, cursor: this.head() };
    }
  }

  /** Checks assets as they come; their digest tells this list from another, for who has an idempotency key. */
  async #checkDefinitions(
    actor: Actor,
    assets: Iterable<unknown> | AsyncIterable<unknown>,
    field: string,
    prepare: (asset: unknown) => unknown,
  ): Promise<{ definitions: readonly AssetDefinition[]; digest: string | undefined }> {
    const breather = new Breather();
    const digest = actor.cause.idempotencyKey === undefined ? undefined : new Fingerprint();
    const definitions: AssetDefinition[] = [];
    for await (const asset of assets) {
      if (breather.due) await breather.breathe();
      if (definitions.length === LIMITS.syncAssets) {
        throw new GatewayError(
          'LIMIT_EXCEEDED',
          { field, limit: LIMITS.syncAssets },
          `At most ${LIMITS.syncAssets} assets fit in one sync.`,
        );
      }
      const definition = checkDefinition(prepare(asset), [field, definitions.length]);
      digest?.add(definition);
      definitions.push(definition);
    }
    return { definitions, digest: digest?.digest() };
  }

  #requireSource(sourceId: string): Source {
    const source = this.#records.source(sourceId);
    if (source === undefined) throw sourceNotFound(sourceId, this.#records.findBySimilarId(sourceId));
    return source;
  }

  #requireRoomForSource(): void {
    if (this.#records.sources().length < LIMITS.sources) return;
    throw new GatewayError(
      'LIMIT_EXCEEDED',
      { limit: LIMITS.sources },
      `There may be at most ${LIMITS.sources} sources.`,
    );
  }
}

/** The source's contents have changed, elsewhere. */
async function afterAddedOutside(
  draft: SourceDraft,
  definition: AssetDefinition,
  added: Promise<void>,
): Promise<Undated<AssetOutcome>> {
  await added;
  draft.contentsChanged();
  const asset = { sourceId: draft.id, definition, rank: 0, version: 0, createdAt: 0, updatedAt: 0 };
  return { asset, ...sourceOutcome(draft, true) };
}

async function afterRemovedOutside(
  draft: SourceDraft,
  id: string,
  removed: Promise<void>,
): Promise<Undated<RemoveAssetOutcome>> {
  await removed;
  draft.contentsChanged();
  return { removedAssetId: id, ...sourceOutcome(draft, true) };
}

function sourceOutcome(draft: SourceDraft, changed: boolean): Undated<SourceOutcome> {
  return { source: { ...draft.existing(), version: draft.version }, version: draft.version, changed };
}

async function syncOutcome(
  draft: SourceDraft,
  definitions: readonly AssetDefinition[],
  options: SyncOptions,
): Promise<Undated<SyncOutcome>> {
  const { basedOn } = draft;
  const plan = await planSync(draft, definitions, options);
  await applySync(draft, definitions, plan, options.mode);
  return { ...sourceOutcome(draft, draft.version !== basedOn), ...countsOf(plan), dryRun: false };
}

function syncOptions(input: SyncInput, mode: SyncOptions['mode']): SyncOptions {
  const { removalLimit = 0.5 } = input;
  if (!(removalLimit >= 0 && removalLimit <= 1)) throw badInput(['removalLimit'], 'must be from 0 to 1');
  return { mode, removalLimit };
}
