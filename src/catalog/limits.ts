/**
 * Every bound on what a user may send, in one table. Counts are counts, `…Length` is in UTF-16 code units,
 * `…Bytes` in bytes of UTF-8. They keep one request from hurting others, and the engine from inputs that
 * kill it.
 */
export const LIMITS = {
  /** Ids of sources and assets, in bytes. */
  idBytes: 512,
  /** Labels, tags, groups, names, meta strings. */
  textLength: 10_000,
  /** Locales of one label or tag list. */
  locales: 100,
  localeLength: 64,
  /** Tags per locale. */
  tags: 1_000,
  groups: 1_000,
  metaKeys: 1_000,
  keyLength: 512,
  /** Nesting of meta and payload. */
  jsonDepth: 32,
  /** Values in meta or payload, at all depths. */
  jsonValues: 10_000,
  /** One asset, as JSON. */
  assetBytes: 256 * 1024,
  mimeTypes: 200,
  /** findAssets. */
  queryLength: 256,
  queryList: 200,
  filterDepth: 32,
  filterNodes: 500,
  facets: 20,
  perPage: 200,
  /** page × perPage stays below this: the engine counts in int32. */
  pageOffset: 2_147_483_647,
  /** Items of one changeAssets. */
  changes: 1_000,
  /** Assets of one sync or import. */
  syncAssets: 100_000,
  /** Assets in one source. */
  assetsPerSource: 1_000_000,
  /** Sources that exist at one time. */
  sources: 10_000,
  idempotencyKeyLength: 255,
  /** Entries of one journal page. */
  journalPage: 1_000,
  /** Changes listed by one event. */
  eventChanges: 1_000,
  /** Body of a request to /graphql. */
  bodyBytes: 16 * 1024 * 1024,
  /** Body of PUT /sources/:id/content.json. */
  uploadBytes: 64 * 1024 * 1024,
  /** Nesting of a request's variables. */
  variablesDepth: 100,
  /** A GraphQL document: its tokens, its nesting, and its fields and aliases with fragments expanded. */
  documentTokens: 10_000,
  documentDepth: 12,
  documentFields: 1_000,
  documentAliases: 100,
  /** Fields that are selected again beside themselves: each is compared with every other. */
  documentRepeats: 50,
  /** Mutations of one source that wait for their turn. */
  waitingMutations: 10_000,
} as const;
