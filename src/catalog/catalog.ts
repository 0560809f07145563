import type { Log } from '../log.ts';
import type { Asset } from '../model/asset.ts';
import { cursorOf, positionOf, type Cursor } from '../model/cursor.ts';
import type { Page } from '../model/page.ts';
import type { Principal } from '../model/principal.ts';
import type { Source, SourceKind } from '../model/source.ts';
import type { Store } from '../store/store.ts';
import { authorise, type Actor } from './actor.ts';
import { Changes } from './changes.ts';
import { checkDefinition } from './check-asset.ts';
import { checkQuery, type QueryInput } from './check-query.ts';
import { newSourceId } from './check-source.ts';
import { idText } from './check.ts';
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
  requireRoomForSource,
  type SourcePatch,
} from './decide-source.ts';
import { externalAssets, requireLocal, requireUnclaimed, type ExternalAssets } from './external-assets.ts';
import type { JournalPage } from './journal-page.ts';
import type { JournalTail } from './journal-tail.ts';
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
import { afterAddedOutside, afterRemovedOutside, sourceOutcome } from './source-outcome.ts';
import { Syncs, type ImportInput, type SyncInput } from './syncs.ts';

/** How long a read waits for a version that is on its way, in milliseconds. */
const MIN_VERSION_TIMEOUT_MS = 5_000;

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
  readonly #newId: () => string;
  readonly #externals: ReadonlyMap<string, ExternalAssets>;
  readonly #changes: Changes;
  readonly #syncs: Syncs;

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
    this.#newId = parts.newId;
    this.#externals = parts.externals ?? new Map();
    this.#changes = new Changes(parts);
    const { records, now } = parts;
    const externals = this.#externals;
    this.#syncs = new Syncs({ changes: this.#changes, records, externals, now, head: () => this.head() });
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
    return this.#changes.make(actor, id, { input }, (draft) => {
      decideAddSource(draft, input, kind);
      if (kind === 'LOCAL') requireUnclaimed(this.#externals, id);
      requireRoomForSource(this.#records);
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
    return this.#changes.make(actor, id, { patch, expectedVersion }, (draft) => {
      const { version } = draft;
      decideUpdateSource(draft, patch, expectedVersion);
      return sourceOutcome(draft, draft.version !== version);
    });
  }

  removeSource(actor: Actor, id: string, expectedVersion?: number): Promise<RemoveSourceOutcome> {
    authorise(actor.principal, 'WRITE');
    return this.#changes.make(actor, id, { expectedVersion }, (draft) => {
      decideRemoveSource(draft, expectedVersion);
      return { removedSourceId: id, version: draft.version, changed: true };
    });
  }

  /** Removes a source whose time has come; resolves with false when it has been removed or prolonged meanwhile. */
  async expireSource(actor: Actor, id: string): Promise<boolean> {
    const { changed } = await this.#changes.make(actor, id, {}, (draft) => {
      const expiresAt = draft.source?.definition.expiresAt;
      const due = expiresAt !== undefined && expiresAt <= draft.now;
      if (due) draft.removeSource();
      return { version: draft.version, changed: due };
    });
    return changed;
  }

  contentsChanged(actor: Actor, sourceId: string): Promise<SourceOutcome> {
    authorise(actor.principal, 'NOTIFY');
    return this.#changes.make(actor, sourceId, {}, (draft) => {
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
    return this.#changes.make(actor, sourceId, { input, ifExists, expectedVersion }, (draft) => {
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
    return this.#changes.make(actor, sourceId, { id, patch, expectedVersion }, (draft) => {
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
    return this.#changes.make(actor, sourceId, { id, expectedVersion }, (draft) => {
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
    return this.#changes.make(
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
  syncSource(
    actor: Actor,
    sourceId: string,
    assets: readonly unknown[],
    input?: SyncInput,
  ): Promise<SyncOutcome> {
    return this.#syncs.syncSource(actor, sourceId, assets, input);
  }

  /** Imports CE.SDK's content.json; creates the source that it names if there is none. */
  importAssetSource(actor: Actor, contentJson: unknown, input?: ImportInput): Promise<SyncOutcome> {
    return this.#syncs.importAssetSource(actor, contentJson, input);
  }

  /** Imports the assets of a content.json as they come: see {@link Syncs.importAssets}. */
  importAssets(
    actor: Actor,
    sourceId: string,
    assets: Iterable<unknown> | AsyncIterable<unknown>,
    input?: ImportInput,
  ): Promise<SyncOutcome> {
    return this.#syncs.importAssets(actor, sourceId, assets, input);
  }

  #requireSource(sourceId: string): Source {
    const source = this.#records.source(sourceId);
    if (source === undefined) throw sourceNotFound(sourceId, this.#records.findBySimilarId(sourceId));
    return source;
  }
}
