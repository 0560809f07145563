import { EVERYTHING } from '../../../src/model/query.ts';
import { createClient } from 'graphql-ws';
import { expect, onTestFinished } from 'vitest';
import type { GraphQLAnswer, TestGateway } from '../../support/start-gateway.ts';

/** What every mutation answers with. */
export type Written = { readonly version: number; readonly cursor: string; readonly changed: boolean };

export type ItemFailure = {
  readonly index: number;
  readonly assetId?: string;
  readonly code: string;
  readonly field: string;
};

/** One event as a subscriber sees it. */
export type SeenEvent = {
  readonly __typename: string;
  readonly cursor: string;
  readonly sourceId: string;
  readonly version: number;
  readonly previousVersion: number;
  readonly cause: {
    readonly kind: string;
    readonly operation: string;
    readonly idempotencyKey: string | null;
  };
  readonly changeCount?: number;
  readonly changes?: readonly {
    readonly kind: string;
    readonly assetId: string;
    readonly fields: readonly string[];
  }[];
};

const EVENTS = /* GraphQL */ `
  subscription ($sourceIds: [ID!]) {
    assetSourceEvents(sourceIds: $sourceIds) {
      __typename
      ... on AssetSourceEvent {
        cursor
        sourceId
        version
        previousVersion
        cause {
          kind
          operation
          idempotencyKey
        }
      }
      ... on AssetSourceUpdated {
        changeCount
        changes {
          kind
          assetId
          fields
        }
      }
    }
  }
`;

/** Listens to one source from now on, until the test ends. */
export async function follow(gateway: TestGateway, sourceId: string): Promise<readonly SeenEvent[]> {
  const client = createClient({ url: `${gateway.url.replace('http', 'ws')}/graphql`, retryAttempts: 0 });
  onTestFinished(() => void client.dispose());
  const events: SeenEvent[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.subscribe<{ assetSourceEvents: SeenEvent }>(
    { query: EVENTS, variables: { sourceIds: [sourceId] } },
    {
      next: ({ data }) => {
        const event = data?.assetSourceEvents;
        if (event?.__typename === 'StreamOpened') resolve();
        else if (event !== undefined) events.push(event);
      },
      error: reject,
      complete: () => undefined,
    },
  );
  await promise;
  return events;
}

export async function addSource(
  gateway: TestGateway,
  id: string,
  assetIds: readonly string[] = [],
): Promise<Written> {
  const { addSource: added } = await gateway.run<{ addSource: Written }>(
    'mutation ($id: ID!) { addSource(source: { id: $id }) { version cursor changed } }',
    { id },
  );
  if (assetIds.length === 0) return added;
  return changeAssets(
    gateway,
    id,
    assetIds.map((assetId) => ({ add: { id: assetId, label: { en: `Asset ${assetId}` } } })),
  );
}

const CHANGE_ASSETS = /* GraphQL */ `
  mutation (
    $sourceId: ID!
    $changes: [AssetChangeInput!]!
    $onError: OnError! = REJECT_ALL
    $expectedVersion: Int
    $idempotencyKey: String
  ) {
    changeAssets(
      sourceId: $sourceId
      changes: $changes
      onError: $onError
      expectedVersion: $expectedVersion
      idempotencyKey: $idempotencyKey
    ) {
      version
      cursor
      changed
      changedCount
      failedCount
      results {
        index
        assetId
        changed
        asset {
          id
          version
          label
        }
        error {
          code
          field
        }
      }
    }
  }
`;

export type ChangeAssetsAnswer = Written & {
  readonly changedCount: number;
  readonly failedCount: number;
  readonly results: readonly {
    readonly index: number;
    readonly assetId: string | null;
    readonly changed: boolean;
    readonly asset: { readonly id: string; readonly version: number; readonly label: string | null } | null;
    readonly error: { readonly code: string; readonly field: string | null } | null;
  }[];
};

type ChangeAssetsOptions = {
  readonly onError?: 'REJECT_ALL' | 'SKIP_FAILED';
  readonly expectedVersion?: number;
  readonly idempotencyKey?: string;
};

export function tryChangeAssets(
  gateway: TestGateway,
  sourceId: string,
  changes: readonly object[],
  options: ChangeAssetsOptions = {},
): Promise<GraphQLAnswer<{ changeAssets: ChangeAssetsAnswer }>> {
  return gateway.query(CHANGE_ASSETS, { sourceId, changes, ...options });
}

export async function changeAssets(
  gateway: TestGateway,
  sourceId: string,
  changes: readonly object[],
  options: ChangeAssetsOptions = {},
): Promise<ChangeAssetsAnswer> {
  const { data, errors } = await tryChangeAssets(gateway, sourceId, changes, options);
  if (data === undefined || data === null || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data.changeAssets;
}

/** The ids of a source's assets, in order; up to 200. */
export async function idsOf(gateway: TestGateway, sourceId: string): Promise<readonly string[]> {
  const { findAssets } = await gateway.run<{ findAssets: { assets: { id: string }[] } }>(
    'query ($sourceId: ID!) { findAssets(sourceId: $sourceId, query: { perPage: 200 }) { assets { id } } }',
    { sourceId },
  );
  return findAssets.assets.map(({ id }) => id);
}

export async function versionOf(gateway: TestGateway, sourceId: string): Promise<number> {
  const { assetSource } = await gateway.run<{ assetSource: { version: number } }>(
    'query ($sourceId: ID!) { assetSource(id: $sourceId) { version } }',
    { sourceId },
  );
  return assetSource.version;
}

/** The ids of the assets that the engine itself holds for a source, sorted, once it is as far as the journal. */
export async function engineIdsOf(gateway: TestGateway, sourceId: string): Promise<readonly string[]> {
  await caughtUp(gateway);
  const page = await gateway.engine.findAssets(sourceId, { ...EVERYTHING, perPage: 1_000 });
  return page.assets.map(({ id }) => id).toSorted();
}

/** Resolves when the engine has confirmed everything that can be read. */
export async function caughtUp(gateway: TestGateway): Promise<void> {
  const confirmed = (): string => gateway.catalog.cursorOf(gateway.engine.status.confirmed);
  await expect.poll(() => confirmed() === gateway.catalog.head(), { timeout: 15_000 }).toBe(true);
}
