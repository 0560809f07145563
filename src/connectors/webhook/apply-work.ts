import { GatewayError } from '../../errors.ts';
import { isJsonObject } from '../../model/json.ts';
import { GATEWAY } from '../../model/principal.ts';
import type { Asset, AssetDefinition } from '../../model/asset.ts';
import type { AssetChangeDraft, CatalogForConnectors } from '../catalog-port.ts';
import type { Delivery, OrderMark } from '../../model/delivery.ts';
import type { Inbox } from '../inbox.ts';
import type { SingleAssets, Touched } from '../listing/listing.ts';
import { externalSourceFailed } from '../outside-failure.ts';
import type { DeliveryWork } from './delivery-worker.ts';
import { webhookCause } from './webhook-cause.ts';

/** Changes that fit in one transaction. */
const CHANGES_PER_CALL = 500;

/** Reading single assets may take so long, in milliseconds. */
const READ_TIMEOUT_MS = 120_000;

type Applying = {
  readonly webhook: string;
  readonly sourceId: string;
  readonly single: SingleAssets;
  readonly catalog: CatalogForConnectors;
  readonly inbox: Pick<Inbox, 'order'>;
};

/**
 * Changes, in one source, just the assets that deliveries name. A delivery says which; what they are now, the outside
 * system is asked, so that deliveries that come late, twice or in another order end right. Those that are older than
 * what was worked on for the same asset are not even asked about.
 */
export function applyWork(applying: Applying): DeliveryWork {
  return async (deliveries, stopped) => {
    const touched = await latest(applying, deliveries);
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(READ_TIMEOUT_MS)]);
    for (let start = 0; start < touched.length; start += CHANGES_PER_CALL / 2) {
      const slice = touched.slice(start, start + CHANGES_PER_CALL / 2);
      const found = await read(applying, slice, signal);
      const changes = changesOf(applying, slice, found);
      if (changes.length === 0) continue;
      const cause = webhookCause(applying.webhook, deliveries);
      await applying.catalog.changeAssets({ principal: GATEWAY, cause }, applying.sourceId, changes);
    }
    return touched.flatMap(({ key, order }): OrderMark[] => (order === undefined ? [] : [{ key, order }]));
  };
}

/** One entry per asset, the latest, without those that are older than what was worked on before. */
async function latest(applying: Applying, deliveries: readonly Delivery[]): Promise<Touched[]> {
  const { single } = applying;
  const isLater = (a: string, b: string) => single.isLater?.(a, b) ?? a > b;
  const byKey = new Map<string, Touched>();
  for (const delivery of deliveries) {
    for (const touched of single.touched(payloadOf(delivery))) {
      const present = byKey.get(touched.key);
      const older =
        present?.order !== undefined && touched.order !== undefined && isLater(present.order, touched.order);
      if (!older)
        byKey.set(touched.key, { ...touched, renamedFrom: touched.renamedFrom ?? present?.renamedFrom });
    }
  }
  const marks = await applying.inbox.order(applying.webhook, [...byKey.keys()]);
  return [...byKey.values()].filter(({ key, order }) => {
    const mark = marks.get(key);
    return mark === undefined || order === undefined || isLater(order, mark);
  });
}

async function read(
  { single, sourceId }: Applying,
  touched: readonly Touched[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, AssetDefinition>> {
  const keys = touched.map(({ key }) => key);
  try {
    return keys.length === 0 ? new Map() : await single.read(keys, signal);
  } catch (error) {
    throw externalSourceFailed(sourceId, error);
  }
}

function changesOf(
  { catalog, sourceId, single }: Applying,
  touched: readonly Touched[],
  found: ReadonlyMap<string, AssetDefinition>,
): AssetChangeDraft[] {
  const has = (id: string) => catalog.asset(GATEWAY, sourceId, id) !== undefined;
  const compare = (a: string, b: string) => single.compareIds?.(a, b) ?? 0;
  const changes: AssetChangeDraft[] = [];
  const removed = new Set<string>();
  const added = new Set<string>();
  // First what is there, then what is gone: what was renamed takes its place while the old one still holds it.
  for (const { key, assetId, renamedFrom } of touched.toSorted((a, b) => compare(a.assetId, b.assetId))) {
    const asset = found.get(key);
    if (asset === undefined) continue;
    changes.push({ upsert: { ...asset, id: assetId } });
    added.add(assetId);
    if (has(assetId)) continue;
    const after = renamedFrom !== undefined && has(renamedFrom) ? renamedFrom : undefined;
    const before =
      after === undefined ? successorOf(assetId, catalog.assets(GATEWAY, sourceId), compare) : undefined;
    if (after !== undefined || before !== undefined) changes.push({ move: { id: assetId, before, after } });
  }
  for (const { key, assetId } of touched) {
    if (found.has(key) || added.has(assetId) || removed.has(assetId) || !has(assetId)) continue;
    removed.add(assetId);
    changes.push({ remove: { id: assetId } });
  }
  return changes;
}

/** The first of `assets`, which are in order, that a listing would have behind `id`. */
function successorOf(
  id: string,
  assets: readonly Asset[],
  compare: (a: string, b: string) => number,
): string | undefined {
  let from = 0;
  let to = assets.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(assets[middle]?.definition.id ?? '', id) > 0) to = middle;
    else from = middle + 1;
  }
  return assets[from]?.definition.id;
}

/** The delivery's body as JSON. It was signed by a sender that sends JSON; what is not can never be worked on. */
export function payloadOf(delivery: Pick<Delivery, 'body'>): unknown {
  try {
    const payload: unknown = JSON.parse(Buffer.from(delivery.body).toString('utf8'));
    if (isJsonObject(payload) || Array.isArray(payload)) return payload;
  } catch {
    // Told below.
  }
  throw new GatewayError(
    'BAD_USER_INPUT',
    {},
    'The body of the delivery is neither a JSON object nor a list.',
  );
}
