/** What the feed counts from its start on. */
export type Counters = {
  /** Events that were merged into others for subscribers that were behind. */
  merges: number;
  /** Subscriptions that were told to read again, at their start or later. */
  resets: number;
  /** Subscriptions that resumed from their cursor. */
  resumed: number;
  /** Payloads made. */
  renders: number;
  /** Payloads handed to subscribers. */
  delivered: number;
};

export function newCounters(): Counters {
  return { merges: 0, resets: 0, resumed: 0, renders: 0, delivered: 0 };
}
