/** What one stream item came to, as the JSON text of a GraphQL result. */
export type Payload = {
  readonly json: string;
  /** Resuming from here, a subscriber gets what follows. */
  readonly position: number;
};

/**
 * Payloads that leave together, in order. Every member that is at the same place gets the same object, so a
 * transport can frame it once and remember the frames by it.
 */
export type Delivery = {
  readonly payloads: readonly Payload[];
  /** Characters of all payloads. */
  readonly length: number;
};

export function deliveryOf(payloads: readonly Payload[]): Delivery {
  let length = 0;
  for (const { json } of payloads) length += json.length;
  return { payloads, length };
}
