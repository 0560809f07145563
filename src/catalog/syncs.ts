import { badInput, GatewayError } from '../errors.ts';
import type { AssetDefinition } from '../model/asset.ts';
import type { Cursor } from '../model/cursor.ts';
import { authorise, type Actor } from './actor.ts';
import { applySync, countsOf } from './apply-sync.ts';
import { Breather } from './breather.ts';
import type { Changes } from './changes.ts';
import { checkDefinition } from './check-asset.ts';
import { newSourceId } from './check-source.ts';
import { text } from './check.ts';
import { contentAsset, readContentJson } from './content-json.ts';
import { decideAddSource, requireRoomForSource } from './decide-source.ts';
import { requireUnclaimed, type ExternalAssets } from './external-assets.ts';
import { Fingerprint } from './fingerprint.ts';
import { LIMITS } from './limits.ts';
import type { SyncOutcome } from './outcome.ts';
import { planSync, type SyncOptions } from './plan-sync.ts';
import type { Records } from './records.ts';
import { requireVersion } from './require-version.ts';
import { SourceDraft } from './source-draft.ts';
import { sourceOutcome, type Undated } from './source-outcome.ts';

/** How often a plan is made anew because somebody changed the source meanwhile. */
const TRIES = 50;

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

/** Makes sources equal to lists. */
export class Syncs {
  readonly #changes: Changes;
  readonly #records: Records;
  readonly #externals: ReadonlyMap<string, ExternalAssets>;
  readonly #now: () => number;
  readonly #head: () => Cursor;

  constructor(parts: {
    changes: Changes;
    records: Records;
    externals: ReadonlyMap<string, ExternalAssets>;
    now: () => number;
    head: () => Cursor;
  }) {
    this.#changes = parts.changes;
    this.#records = parts.records;
    this.#externals = parts.externals;
    this.#now = parts.now;
    this.#head = parts.head;
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
    return this.#changes.make(
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
      requireRoomForSource(this.#records);
      requireUnclaimed(this.#externals, sourceId);
      decideAddSource(draft, { id: sourceId });
    };
    if (input.dryRun === true) return this.#plan(actor, sourceId, definitions, options, create);
    return this.#changes.make(
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

  /** What a sync would do, decided on the present state and thrown away. */
  async #plan(
    actor: Actor,
    sourceId: string,
    definitions: readonly AssetDefinition[],
    options: SyncOptions,
    prepare: (draft: SourceDraft) => void = () => {},
  ): Promise<SyncOutcome> {
    for (let tries = 0; tries < TRIES; tries += 1) {
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
      return { source, ...counts, dryRun: true, version, changed: false, cursor: this.#head() };
    }
    throw new GatewayError('UNAVAILABLE', { sourceId }, 'The source is being changed by too many at once.');
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
}

async function syncOutcome(
  draft: SourceDraft,
  definitions: readonly AssetDefinition[],
  options: SyncOptions,
): Promise<Undated<SyncOutcome>> {
  const { basedOn } = draft;
  const plan = await planSync(draft, definitions, options);
  const counts = await applySync(draft, definitions, plan, options.mode);
  return { ...sourceOutcome(draft, draft.version !== basedOn), ...counts, dryRun: false };
}

function syncOptions(input: SyncInput, mode: SyncOptions['mode']): SyncOptions {
  const { removalLimit = 0.5 } = input;
  if (!(removalLimit >= 0 && removalLimit <= 1)) throw badInput(['removalLimit'], 'must be from 0 to 1');
  return { mode, removalLimit };
}
