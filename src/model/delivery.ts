/** A verified delivery of a webhook, kept until its work is done, and a while longer. */
export type Delivery = {
  /** `<webhook>:<the sender's id for it>`: the same delivery sent again has the same. */
  readonly id: string;
  readonly webhook: string;
  readonly body: Uint8Array;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly receivedAt: number;
  readonly status: DeliveryStatus;
  /** How often its work was tried and failed. */
  readonly attempts: number;
  /** Why the last try failed. */
  readonly error: string | undefined;
  /** PENDING: when it is tried. Else when it ended. Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
};

export const DELIVERY_STATUSES = ['PENDING', 'DONE', 'FAILED'] as const;

export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** A delivery as it comes in. */
export type NewDelivery = Pick<Delivery, 'id' | 'webhook' | 'body' | 'receivedAt'>;

/** What happened last to one of the things that a webhook's deliveries are about. */
export type OrderMark = { readonly key: string; readonly order: string };

/** Deliveries that wait for their work at one time; no more are taken. */
export const MAX_PENDING_DELIVERIES = 100_000;
