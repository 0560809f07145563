import type { JsonObject } from '../model/json.ts';
import type { LocalizedString } from '../model/asset.ts';
import type { LocalizedStrings } from '../model/asset.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Asset as AssetModel, Credits as CreditsModel, License as LicenseModel, Utm as UtmModel } from '../model/asset.ts';
import type { Source as SourceModel } from '../model/source.ts';
import type { Page as PageModel } from '../model/page.ts';
import type { AssetChange as AssetChangeModel, SourceEvent as SourceEventModel } from '../model/event.ts';
import type { StreamItem as StreamItemModel, StreamOpened as StreamOpenedModel, StreamReset as StreamResetModel } from '../model/stream-item.ts';
import type { JournalEntry as JournalEntryModel, Cause as CauseModel } from '../model/journal.ts';
import type { JournalPage as JournalPageModel } from '../catalog/journal-page.ts';
import type { SourceOutcome as SourceOutcomeModel, RemoveSourceOutcome as RemoveSourceOutcomeModel, AssetOutcome as AssetOutcomeModel, RemoveAssetOutcome as RemoveAssetOutcomeModel, ChangeAssetsOutcome as ChangeAssetsOutcomeModel, ItemResult as ItemResultModel, SyncOutcome as SyncOutcomeModel } from '../catalog/outcome.ts';
import type { GatewayStatus as GatewayStatusModel, Context } from '../context.ts';
import type { MirrorReport as MirrorReportModel } from '../connectors/connectors.ts';
import type { Delivery as DeliveryModel } from '../model/delivery.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An opaque position in the journal. Good on every node that shares the journal; keep it, and pass it as `after` to resume. */
  Cursor: { input: string; output: string; }
  /** An instant, as ISO 8601 in UTC: `2026-07-01T12:00:00.000Z`. Any offset is accepted as input. */
  DateTime: { input: number; output: number; }
  /** A JSON object. Numbers, booleans, nulls and nesting come back as they went in. */
  JSONObject: { input: JsonObject; output: JsonObject; }
  /** A text per locale, as in CE.SDK's AssetDefinition: `{"en": "Mountain", "de": "Berg"}`. */
  LocalizedString: { input: LocalizedString; output: LocalizedString; }
  /** A list of texts per locale, as in CE.SDK's AssetDefinition: `{"en": ["nature"], "de": ["Natur"]}`. */
  LocalizedStrings: { input: LocalizedStrings; output: LocalizedStrings; }
};

/** An asset: CE.SDK's AssetDefinition, with what the gateway knows of it. */
export type Asset = {
  readonly __typename?: 'Asset';
  /** `meta.blockType` */
  readonly blockType?: Maybe<Scalars['String']['output']>;
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  readonly credits?: Maybe<Credits>;
  readonly groups: ReadonlyArray<Scalars['String']['output']>;
  /** `meta.height`, when it is a number or reads as one. */
  readonly height?: Maybe<Scalars['Float']['output']>;
  /** Case-sensitive, unique in its source. */
  readonly id: Scalars['ID']['output'];
  /** The label in the locale asked for, else in its language, else `en`, else the first. */
  readonly label?: Maybe<Scalars['String']['output']>;
  /** The label in every locale. */
  readonly labels?: Maybe<Scalars['LocalizedString']['output']>;
  readonly license?: Maybe<License>;
  /** The tags in every locale. */
  readonly localizedTags?: Maybe<Scalars['LocalizedStrings']['output']>;
  readonly meta?: Maybe<Scalars['JSONObject']['output']>;
  /** `meta.mimeType` */
  readonly mimeType?: Maybe<Scalars['String']['output']>;
  /** CE.SDK's AssetPayload: color, sourceSet, typeface, transformPreset … */
  readonly payload?: Maybe<Scalars['JSONObject']['output']>;
  readonly source?: Maybe<AssetSource>;
  readonly sourceId: Scalars['ID']['output'];
  /** The tags in the locale asked for, else in its language, else `en`, else the first. */
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  /** `meta.thumbUri` */
  readonly thumbUri?: Maybe<Scalars['String']['output']>;
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** `meta.uri` */
  readonly uri?: Maybe<Scalars['String']['output']>;
  readonly utm?: Maybe<Utm>;
  /** The source's version that last changed this asset. Null for an asset of an EXTERNAL source, as are the dates. */
  readonly version?: Maybe<Scalars['Int']['output']>;
  /** `meta.width`, when it is a number or reads as one. */
  readonly width?: Maybe<Scalars['Float']['output']>;
};


/** An asset: CE.SDK's AssetDefinition, with what the gateway knows of it. */
export type AssetLabelArgs = {
  locale?: InputMaybe<Scalars['String']['input']>;
};


/** An asset: CE.SDK's AssetDefinition, with what the gateway knows of it. */
export type AssetTagsArgs = {
  locale?: InputMaybe<Scalars['String']['input']>;
};

/** What happened to one asset. */
export type AssetChange = {
  readonly __typename?: 'AssetChange';
  /** The asset as it is now; null when it is gone. */
  readonly asset?: Maybe<Asset>;
  readonly assetId: Scalars['ID']['output'];
  /** UPDATED: names of the fields that became different. */
  readonly fields: ReadonlyArray<Scalars['String']['output']>;
  readonly kind: AssetChangeKind;
};

/** One item of changeAssets. */
export type AssetChangeInput =
  /** Fails when there is an asset with this id. */
  { readonly add: AssetInput; readonly move?: never; readonly remove?: never; readonly update?: never; readonly upsert?: never; }
  |  { readonly add?: never; readonly move: AssetMoveInput; readonly remove?: never; readonly update?: never; readonly upsert?: never; }
  |  { readonly add?: never; readonly move?: never; readonly remove: AssetRemovalInput; readonly update?: never; readonly upsert?: never; }
  |  { readonly add?: never; readonly move?: never; readonly remove?: never; readonly update: AssetUpdateInput; readonly upsert?: never; }
  |  /** Adds the asset, or puts the new definition in its place. */
  { readonly add?: never; readonly move?: never; readonly remove?: never; readonly update?: never; readonly upsert: AssetInput; };

export type AssetChangeKind =
  | 'ADDED'
  | 'MOVED'
  | 'REMOVED'
  | 'UPDATED';

/** What became of one item. */
export type AssetChangeResult = {
  readonly __typename?: 'AssetChangeResult';
  /** The asset after the mutation; null when it was removed or the item failed. */
  readonly asset?: Maybe<Asset>;
  readonly assetId?: Maybe<Scalars['ID']['output']>;
  readonly changed: Scalars['Boolean']['output'];
  readonly error?: Maybe<ItemError>;
  readonly index: Scalars['Int']['output'];
};

/** CE.SDK's AssetFilter. Exactly one of: property with contains, property with equals, and, or, not. */
export type AssetFilter = {
  readonly and?: InputMaybe<ReadonlyArray<AssetFilter>>;
  /** A part of the value, letter case ignored. */
  readonly contains?: InputMaybe<Scalars['String']['input']>;
  /** The whole value, letter case ignored. */
  readonly equals?: InputMaybe<Scalars['String']['input']>;
  readonly not?: InputMaybe<AssetFilter>;
  readonly or?: InputMaybe<ReadonlyArray<AssetFilter>>;
  /** `id`, `label`, `tags`, `groups` or `meta.<key>`. */
  readonly property?: InputMaybe<Scalars['String']['input']>;
};

/** CE.SDK's AssetDefinition. Without an id, one is generated. */
export type AssetInput = {
  readonly credits?: InputMaybe<CreditsInput>;
  readonly groups?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  readonly label?: InputMaybe<Scalars['LocalizedString']['input']>;
  readonly license?: InputMaybe<LicenseInput>;
  readonly meta?: InputMaybe<Scalars['JSONObject']['input']>;
  readonly payload?: InputMaybe<Scalars['JSONObject']['input']>;
  readonly tags?: InputMaybe<Scalars['LocalizedStrings']['input']>;
  readonly utm?: InputMaybe<UtmInput>;
};

/** Puts an asset before or after another: exactly one of the two. */
export type AssetMoveInput = {
  readonly after?: InputMaybe<Scalars['ID']['input']>;
  readonly before?: InputMaybe<Scalars['ID']['input']>;
  readonly id: Scalars['ID']['input'];
};

/** One page of an answer. */
export type AssetPage = {
  readonly __typename?: 'AssetPage';
  readonly assets: ReadonlyArray<Asset>;
  readonly currentPage: Scalars['Int']['output'];
  /** Counts over everything that matched, one per facet asked for. */
  readonly facets: ReadonlyArray<Facet>;
  /** Null on the last page. */
  readonly nextPage?: Maybe<Scalars['Int']['output']>;
  /** How many assets matched, on all pages. Exact. */
  readonly total: Scalars['Int']['output'];
  /** The source's version that this page shows. */
  readonly version: Scalars['Int']['output'];
};

/** What to change of an asset. A field that is left out stays; null removes it. `meta` is a JSON Merge Patch (RFC 7396). */
export type AssetPatch = {
  readonly credits?: InputMaybe<CreditsInput>;
  readonly groups?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly label?: InputMaybe<Scalars['LocalizedString']['input']>;
  readonly license?: InputMaybe<LicenseInput>;
  readonly meta?: InputMaybe<Scalars['JSONObject']['input']>;
  readonly payload?: InputMaybe<Scalars['JSONObject']['input']>;
  readonly tags?: InputMaybe<Scalars['LocalizedStrings']['input']>;
  readonly utm?: InputMaybe<UtmInput>;
};

export type AssetPayload = {
  readonly __typename?: 'AssetPayload';
  readonly asset: Asset;
  /** False when everything was so already: nothing was written, nobody is told. */
  readonly changed: Scalars['Boolean']['output'];
  readonly cursor: Scalars['Cursor']['output'];
  readonly source: AssetSource;
  /** The source's version after this mutation. */
  readonly version: Scalars['Int']['output'];
};

/** CE.SDK's AssetQueryData: the query object of an asset panel pastes in unchanged. */
export type AssetQuery = {
  /** None of these groups. */
  readonly excludeGroups?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** `tags`, `groups` or `meta.<key>`: count their values over everything that matches. */
  readonly facets?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** All of these must match. */
  readonly filter?: InputMaybe<ReadonlyArray<AssetFilter>>;
  /** At least one of these groups. */
  readonly groups?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** In which locale label and tags are searched and sorted. */
  readonly locale?: InputMaybe<Scalars['String']['input']>;
  /** From 0. */
  readonly page?: Scalars['Int']['input'];
  /** 0 to 200; 0 answers with total and facets only. */
  readonly perPage?: Scalars['Int']['input'];
  /** Words that must all occur in the label or the tags, as any part of a word. */
  readonly query?: InputMaybe<Scalars['String']['input']>;
  /** Accepted, and without effect, as in the engine on a server: nothing is active. */
  readonly sortActiveFirst?: InputMaybe<Scalars['Boolean']['input']>;
  /** `id`, `label`, `createdAt`, `updatedAt`, or a key of meta; a leading `meta.` is allowed. */
  readonly sortKey?: InputMaybe<Scalars['String']['input']>;
  readonly sortingOrder?: InputMaybe<SortingOrder>;
  /** All of these tags. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type AssetRemovalInput = {
  /** Fails with VERSION_CONFLICT unless the asset has this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  readonly id: Scalars['ID']['input'];
};

/** An asset source of CE.SDK. */
export type AssetSource = {
  readonly __typename?: 'AssetSource';
  /** How many assets it has; null for an EXTERNAL source. */
  readonly assetCount?: Maybe<Scalars['Int']['output']>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly credits?: Maybe<Credits>;
  /** When the gateway removes the source by itself. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The distinct groups of its assets, in order of first use. Engine: `engine.asset.getGroups`. */
  readonly groups: ReadonlyArray<Scalars['String']['output']>;
  /** Case-sensitive. */
  readonly id: Scalars['ID']['output'];
  readonly kind: AssetSourceKind;
  readonly license?: Maybe<License>;
  /** How it is kept equal to an outside system; null for a source that mirrors none. */
  readonly mirror?: Maybe<Mirror>;
  /** The name in the locale asked for, else in its language, else `en`, else the first. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** The name in every locale. */
  readonly names?: Maybe<Scalars['LocalizedString']['output']>;
  /** MIME types that its assets may have; empty: any. Engine: `engine.asset.getSupportedMimeTypes`. */
  readonly supportedMimeTypes: ReadonlyArray<Scalars['String']['output']>;
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Contiguous from 1, one step per change; never reset, not even when a source is removed and added again. */
  readonly version: Scalars['Int']['output'];
};


/** An asset source of CE.SDK. */
export type AssetSourceNameArgs = {
  locale?: InputMaybe<Scalars['String']['input']>;
};

/** A source was added. */
export type AssetSourceAdded = AssetSourceEvent & {
  readonly __typename?: 'AssetSourceAdded';
  readonly cause: ChangeCause;
  readonly cursor: Scalars['Cursor']['output'];
  readonly occurredAt: Scalars['DateTime']['output'];
  readonly previousVersion: Scalars['Int']['output'];
  /** The source as it is now; null when it is gone. */
  readonly source?: Maybe<AssetSource>;
  readonly sourceId: Scalars['ID']['output'];
  readonly version: Scalars['Int']['output'];
};

/** What every event tells. */
export type AssetSourceEvent = {
  readonly cause: ChangeCause;
  /** Pass it as `after` to go on behind this event. */
  readonly cursor: Scalars['Cursor']['output'];
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The source's version before it: equal to the `version` of the event before, when nothing was missed. */
  readonly previousVersion: Scalars['Int']['output'];
  readonly sourceId: Scalars['ID']['output'];
  /** The source's version after this event. */
  readonly version: Scalars['Int']['output'];
};

/** A new asset source. */
export type AssetSourceInput = {
  readonly credits?: InputMaybe<CreditsInput>;
  /** A temporary source: the gateway removes it at this time. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** 1 to 512 bytes; may not begin with `ly.img.`, which is the engine's own. */
  readonly id: Scalars['ID']['input'];
  readonly license?: InputMaybe<LicenseInput>;
  readonly name?: InputMaybe<Scalars['LocalizedString']['input']>;
  /** MIME types that its assets may have; none: any. */
  readonly supportedMimeTypes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** LOCAL: assets live here, in an engine local source. EXTERNAL: every query asks an outside system. */
export type AssetSourceKind =
  | 'EXTERNAL'
  | 'LOCAL';

/** What to change of a source. A field that is left out stays; null removes it. */
export type AssetSourcePatch = {
  readonly credits?: InputMaybe<CreditsInput>;
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  readonly license?: InputMaybe<LicenseInput>;
  readonly name?: InputMaybe<Scalars['LocalizedString']['input']>;
  readonly supportedMimeTypes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** A source was removed, with all its assets. */
export type AssetSourceRemoved = AssetSourceEvent & {
  readonly __typename?: 'AssetSourceRemoved';
  readonly cause: ChangeCause;
  readonly cursor: Scalars['Cursor']['output'];
  readonly occurredAt: Scalars['DateTime']['output'];
  readonly previousVersion: Scalars['Int']['output'];
  readonly sourceId: Scalars['ID']['output'];
  readonly version: Scalars['Int']['output'];
};

export type AssetSourceStreamItem = AssetSourceAdded | AssetSourceRemoved | AssetSourceUpdated | StreamOpened | StreamReset;

/** A source's contents, or what is said of it, changed. */
export type AssetSourceUpdated = AssetSourceEvent & {
  readonly __typename?: 'AssetSourceUpdated';
  readonly cause: ChangeCause;
  readonly changeCount: Scalars['Int']['output'];
  /** The first of the changes; `changeCount` tells how many there are. At most 1,000. */
  readonly changes: ReadonlyArray<AssetChange>;
  readonly cursor: Scalars['Cursor']['output'];
  readonly occurredAt: Scalars['DateTime']['output'];
  readonly previousVersion: Scalars['Int']['output'];
  /** The source as it is now; null when it is gone. */
  readonly source?: Maybe<AssetSource>;
  readonly sourceId: Scalars['ID']['output'];
  readonly version: Scalars['Int']['output'];
};


/** A source's contents, or what is said of it, changed. */
export type AssetSourceUpdatedChangesArgs = {
  first?: Scalars['Int']['input'];
};

export type AssetUpdateInput = {
  /** Fails with VERSION_CONFLICT unless the asset has this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  readonly id: Scalars['ID']['input'];
  readonly patch: AssetPatch;
};

export type ChangeAssetsPayload = {
  readonly __typename?: 'ChangeAssetsPayload';
  readonly changed: Scalars['Boolean']['output'];
  /** How many items changed something. */
  readonly changedCount: Scalars['Int']['output'];
  readonly cursor: Scalars['Cursor']['output'];
  /** How many items failed; only with SKIP_FAILED. */
  readonly failedCount: Scalars['Int']['output'];
  /** One per item, in the order given. */
  readonly results: ReadonlyArray<AssetChangeResult>;
  readonly source: AssetSource;
  readonly version: Scalars['Int']['output'];
};

/** Why something changed. */
export type ChangeCause = {
  readonly __typename?: 'ChangeCause';
  /** What tells this occasion from others: a delivery id, a file name. */
  readonly detail?: Maybe<Scalars['String']['output']>;
  /** The key that the caller gave, if it gave one: tells a client its own changes from others'. */
  readonly idempotencyKey?: Maybe<Scalars['String']['output']>;
  readonly kind: ChangeCauseKind;
  /** The mutation, connector, webhook or command, by name. */
  readonly operation: Scalars['String']['output'];
};

export type ChangeCauseKind =
  | 'COMMAND_LINE'
  /** A temporary source reached its expiresAt. */
  | 'EXPIRED'
  | 'IMPORT'
  | 'MUTATION'
  | 'SCHEDULE'
  | 'SYNC'
  | 'TRIGGER'
  | 'WEBHOOK';

/** Whom to name. */
export type Credits = {
  readonly __typename?: 'Credits';
  readonly name: Scalars['String']['output'];
  readonly url?: Maybe<Scalars['String']['output']>;
};

export type CreditsInput = {
  readonly name: Scalars['String']['input'];
  readonly url?: InputMaybe<Scalars['String']['input']>;
};

export type DeliveryStatus =
  | 'DONE'
  /** Given up after several tries: `replayDelivery` has it tried again. */
  | 'FAILED'
  | 'PENDING';

export type DroppedSockets = {
  readonly __typename?: 'DroppedSockets';
  readonly count: Scalars['Int']['output'];
  readonly reason: Scalars['String']['output'];
};

/** The headless CreativeEngine that holds the local sources. */
export type Engine = {
  readonly __typename?: 'Engine';
  /** How often it was replaced since the gateway started. */
  readonly restarts: Scalars['Int']['output'];
  readonly state: EngineState;
  /** Of @cesdk/node. */
  readonly version: Scalars['String']['output'];
};

export type EngineState =
  /** Loading the sources; reads and writes go on, events wait. */
  | 'LOADING'
  /** Every committed change is in the engine. */
  | 'READY'
  /** It died or hung and is being replaced; reads and writes go on, events wait. */
  | 'RESTARTING'
  /** Being started. */
  | 'STARTING'
  /** It could not be brought up for a long time; events are published from the journal alone. */
  | 'UNAVAILABLE';

/** How often each value occurs among the assets that matched. */
export type Facet = {
  readonly __typename?: 'Facet';
  /** As asked: `tags`, `groups` or `meta.<key>`. */
  readonly path: Scalars['String']['output'];
  /** Most frequent first, then by value. */
  readonly values: ReadonlyArray<FacetValue>;
};

export type FacetValue = {
  readonly __typename?: 'FacetValue';
  readonly count: Scalars['Int']['output'];
  readonly value: Scalars['String']['output'];
};

/** The change feed, since the gateway started. */
export type Feed = {
  readonly __typename?: 'Feed';
  /** Sockets that the gateway closed, by reason. */
  readonly dropped: ReadonlyArray<DroppedSockets>;
  /** Subscriptions that share a payload. */
  readonly groups: Scalars['Int']['output'];
  /** Journal entries that are durable and not yet published. */
  readonly lagEntries: Scalars['Int']['output'];
  /** How long ago the oldest of them was made, in milliseconds. */
  readonly lagMs: Scalars['Float']['output'];
  /** Events that were merged for subscribers that were behind. */
  readonly merges: Scalars['Int']['output'];
  /** Subscriptions that were told to read again. */
  readonly resets: Scalars['Int']['output'];
  /** Subscriptions that resumed from their cursor. */
  readonly resumed: Scalars['Int']['output'];
  /** Events that are kept in memory for subscribers that are behind. */
  readonly ringSize: Scalars['Int']['output'];
};

/** The gateway itself. */
export type Gateway = {
  readonly __typename?: 'Gateway';
  readonly engine: Engine;
  readonly feed: Feed;
  /** The journal's newest position: subscribe after it to see what comes. */
  readonly head: Scalars['Cursor']['output'];
  readonly startedAt: Scalars['DateTime']['output'];
  /** How many subscriptions are open. */
  readonly subscribers: Scalars['Int']['output'];
  /** The gateway's version. */
  readonly version: Scalars['String']['output'];
};

/** What addAsset does when the source has an asset with the same id. */
export type IfExists =
  /** Fail with ASSET_ALREADY_EXISTS. */
  | 'FAIL'
  /** Put the new definition in its place; position and createdAt stay. */
  | 'REPLACE'
  /** Keep what is there, and answer with it. */
  | 'SKIP';

/** How importAssetSource treats assets that are there and not in the file. */
export type ImportMode =
  /** Keep them: add what is new, replace what is different. */
  | 'MERGE'
  /** Remove them: afterwards the source equals the file. */
  | 'SYNC';

/** Why an item failed. */
export type ItemError = {
  readonly __typename?: 'ItemError';
  /** As in `extensions.code`. */
  readonly code: Scalars['String']['output'];
  /** The field of the item that is to blame, if one is. */
  readonly field?: Maybe<Scalars['String']['output']>;
  readonly message: Scalars['String']['output'];
};

/** One change, as it was made. */
export type JournalEntry = {
  readonly __typename?: 'JournalEntry';
  readonly assetId?: Maybe<Scalars['ID']['output']>;
  readonly cause: ChangeCause;
  readonly cursor: Scalars['Cursor']['output'];
  /** The source's or the asset's definition as this change left it; null for what was removed. */
  readonly definition?: Maybe<Scalars['JSONObject']['output']>;
  /** Names of the fields that became different. */
  readonly fields: ReadonlyArray<Scalars['String']['output']>;
  readonly kind: JournalEntryKind;
  readonly occurredAt: Scalars['DateTime']['output'];
  /** Who did it. */
  readonly principal: Scalars['String']['output'];
  readonly sourceId: Scalars['ID']['output'];
  /** The source's version after this change. */
  readonly version: Scalars['Int']['output'];
};

export type JournalEntryKind =
  | 'ASSET_ADDED'
  | 'ASSET_MOVED'
  | 'ASSET_REMOVED'
  | 'ASSET_UPDATED'
  | 'CONTENTS_CHANGED'
  | 'SOURCE_ADDED'
  | 'SOURCE_REMOVED'
  | 'SOURCE_UPDATED';

/** A stretch of the journal. */
export type JournalPage = {
  readonly __typename?: 'JournalPage';
  /** The cursor of the last entry here; null when there are none. */
  readonly endCursor?: Maybe<Scalars['Cursor']['output']>;
  readonly entries: ReadonlyArray<JournalEntry>;
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first entry here; null when there are none. */
  readonly startCursor?: Maybe<Scalars['Cursor']['output']>;
};

/** Under which licence something may be used. */
export type License = {
  readonly __typename?: 'License';
  readonly name: Scalars['String']['output'];
  readonly url?: Maybe<Scalars['String']['output']>;
};

export type LicenseInput = {
  readonly name: Scalars['String']['input'];
  readonly url?: InputMaybe<Scalars['String']['input']>;
};

/** A source that is kept equal to a listing of an outside system. */
export type Mirror = {
  readonly __typename?: 'Mirror';
  /** FAILED: why the last sync failed. Nothing was changed by it. */
  readonly error?: Maybe<MirrorError>;
  /** The last sync that succeeded; null before the first since the gateway started. */
  readonly lastSync?: Maybe<MirrorSync>;
  /** RUNNING: how many assets have been listed so far. */
  readonly listed?: Maybe<Scalars['Int']['output']>;
  /** When it is synced next, as far as that is known. */
  readonly nextRun?: Maybe<Scalars['DateTime']['output']>;
  readonly phase: MirrorPhase;
  /** RUNNING: when this sync began. */
  readonly runningSince?: Maybe<Scalars['DateTime']['output']>;
};

export type MirrorError = {
  readonly __typename?: 'MirrorError';
  /** Failures in a row. */
  readonly attempts: Scalars['Int']['output'];
  /** As in `extensions.code`: REMOVAL_LIMIT_EXCEEDED, EXTERNAL_SOURCE_FAILED, BAD_USER_INPUT … */
  readonly code: Scalars['String']['output'];
  readonly message: Scalars['String']['output'];
};

export type MirrorPhase =
  /** The last sync failed; it is tried again at `nextRun`. */
  | 'FAILED'
  | 'IDLE'
  | 'RUNNING'
  /** A sync is due at `nextRun`. */
  | 'WAITING';

export type MirrorSync = {
  readonly __typename?: 'MirrorSync';
  readonly added: Scalars['Int']['output'];
  readonly at: Scalars['DateTime']['output'];
  readonly durationMs: Scalars['Int']['output'];
  readonly moved: Scalars['Int']['output'];
  readonly removed: Scalars['Int']['output'];
  readonly unchanged: Scalars['Int']['output'];
  readonly updated: Scalars['Int']['output'];
};

/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Adds an asset at the end of a source. Engine: `engine.asset.addAssetToSource`. */
  readonly addAsset: AssetPayload;
  /** Creates a local asset source. Engine: `engine.asset.addLocalSource`. */
  readonly addSource: SourcePayload;
  /** Tells every subscriber that something behind the source changed. Engine: `engine.asset.assetSourceContentsChanged`. */
  readonly assetSourceContentsChanged: SourcePayload;
  /** Up to 1,000 changes of one source in one transaction, told to subscribers as one event. */
  readonly changeAssets: ChangeAssetsPayload;
  /**
   * Imports CE.SDK's content.json: creates the source that it names if there is none. `{{base_url}}` is replaced by `basePath`
   * in meta strings, source sets and fonts. Engine: `engine.asset.addLocalAssetSourceFromJSONString`.
   */
  readonly importAssetSource: SyncPayload;
  /**
   * Looks at the outside system behind a source now, also while the waits after failures last: a mirror is synced, of any other
   * source the subscribers are told to ask again. Answers when that is done, or fails as it does; with `wait: false` at once.
   */
  readonly refreshSource: AssetSource;
  /** Removes an asset. Engine: `engine.asset.removeAssetFromSource`. */
  readonly removeAsset: RemoveAssetPayload;
  /** Removes a source and all its assets. Engine: `engine.asset.removeSource`. */
  readonly removeSource: RemoveSourcePayload;
  /** Has a delivery of a webhook worked on again, whatever came of it before. Needs ADMIN. */
  readonly replayDelivery: WebhookDelivery;
  /**
   * Makes a source equal to a list, order included, by the smallest difference; told to subscribers as one event. Refuses with
   * REMOVAL_LIMIT_EXCEEDED to remove more than a share of the assets: an outside system that answers with an empty or
   * truncated list must not empty the source.
   */
  readonly syncSource: SyncPayload;
  /** Changes an asset, in one step: it keeps its id and its place. Engine: `removeAssetFromSource` and `addAssetToSource`. */
  readonly updateAsset: AssetPayload;
  /** Changes what is said of a source: name, MIME types, credits, licence, expiry. Engine: `engine.asset.assetSourceContentsChanged`. */
  readonly updateSource: SourcePayload;
};


/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type MutationAddAssetArgs = {
  asset: AssetInput;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  ifExists?: IfExists;
  sourceId: Scalars['ID']['input'];
};


/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type MutationAddSourceArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  source: AssetSourceInput;
};


/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type MutationAssetSourceContentsChangedArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  sourceId: Scalars['ID']['input'];
};


/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type MutationChangeAssetsArgs = {
  changes: ReadonlyArray<AssetChangeInput>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  onError?: OnError;
  sourceId: Scalars['ID']['input'];
};


/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type MutationImportAssetSourceArgs = {
  basePath?: InputMaybe<Scalars['String']['input']>;
  contentJson: Scalars['JSONObject']['input'];
  dryRun?: Scalars['Boolean']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  mode?: ImportMode;
  removalLimit?: Scalars['Float']['input'];
};


/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type MutationRefreshSourceArgs = {
  sourceId: Scalars['ID']['input'];
  wait?: Scalars['Boolean']['input'];
};


/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type MutationRemoveAssetArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  sourceId: Scalars['ID']['input'];
};


/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type MutationRemoveSourceArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type MutationReplayDeliveryArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type MutationSyncSourceArgs = {
  assets: ReadonlyArray<AssetInput>;
  dryRun?: Scalars['Boolean']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  removalLimit?: Scalars['Float']['input'];
  sourceId: Scalars['ID']['input'];
};


/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type MutationUpdateAssetArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  patch: AssetPatch;
  sourceId: Scalars['ID']['input'];
};


/**
 * Every mutation answers when its change is durable and can be read. The same `idempotencyKey` again, with the same input,
 * returns the first answer and changes nothing; with other input it fails with IDEMPOTENCY_KEY_REUSED. Keys are remembered
 * for at least 24 hours.
 */
export type MutationUpdateSourceArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  patch: AssetSourcePatch;
};

/** What changeAssets does when an item fails. */
export type OnError =
  /** Change nothing; the error names every failing item. */
  | 'REJECT_ALL'
  /** Apply the others; report each failure. */
  | 'SKIP_FAILED';

export type PlannedChange = {
  readonly __typename?: 'PlannedChange';
  readonly assetId: Scalars['ID']['output'];
  readonly fields: ReadonlyArray<Scalars['String']['output']>;
  readonly kind: AssetChangeKind;
};

export type Query = {
  readonly __typename?: 'Query';
  /** One asset, or null when the source has none with this id. Engine: `engine.asset.fetchAsset`. */
  readonly asset?: Maybe<Asset>;
  /** One asset source, or null when there is none with this id. Ids are case-sensitive. */
  readonly assetSource?: Maybe<AssetSource>;
  /** All asset sources, by id. Engine: `engine.asset.findAllSources`. */
  readonly assetSources: ReadonlyArray<AssetSource>;
  /** Searches a source. Takes what CE.SDK's AssetQueryData takes. Engine: `engine.asset.findAssets`. */
  readonly findAssets: AssetPage;
  /** The gateway itself. */
  readonly gateway: Gateway;
  /**
   * The audit trail: who changed what, when and why. With `first` it reads forward from `after` (default: the oldest entry
   * kept), with `last` backward from `before` (default: the newest). CURSOR_EXPIRED when `after` is older than the retention.
   * Needs the permission ADMIN.
   */
  readonly journal: JournalPage;
  /** What webhooks have delivered, the latest first. Needs ADMIN. */
  readonly webhookDeliveries: ReadonlyArray<WebhookDelivery>;
};


export type QueryAssetArgs = {
  id: Scalars['ID']['input'];
  sourceId: Scalars['ID']['input'];
};


export type QueryAssetSourceArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAssetSourcesArgs = {
  kind?: InputMaybe<AssetSourceKind>;
};


export type QueryFindAssetsArgs = {
  minVersion?: InputMaybe<Scalars['Int']['input']>;
  query?: AssetQuery;
  sourceId: Scalars['ID']['input'];
};


export type QueryJournalArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  first?: Scalars['Int']['input'];
  last?: InputMaybe<Scalars['Int']['input']>;
  sourceId?: InputMaybe<Scalars['ID']['input']>;
};


export type QueryWebhookDeliveriesArgs = {
  first?: Scalars['Int']['input'];
  status?: InputMaybe<DeliveryStatus>;
};

export type RemoveAssetPayload = {
  readonly __typename?: 'RemoveAssetPayload';
  readonly changed: Scalars['Boolean']['output'];
  readonly cursor: Scalars['Cursor']['output'];
  readonly removedAssetId: Scalars['ID']['output'];
  readonly source: AssetSource;
  readonly version: Scalars['Int']['output'];
};

export type RemoveSourcePayload = {
  readonly __typename?: 'RemoveSourcePayload';
  readonly changed: Scalars['Boolean']['output'];
  readonly cursor: Scalars['Cursor']['output'];
  readonly removedSourceId: Scalars['ID']['output'];
  readonly version: Scalars['Int']['output'];
};

/** CE.SDK's own values. */
export type SortingOrder =
  | 'Ascending'
  | 'Descending'
  | 'None';

export type SourcePayload = {
  readonly __typename?: 'SourcePayload';
  /** False when everything was so already: nothing was written, nobody is told. */
  readonly changed: Scalars['Boolean']['output'];
  /** The journal's position after this mutation. */
  readonly cursor: Scalars['Cursor']['output'];
  readonly source: AssetSource;
  /** The source's version after this mutation. */
  readonly version: Scalars['Int']['output'];
};

/** Always the first item. */
export type StreamOpened = {
  readonly __typename?: 'StreamOpened';
  /** Everything after this position follows. */
  readonly cursor: Scalars['Cursor']['output'];
  readonly status: StreamStatus;
};

/** You fell behind and details were dropped: read the sources again. What comes after this position follows. */
export type StreamReset = {
  readonly __typename?: 'StreamReset';
  readonly cursor: Scalars['Cursor']['output'];
  readonly reason: StreamResetReason;
};

export type StreamResetReason =
  /** The subscriber did not read for so long that what it missed is not kept any more. */
  | 'TOO_FAR_BEHIND';

export type StreamStatus =
  /** No `after` was given: what happens from now on follows. */
  | 'LIVE'
  /** `after` is too old or unknown: read the sources again. What happens from now on follows. */
  | 'RESET'
  /** Everything since `after` follows. */
  | 'RESUMED';

/**
 * Events arrive in journal order, each once, with no gap from where the subscription began. An event is sent when what it tells
 * can be read. With `after`, everything since that cursor comes first.
 */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /** All events in one ordered stream. Begins with StreamOpened, and never ends for being behind: it says so, and goes on. */
  readonly assetSourceEvents: AssetSourceStreamItem;
  /** Sources that were added. Ends with CURSOR_EXPIRED when `after` can't be served. Engine: `engine.asset.onAssetSourceAdded`. */
  readonly onAssetSourceAdded: AssetSourceAdded;
  /** Sources that were removed. Ends with CURSOR_EXPIRED when `after` can't be served. Engine: `engine.asset.onAssetSourceRemoved`. */
  readonly onAssetSourceRemoved: AssetSourceRemoved;
  /** Sources whose contents changed. Ends with CURSOR_EXPIRED when `after` can't be served. Engine: `engine.asset.onAssetSourceUpdated`. */
  readonly onAssetSourceUpdated: AssetSourceUpdated;
};


/**
 * Events arrive in journal order, each once, with no gap from where the subscription began. An event is sent when what it tells
 * can be read. With `after`, everything since that cursor comes first.
 */
export type SubscriptionAssetSourceEventsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  sourceIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


/**
 * Events arrive in journal order, each once, with no gap from where the subscription began. An event is sent when what it tells
 * can be read. With `after`, everything since that cursor comes first.
 */
export type SubscriptionOnAssetSourceAddedArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
};


/**
 * Events arrive in journal order, each once, with no gap from where the subscription began. An event is sent when what it tells
 * can be read. With `after`, everything since that cursor comes first.
 */
export type SubscriptionOnAssetSourceRemovedArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
};


/**
 * Events arrive in journal order, each once, with no gap from where the subscription began. An event is sent when what it tells
 * can be read. With `after`, everything since that cursor comes first.
 */
export type SubscriptionOnAssetSourceUpdatedArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  sourceId?: InputMaybe<Scalars['ID']['input']>;
};

export type SyncPayload = {
  readonly __typename?: 'SyncPayload';
  readonly added: Scalars['Int']['output'];
  readonly changed: Scalars['Boolean']['output'];
  /** The first changes, made or (dryRun) planned. */
  readonly changes: ReadonlyArray<PlannedChange>;
  readonly cursor: Scalars['Cursor']['output'];
  /** True when this was a plan and nothing was written. */
  readonly dryRun: Scalars['Boolean']['output'];
  readonly moved: Scalars['Int']['output'];
  readonly removed: Scalars['Int']['output'];
  readonly source?: Maybe<AssetSource>;
  readonly unchanged: Scalars['Int']['output'];
  readonly updated: Scalars['Int']['output'];
  readonly version: Scalars['Int']['output'];
};


export type SyncPayloadChangesArgs = {
  first?: Scalars['Int']['input'];
};

/** Parameters that a provider wants on the links of its credits. */
export type Utm = {
  readonly __typename?: 'Utm';
  readonly medium?: Maybe<Scalars['String']['output']>;
  readonly source?: Maybe<Scalars['String']['output']>;
};

export type UtmInput = {
  readonly medium?: InputMaybe<Scalars['String']['input']>;
  readonly source?: InputMaybe<Scalars['String']['input']>;
};

/** A verified delivery of a webhook. Kept for eight days after its work ended. */
export type WebhookDelivery = {
  readonly __typename?: 'WebhookDelivery';
  /** How often its work has failed. */
  readonly attempts: Scalars['Int']['output'];
  /** As it was received. */
  readonly body: Scalars['String']['output'];
  /** PENDING: when its work is tried next. */
  readonly dueAt?: Maybe<Scalars['DateTime']['output']>;
  /** DONE or FAILED: since when. */
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why its work failed last. */
  readonly error?: Maybe<Scalars['String']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly receivedAt: Scalars['DateTime']['output'];
  readonly status: DeliveryStatus;
  readonly webhook: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Asset: ResolverTypeWrapper<AssetModel>;
  AssetChange: ResolverTypeWrapper<AssetChangeModel>;
  AssetChangeInput: AssetChangeInput;
  AssetChangeKind: AssetChangeKind;
  AssetChangeResult: ResolverTypeWrapper<ItemResultModel>;
  AssetFilter: AssetFilter;
  AssetInput: AssetInput;
  AssetMoveInput: AssetMoveInput;
  AssetPage: ResolverTypeWrapper<PageModel>;
  AssetPatch: AssetPatch;
  AssetPayload: ResolverTypeWrapper<AssetOutcomeModel>;
  AssetQuery: AssetQuery;
  AssetRemovalInput: AssetRemovalInput;
  AssetSource: ResolverTypeWrapper<SourceModel>;
  AssetSourceAdded: ResolverTypeWrapper<SourceEventModel>;
  AssetSourceEvent: ResolverTypeWrapper<SourceEventModel>;
  AssetSourceInput: AssetSourceInput;
  AssetSourceKind: AssetSourceKind;
  AssetSourcePatch: AssetSourcePatch;
  AssetSourceRemoved: ResolverTypeWrapper<SourceEventModel>;
  AssetSourceStreamItem: ResolverTypeWrapper<StreamItemModel>;
  AssetSourceUpdated: ResolverTypeWrapper<SourceEventModel>;
  AssetUpdateInput: AssetUpdateInput;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ChangeAssetsPayload: ResolverTypeWrapper<ChangeAssetsOutcomeModel>;
  ChangeCause: ResolverTypeWrapper<CauseModel>;
  ChangeCauseKind: ChangeCauseKind;
  Credits: ResolverTypeWrapper<CreditsModel>;
  CreditsInput: CreditsInput;
  Cursor: ResolverTypeWrapper<Scalars['Cursor']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeliveryStatus: DeliveryStatus;
  DroppedSockets: ResolverTypeWrapper<DroppedSockets>;
  Engine: ResolverTypeWrapper<Engine>;
  EngineState: EngineState;
  Facet: ResolverTypeWrapper<Facet>;
  FacetValue: ResolverTypeWrapper<FacetValue>;
  Feed: ResolverTypeWrapper<Feed>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Gateway: ResolverTypeWrapper<GatewayStatusModel>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IfExists: IfExists;
  ImportMode: ImportMode;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ItemError: ResolverTypeWrapper<ItemError>;
  JSONObject: ResolverTypeWrapper<Scalars['JSONObject']['output']>;
  JournalEntry: ResolverTypeWrapper<JournalEntryModel>;
  JournalEntryKind: JournalEntryKind;
  JournalPage: ResolverTypeWrapper<JournalPageModel>;
  License: ResolverTypeWrapper<LicenseModel>;
  LicenseInput: LicenseInput;
  LocalizedString: ResolverTypeWrapper<Scalars['LocalizedString']['output']>;
  LocalizedStrings: ResolverTypeWrapper<Scalars['LocalizedStrings']['output']>;
  Mirror: ResolverTypeWrapper<MirrorReportModel>;
  MirrorError: ResolverTypeWrapper<MirrorError>;
  MirrorPhase: MirrorPhase;
  MirrorSync: ResolverTypeWrapper<MirrorSync>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OnError: OnError;
  PlannedChange: ResolverTypeWrapper<PlannedChange>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RemoveAssetPayload: ResolverTypeWrapper<RemoveAssetOutcomeModel>;
  RemoveSourcePayload: ResolverTypeWrapper<RemoveSourceOutcomeModel>;
  SortingOrder: SortingOrder;
  SourcePayload: ResolverTypeWrapper<SourceOutcomeModel>;
  StreamOpened: ResolverTypeWrapper<StreamOpenedModel>;
  StreamReset: ResolverTypeWrapper<StreamResetModel>;
  StreamResetReason: StreamResetReason;
  StreamStatus: StreamStatus;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SyncPayload: ResolverTypeWrapper<SyncOutcomeModel>;
  Utm: ResolverTypeWrapper<UtmModel>;
  UtmInput: UtmInput;
  WebhookDelivery: ResolverTypeWrapper<DeliveryModel>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Asset: AssetModel;
  AssetChange: AssetChangeModel;
  AssetChangeInput: AssetChangeInput;
  AssetChangeResult: ItemResultModel;
  AssetFilter: AssetFilter;
  AssetInput: AssetInput;
  AssetMoveInput: AssetMoveInput;
  AssetPage: PageModel;
  AssetPatch: AssetPatch;
  AssetPayload: AssetOutcomeModel;
  AssetQuery: AssetQuery;
  AssetRemovalInput: AssetRemovalInput;
  AssetSource: SourceModel;
  AssetSourceAdded: SourceEventModel;
  AssetSourceEvent: SourceEventModel;
  AssetSourceInput: AssetSourceInput;
  AssetSourcePatch: AssetSourcePatch;
  AssetSourceRemoved: SourceEventModel;
  AssetSourceStreamItem: StreamItemModel;
  AssetSourceUpdated: SourceEventModel;
  AssetUpdateInput: AssetUpdateInput;
  Boolean: Scalars['Boolean']['output'];
  ChangeAssetsPayload: ChangeAssetsOutcomeModel;
  ChangeCause: CauseModel;
  Credits: CreditsModel;
  CreditsInput: CreditsInput;
  Cursor: Scalars['Cursor']['output'];
  DateTime: Scalars['DateTime']['output'];
  DroppedSockets: DroppedSockets;
  Engine: Engine;
  Facet: Facet;
  FacetValue: FacetValue;
  Feed: Feed;
  Float: Scalars['Float']['output'];
  Gateway: GatewayStatusModel;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  ItemError: ItemError;
  JSONObject: Scalars['JSONObject']['output'];
  JournalEntry: JournalEntryModel;
  JournalPage: JournalPageModel;
  License: LicenseModel;
  LicenseInput: LicenseInput;
  LocalizedString: Scalars['LocalizedString']['output'];
  LocalizedStrings: Scalars['LocalizedStrings']['output'];
  Mirror: MirrorReportModel;
  MirrorError: MirrorError;
  MirrorSync: MirrorSync;
  Mutation: Record<PropertyKey, never>;
  PlannedChange: PlannedChange;
  Query: Record<PropertyKey, never>;
  RemoveAssetPayload: RemoveAssetOutcomeModel;
  RemoveSourcePayload: RemoveSourceOutcomeModel;
  SourcePayload: SourceOutcomeModel;
  StreamOpened: StreamOpenedModel;
  StreamReset: StreamResetModel;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  SyncPayload: SyncOutcomeModel;
  Utm: UtmModel;
  UtmInput: UtmInput;
  WebhookDelivery: DeliveryModel;
};

export type AssetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Asset'] = ResolversParentTypes['Asset']> = {
  blockType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  credits?: Resolver<Maybe<ResolversTypes['Credits']>, ParentType, ContextType>;
  groups?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  height?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType, Partial<AssetLabelArgs>>;
  labels?: Resolver<Maybe<ResolversTypes['LocalizedString']>, ParentType, ContextType>;
  license?: Resolver<Maybe<ResolversTypes['License']>, ParentType, ContextType>;
  localizedTags?: Resolver<Maybe<ResolversTypes['LocalizedStrings']>, ParentType, ContextType>;
  meta?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  mimeType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  payload?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['AssetSource']>, ParentType, ContextType>;
  sourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType, Partial<AssetTagsArgs>>;
  thumbUri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  uri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  utm?: Resolver<Maybe<ResolversTypes['Utm']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  width?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type AssetChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetChange'] = ResolversParentTypes['AssetChange']> = {
  asset?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType>;
  assetId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AssetChangeKind'], ParentType, ContextType>;
};

export type AssetChangeResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetChangeResult'] = ResolversParentTypes['AssetChangeResult']> = {
  asset?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType>;
  assetId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['ItemError']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AssetPageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetPage'] = ResolversParentTypes['AssetPage']> = {
  assets?: Resolver<ReadonlyArray<ResolversTypes['Asset']>, ParentType, ContextType>;
  currentPage?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  facets?: Resolver<ReadonlyArray<ResolversTypes['Facet']>, ParentType, ContextType>;
  nextPage?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AssetPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetPayload'] = ResolversParentTypes['AssetPayload']> = {
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['AssetSource'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AssetSourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetSource'] = ResolversParentTypes['AssetSource']> = {
  assetCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  credits?: Resolver<Maybe<ResolversTypes['Credits']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  groups?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AssetSourceKind'], ParentType, ContextType>;
  license?: Resolver<Maybe<ResolversTypes['License']>, ParentType, ContextType>;
  mirror?: Resolver<Maybe<ResolversTypes['Mirror']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType, Partial<AssetSourceNameArgs>>;
  names?: Resolver<Maybe<ResolversTypes['LocalizedString']>, ParentType, ContextType>;
  supportedMimeTypes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AssetSourceAddedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetSourceAdded'] = ResolversParentTypes['AssetSourceAdded']> = {
  cause?: Resolver<ResolversTypes['ChangeCause'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['AssetSource']>, ParentType, ContextType>;
  sourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AssetSourceEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetSourceEvent'] = ResolversParentTypes['AssetSourceEvent']> = {
  __resolveType: TypeResolveFn<'AssetSourceAdded' | 'AssetSourceRemoved' | 'AssetSourceUpdated', ParentType, ContextType>;
};

export type AssetSourceRemovedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetSourceRemoved'] = ResolversParentTypes['AssetSourceRemoved']> = {
  cause?: Resolver<ResolversTypes['ChangeCause'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AssetSourceStreamItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetSourceStreamItem'] = ResolversParentTypes['AssetSourceStreamItem']> = {
  __resolveType: TypeResolveFn<'AssetSourceAdded' | 'AssetSourceRemoved' | 'AssetSourceUpdated' | 'StreamOpened' | 'StreamReset', ParentType, ContextType>;
};

export type AssetSourceUpdatedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetSourceUpdated'] = ResolversParentTypes['AssetSourceUpdated']> = {
  cause?: Resolver<ResolversTypes['ChangeCause'], ParentType, ContextType>;
  changeCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  changes?: Resolver<ReadonlyArray<ResolversTypes['AssetChange']>, ParentType, ContextType, RequireFields<AssetSourceUpdatedChangesArgs, 'first'>>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  previousVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['AssetSource']>, ParentType, ContextType>;
  sourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangeAssetsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeAssetsPayload'] = ResolversParentTypes['ChangeAssetsPayload']> = {
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  changedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  failedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['AssetChangeResult']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['AssetSource'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ChangeCauseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeCause'] = ResolversParentTypes['ChangeCause']> = {
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  idempotencyKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ChangeCauseKind'], ParentType, ContextType>;
  operation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CreditsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Credits'] = ResolversParentTypes['Credits']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Cursor'], any> {
  name: 'Cursor';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DroppedSocketsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DroppedSockets'] = ResolversParentTypes['DroppedSockets']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type EngineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Engine'] = ResolversParentTypes['Engine']> = {
  restarts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['EngineState'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FacetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Facet'] = ResolversParentTypes['Facet']> = {
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  values?: Resolver<ReadonlyArray<ResolversTypes['FacetValue']>, ParentType, ContextType>;
};

export type FacetValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FacetValue'] = ResolversParentTypes['FacetValue']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FeedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Feed'] = ResolversParentTypes['Feed']> = {
  dropped?: Resolver<ReadonlyArray<ResolversTypes['DroppedSockets']>, ParentType, ContextType>;
  groups?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lagEntries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lagMs?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  merges?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  resets?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  resumed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ringSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type GatewayResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Gateway'] = ResolversParentTypes['Gateway']> = {
  engine?: Resolver<ResolversTypes['Engine'], ParentType, ContextType>;
  feed?: Resolver<ResolversTypes['Feed'], ParentType, ContextType>;
  head?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  subscribers?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ItemErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemError'] = ResolversParentTypes['ItemError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface JsonObjectScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSONObject'], any> {
  name: 'JSONObject';
}

export type JournalEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JournalEntry'] = ResolversParentTypes['JournalEntry']> = {
  assetId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  cause?: Resolver<ResolversTypes['ChangeCause'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  definition?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['JournalEntryKind'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  principal?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type JournalPageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JournalPage'] = ResolversParentTypes['JournalPage']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
  entries?: Resolver<ReadonlyArray<ResolversTypes['JournalEntry']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
};

export type LicenseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['License'] = ResolversParentTypes['License']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface LocalizedStringScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LocalizedString'], any> {
  name: 'LocalizedString';
}

export interface LocalizedStringsScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['LocalizedStrings'], any> {
  name: 'LocalizedStrings';
}

export type MirrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mirror'] = ResolversParentTypes['Mirror']> = {
  error?: Resolver<Maybe<ResolversTypes['MirrorError']>, ParentType, ContextType>;
  lastSync?: Resolver<Maybe<ResolversTypes['MirrorSync']>, ParentType, ContextType>;
  listed?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  nextRun?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  phase?: Resolver<ResolversTypes['MirrorPhase'], ParentType, ContextType>;
  runningSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type MirrorErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MirrorError'] = ResolversParentTypes['MirrorError']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MirrorSyncResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MirrorSync'] = ResolversParentTypes['MirrorSync']> = {
  added?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  durationMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  moved?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  removed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unchanged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addAsset: Resolver<ResolversTypes['AssetPayload'], ParentType, ContextType, RequireFields<MutationAddAssetArgs, 'asset' | 'ifExists' | 'sourceId'>>;
  addSource: Resolver<ResolversTypes['SourcePayload'], ParentType, ContextType, RequireFields<MutationAddSourceArgs, 'source'>>;
  assetSourceContentsChanged: Resolver<ResolversTypes['SourcePayload'], ParentType, ContextType, RequireFields<MutationAssetSourceContentsChangedArgs, 'sourceId'>>;
  changeAssets: Resolver<ResolversTypes['ChangeAssetsPayload'], ParentType, ContextType, RequireFields<MutationChangeAssetsArgs, 'changes' | 'onError' | 'sourceId'>>;
  importAssetSource: Resolver<ResolversTypes['SyncPayload'], ParentType, ContextType, RequireFields<MutationImportAssetSourceArgs, 'contentJson' | 'dryRun' | 'mode' | 'removalLimit'>>;
  refreshSource: Resolver<ResolversTypes['AssetSource'], ParentType, ContextType, RequireFields<MutationRefreshSourceArgs, 'sourceId' | 'wait'>>;
  removeAsset: Resolver<ResolversTypes['RemoveAssetPayload'], ParentType, ContextType, RequireFields<MutationRemoveAssetArgs, 'id' | 'sourceId'>>;
  removeSource: Resolver<ResolversTypes['RemoveSourcePayload'], ParentType, ContextType, RequireFields<MutationRemoveSourceArgs, 'id'>>;
  replayDelivery: Resolver<ResolversTypes['WebhookDelivery'], ParentType, ContextType, RequireFields<MutationReplayDeliveryArgs, 'id'>>;
  syncSource: Resolver<ResolversTypes['SyncPayload'], ParentType, ContextType, RequireFields<MutationSyncSourceArgs, 'assets' | 'dryRun' | 'removalLimit' | 'sourceId'>>;
  updateAsset: Resolver<ResolversTypes['AssetPayload'], ParentType, ContextType, RequireFields<MutationUpdateAssetArgs, 'id' | 'patch' | 'sourceId'>>;
  updateSource: Resolver<ResolversTypes['SourcePayload'], ParentType, ContextType, RequireFields<MutationUpdateSourceArgs, 'id' | 'patch'>>;
};

export type PlannedChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PlannedChange'] = ResolversParentTypes['PlannedChange']> = {
  assetId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  fields?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AssetChangeKind'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  asset: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType, RequireFields<QueryAssetArgs, 'id' | 'sourceId'>>;
  assetSource: Resolver<Maybe<ResolversTypes['AssetSource']>, ParentType, ContextType, RequireFields<QueryAssetSourceArgs, 'id'>>;
  assetSources: Resolver<ReadonlyArray<ResolversTypes['AssetSource']>, ParentType, ContextType, Partial<QueryAssetSourcesArgs>>;
  findAssets: Resolver<ResolversTypes['AssetPage'], ParentType, ContextType, RequireFields<QueryFindAssetsArgs, 'query' | 'sourceId'>>;
  gateway: Resolver<ResolversTypes['Gateway'], ParentType, ContextType>;
  journal: Resolver<ResolversTypes['JournalPage'], ParentType, ContextType, RequireFields<QueryJournalArgs, 'first'>>;
  webhookDeliveries: Resolver<ReadonlyArray<ResolversTypes['WebhookDelivery']>, ParentType, ContextType, RequireFields<QueryWebhookDeliveriesArgs, 'first'>>;
};

export type RemoveAssetPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemoveAssetPayload'] = ResolversParentTypes['RemoveAssetPayload']> = {
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  removedAssetId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['AssetSource'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RemoveSourcePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemoveSourcePayload'] = ResolversParentTypes['RemoveSourcePayload']> = {
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  removedSourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SourcePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SourcePayload'] = ResolversParentTypes['SourcePayload']> = {
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['AssetSource'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type StreamOpenedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StreamOpened'] = ResolversParentTypes['StreamOpened']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['StreamStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StreamResetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StreamReset'] = ResolversParentTypes['StreamReset']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['StreamResetReason'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  assetSourceEvents: SubscriptionResolver<ResolversTypes['AssetSourceStreamItem'], "assetSourceEvents", ParentType, ContextType, Partial<SubscriptionAssetSourceEventsArgs>>;
  onAssetSourceAdded: SubscriptionResolver<ResolversTypes['AssetSourceAdded'], "onAssetSourceAdded", ParentType, ContextType, Partial<SubscriptionOnAssetSourceAddedArgs>>;
  onAssetSourceRemoved: SubscriptionResolver<ResolversTypes['AssetSourceRemoved'], "onAssetSourceRemoved", ParentType, ContextType, Partial<SubscriptionOnAssetSourceRemovedArgs>>;
  onAssetSourceUpdated: SubscriptionResolver<ResolversTypes['AssetSourceUpdated'], "onAssetSourceUpdated", ParentType, ContextType, Partial<SubscriptionOnAssetSourceUpdatedArgs>>;
};

export type SyncPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SyncPayload'] = ResolversParentTypes['SyncPayload']> = {
  added?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  changes?: Resolver<ReadonlyArray<ResolversTypes['PlannedChange']>, ParentType, ContextType, RequireFields<SyncPayloadChangesArgs, 'first'>>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  moved?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  removed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['AssetSource']>, ParentType, ContextType>;
  unchanged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UtmResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Utm'] = ResolversParentTypes['Utm']> = {
  medium?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type WebhookDeliveryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WebhookDelivery'] = ResolversParentTypes['WebhookDelivery']> = {
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  dueAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DeliveryStatus'], ParentType, ContextType>;
  webhook?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Asset?: AssetResolvers<ContextType>;
  AssetChange?: AssetChangeResolvers<ContextType>;
  AssetChangeResult?: AssetChangeResultResolvers<ContextType>;
  AssetPage?: AssetPageResolvers<ContextType>;
  AssetPayload?: AssetPayloadResolvers<ContextType>;
  AssetSource?: AssetSourceResolvers<ContextType>;
  AssetSourceAdded?: AssetSourceAddedResolvers<ContextType>;
  AssetSourceEvent?: AssetSourceEventResolvers<ContextType>;
  AssetSourceRemoved?: AssetSourceRemovedResolvers<ContextType>;
  AssetSourceStreamItem?: AssetSourceStreamItemResolvers<ContextType>;
  AssetSourceUpdated?: AssetSourceUpdatedResolvers<ContextType>;
  ChangeAssetsPayload?: ChangeAssetsPayloadResolvers<ContextType>;
  ChangeCause?: ChangeCauseResolvers<ContextType>;
  Credits?: CreditsResolvers<ContextType>;
  Cursor?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DroppedSockets?: DroppedSocketsResolvers<ContextType>;
  Engine?: EngineResolvers<ContextType>;
  Facet?: FacetResolvers<ContextType>;
  FacetValue?: FacetValueResolvers<ContextType>;
  Feed?: FeedResolvers<ContextType>;
  Gateway?: GatewayResolvers<ContextType>;
  ItemError?: ItemErrorResolvers<ContextType>;
  JSONObject?: GraphQLScalarType;
  JournalEntry?: JournalEntryResolvers<ContextType>;
  JournalPage?: JournalPageResolvers<ContextType>;
  License?: LicenseResolvers<ContextType>;
  LocalizedString?: GraphQLScalarType;
  LocalizedStrings?: GraphQLScalarType;
  Mirror?: MirrorResolvers<ContextType>;
  MirrorError?: MirrorErrorResolvers<ContextType>;
  MirrorSync?: MirrorSyncResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PlannedChange?: PlannedChangeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RemoveAssetPayload?: RemoveAssetPayloadResolvers<ContextType>;
  RemoveSourcePayload?: RemoveSourcePayloadResolvers<ContextType>;
  SourcePayload?: SourcePayloadResolvers<ContextType>;
  StreamOpened?: StreamOpenedResolvers<ContextType>;
  StreamReset?: StreamResetResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  SyncPayload?: SyncPayloadResolvers<ContextType>;
  Utm?: UtmResolvers<ContextType>;
  WebhookDelivery?: WebhookDeliveryResolvers<ContextType>;
};

