/** The subscription of every bench subscriber; `variant` makes documents that differ. */
export function documentOf(variant: number): string {
  const own = variant === 0 ? '' : ` own${variant}: version`;
  return `subscription { onAssetSourceUpdated(sourceId: "photos") {
    cursor sourceId version previousVersion${own} changes { kind assetId }
  } }`;
}

/** What the contenders that bring their own schema serve: the part of schema.graphql that the document needs. */
export const TYPE_DEFINITIONS = `
  type Query { ok: Boolean }
  type Subscription { onAssetSourceUpdated(sourceId: ID, after: String): AssetSourceUpdated! }
  type AssetSourceUpdated {
    cursor: String! sourceId: ID! version: Int! previousVersion: Int! changes: [AssetChange!]!
  }
  type AssetChange { kind: AssetChangeKind! assetId: ID! }
  enum AssetChangeKind { ADDED UPDATED REMOVED MOVED }
`;

export type BenchEvent = {
  readonly cursor: string;
  readonly sourceId: string;
  readonly version: number;
  readonly previousVersion: number;
  readonly changes: readonly { readonly kind: string; readonly assetId: string }[];
};

export function eventOf(version: number): BenchEvent {
  return {
    cursor: `bench.${version.toString(36)}`,
    sourceId: 'photos',
    version,
    previousVersion: version - 1,
    changes: [{ kind: 'ADDED', assetId: `asset-${version}` }],
  };
}
