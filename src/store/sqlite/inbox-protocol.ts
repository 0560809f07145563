import type { Delivery, DeliveryStatus, NewDelivery, OrderMark } from '../../model/delivery.ts';

/** What can be asked of the inbox; all operations of one request are one transaction. */
export type InboxOperation =
  | { readonly type: 'PUT'; readonly delivery: NewDelivery }
  | { readonly type: 'DUE'; readonly webhook: string; readonly now: number; readonly limit: number }
  | { readonly type: 'NEXT_DUE'; readonly webhook: string }
  | {
      readonly type: 'DONE';
      readonly webhook: string;
      readonly ids: readonly string[];
      readonly at: number;
      readonly marks: readonly OrderMark[];
    }
  | {
      readonly type: 'FAILED';
      readonly id: string;
      readonly error: string;
      readonly at: number;
      readonly dueAt: number | undefined;
    }
  | { readonly type: 'ORDER'; readonly webhook: string; readonly keys: readonly string[] }
  | { readonly type: 'LIST'; readonly status: DeliveryStatus | undefined; readonly limit: number }
  | { readonly type: 'REPLAY'; readonly id: string; readonly at: number }
  | { readonly type: 'PRUNE'; readonly before: number; readonly limit: number };

export type InboxReply = {
  readonly PUT: 'KEPT' | 'DUPLICATE' | 'FULL';
  readonly DUE: readonly Delivery[];
  readonly NEXT_DUE: number | undefined;
  readonly DONE: null;
  readonly FAILED: null;
  readonly ORDER: ReadonlyMap<string, string>;
  readonly LIST: readonly Delivery[];
  readonly REPLAY: Delivery | undefined;
  /** How many deliveries went; `limit` when there may be more. */
  readonly PRUNE: number;
};
