import type { Delivery } from '../../model/delivery.ts';
import type { Cause } from '../../model/journal.ts';

/** What the journal says of a change that deliveries made: which one, or how many from which one on. */
export function webhookCause(webhook: string, deliveries: readonly Delivery[]): Cause {
  const [first] = deliveries;
  if (first === undefined) return { kind: 'WEBHOOK', operation: webhook };
  const others = deliveries.length - 1;
  const detail = others === 0 ? first.id : `${first.id} and ${others} more`;
  return { kind: 'WEBHOOK', operation: webhook, detail };
}
