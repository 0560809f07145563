import type { Transport } from '../connection.ts';
import type { EventsSubscription, SourceFieldsFragment } from '../operations.generated.ts';

/** What a stream tells. `cursor` is where to go on behind this item. */
export type StreamItem =
  /** Always first. MISSED: what happened before this position is not told, read the sources again. */
  | { readonly kind: 'OPENED'; readonly cursor: string; readonly status: 'RESUMED' | 'MISSED' }
  /** Details were dropped: read the sources again. */
  | { readonly kind: 'RESET'; readonly cursor: string }
  /** Something changed, and versions tell what. */
  | { readonly kind: 'MOVED_ON'; readonly cursor: string }
  /** A source was added, or is not what it was. `source` is null when it has gone since. */
  | {
      readonly kind: 'CHANGED';
      readonly cursor: string;
      readonly sourceId: string;
      readonly version: number;
      readonly source: SourceFieldsFragment | null;
    }
  | {
      readonly kind: 'REMOVED';
      readonly cursor: string;
      readonly sourceId: string;
      readonly version: number;
    };

export type StreamRequest = {
  /** Where to go on; undefined: from now. */
  readonly after: string | undefined;
  /** The gateway did not accept the last credentials. */
  readonly refused: boolean;
};

/** One way to hear of changes. */
export interface Stream {
  readonly transport: Transport;

  /**
   * Calls `onItem` with what happens until the stream ends or `signal` aborts, and resolves then, soon and in any case, with
   * the reason. Never rejects, and keeps nothing open behind it.
   */
  follow(request: StreamRequest, onItem: (item: StreamItem) => void, signal: AbortSignal): Promise<Error>;
}

/** An item as GraphQL has it, in our words. */
export function streamItemOf(item: EventsSubscription['assetSourceEvents']): StreamItem {
  const { cursor } = item;
  switch (item.__typename) {
    case 'StreamOpened':
      return { kind: 'OPENED', cursor, status: item.status === 'RESUMED' ? 'RESUMED' : 'MISSED' };
    case 'StreamReset':
      return { kind: 'RESET', cursor };
    case 'AssetSourceAdded':
    case 'AssetSourceUpdated':
      return { kind: 'CHANGED', cursor, sourceId: item.sourceId, version: item.version, source: item.source };
    case 'AssetSourceRemoved':
      return { kind: 'REMOVED', cursor, sourceId: item.sourceId, version: item.version };
  }
}
