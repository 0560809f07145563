import { LIMITS } from '../../catalog/limits.ts';
import type { Delivery } from '../../model/delivery.ts';
import { GATEWAY } from '../../model/principal.ts';
import type { AssetChangeDraft, CatalogForConnectors } from '../catalog-port.ts';
import type { WebhookConfig } from '../config/gateway-config.ts';
import type { Inbox } from '../inbox.ts';
import type { RefreshTargets } from '../refresh-targets.ts';
import { applyWork, payloadOf } from './apply-work.ts';
import { webhookCause } from './webhook-cause.ts';
import type { DeliveryWork } from './delivery-worker.ts';

/** What the deliveries of a webhook do, as its config says. */
export function webhookWork(
  webhook: string,
  config: WebhookConfig,
  parts: {
    readonly targets: RefreshTargets;
    readonly catalog: CatalogForConnectors;
    readonly inbox: Inbox;
  },
): DeliveryWork {
  const { apply, changes, refresh = [] } = config;
  if (apply === undefined) return refreshWork(webhook, refresh, parts.targets);
  if (changes !== undefined) return changesWork(webhook, apply, changes, parts.catalog);
  const single = parts.targets.mirrors.get(apply)?.listing.single;
  if (single === undefined)
    throw new Error(`The webhook ${webhook} applies to a source that can't be read by asset.`);
  return applyWork({ webhook, sourceId: apply, single, catalog: parts.catalog, inbox: parts.inbox });
}

/** One refresh does for all deliveries: it begins after they came. */
function refreshWork(webhook: string, sourceIds: readonly string[], targets: RefreshTargets): DeliveryWork {
  return async (deliveries) => {
    const cause = webhookCause(webhook, deliveries);
    await Promise.all(sourceIds.map((id) => targets.refresh(id, cause, true)));
    return [];
  };
}

/** Deliveries that wait together are one change, as far as they fit; each of them whole. */
function changesWork(
  webhook: string,
  sourceId: string,
  changes: NonNullable<WebhookConfig['changes']>,
  catalog: CatalogForConnectors,
): DeliveryWork {
  return async (deliveries) => {
    let together: Delivery[] = [];
    let drafts: AssetChangeDraft[] = [];
    const make = async () => {
      if (drafts.length === 0) return;
      const actor = { principal: GATEWAY, cause: webhookCause(webhook, together) };
      await catalog.changeAssets(actor, sourceId, drafts);
      together = [];
      drafts = [];
    };
    for (const delivery of deliveries) {
      const more = await changes(payloadOf(delivery));
      if (drafts.length + more.length > LIMITS.changes) await make();
      together.push(delivery);
      drafts.push(...more);
    }
    await make();
    return [];
  };
}
