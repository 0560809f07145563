import { authorise } from '../catalog/actor.ts';
import { badInput } from '../errors.ts';
import { GATEWAY } from '../model/principal.ts';
import { actorOf } from './actor.ts';
import type { MutationResolvers } from './types.generated.ts';

export const Mutation = {
  addSource: (_root, { source, idempotencyKey }, context) =>
    context.catalog.addSource(actorOf(context, 'addSource', idempotencyKey), source),

  updateSource: (_root, { id, patch, expectedVersion, idempotencyKey }, context) =>
    context.catalog.updateSource(
      actorOf(context, 'updateSource', idempotencyKey),
      id,
      patch,
      expectedVersion ?? undefined,
    ),

  removeSource: (_root, { id, expectedVersion, idempotencyKey }, context) =>
    context.catalog.removeSource(
      actorOf(context, 'removeSource', idempotencyKey),
      id,
      expectedVersion ?? undefined,
    ),

  addAsset: (_root, { sourceId, asset, ifExists, expectedVersion, idempotencyKey }, context) =>
    context.catalog.addAsset(actorOf(context, 'addAsset', idempotencyKey), sourceId, asset, {
      ifExists,
      expectedVersion: expectedVersion ?? undefined,
    }),

  updateAsset: (_root, { sourceId, id, patch, expectedVersion, idempotencyKey }, context) =>
    context.catalog.updateAsset(
      actorOf(context, 'updateAsset', idempotencyKey),
      sourceId,
      id,
      patch,
      expectedVersion ?? undefined,
    ),

  removeAsset: (_root, { sourceId, id, expectedVersion, idempotencyKey }, context) =>
    context.catalog.removeAsset(
      actorOf(context, 'removeAsset', idempotencyKey),
      sourceId,
      id,
      expectedVersion ?? undefined,
    ),

  changeAssets: (_root, { sourceId, changes, onError, expectedVersion, idempotencyKey }, context) =>
    context.catalog.changeAssets(actorOf(context, 'changeAssets', idempotencyKey), sourceId, changes, {
      onError,
      expectedVersion: expectedVersion ?? undefined,
    }),

  syncSource: (_root, { sourceId, assets, dryRun, removalLimit, idempotencyKey }, context) =>
    context.catalog.syncSource(actorOf(context, 'syncSource', idempotencyKey, 'SYNC'), sourceId, assets, {
      dryRun,
      removalLimit,
    }),

  importAssetSource: (
    _root,
    { contentJson, basePath, mode, dryRun, removalLimit, idempotencyKey },
    context,
  ) =>
    context.catalog.importAssetSource(
      actorOf(context, 'importAssetSource', idempotencyKey, 'IMPORT'),
      contentJson,
      {
        basePath: basePath ?? undefined,
        mode,
        dryRun,
        removalLimit,
      },
    ),

  assetSourceContentsChanged: (_root, { sourceId, idempotencyKey }, context) =>
    context.catalog.contentsChanged(actorOf(context, 'assetSourceContentsChanged', idempotencyKey), sourceId),

  refreshSource: async (_root, { sourceId, wait }, { catalog, connectors, principal }) => {
    authorise(principal, 'NOTIFY');
    const refreshed = connectors.refreshNow(sourceId, { kind: 'MUTATION', operation: 'refreshSource' });
    if (wait) await refreshed;
    // Whoever does not wait sees a failure in the mirror.
    else refreshed.catch(() => {});
    // Like the answers of other mutations, it needs no permission of its own to be read.
    return catalog.requireSource(GATEWAY, sourceId);
  },

  replayDelivery: async (_root, { id }, { connectors, principal }) => {
    authorise(principal, 'ADMIN');
    const delivery = await connectors.replay(id);
    if (delivery === undefined) throw badInput(['id'], 'there is no delivery with this id');
    return delivery;
  },
} satisfies MutationResolvers;
