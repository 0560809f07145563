/** What bounds the feed's memory and its turns. Bytes are those of the JSON payloads. */
export type FeedLimits = {
  /** Events kept in memory for subscribers that are a little behind. */
  readonly ringEvents: number;
  /** Changes that those events may list in all. */
  readonly ringChanges: number;
  /** A subscriber, or an `after`, further behind than this many entries has to read again. */
  readonly behindEntries: number;
  /** Entries read from the journal at a time. */
  readonly sliceEntries: number;
  /** Events that leave in one delivery. */
  readonly deliveryEvents: number;
  /** A delivery takes no further event once it has this many bytes. */
  readonly deliveryBytes: number;
  /** A subscriber with more events than this to catch up with gets neighbouring events of one source as one. */
  readonly mergeBeyond: number;
  /** Payloads that a group keeps, to share with members that are behind. */
  readonly groupPayloads: number;
  /** Bytes of payloads kept by all groups. */
  readonly payloadBytes: number;
  /** Members written to before other work gets its turn. */
  readonly membersPerTurn: number;
  /** Characters written to members before other work gets its turn. */
  readonly lengthPerTurn: number;
  /** Journal reads for subscribers under way at one time. */
  readonly journalReads: number;
};

export const FEED_LIMITS: FeedLimits = {
  ringEvents: 4_096,
  ringChanges: 65_536,
  behindEntries: 100_000,
  sliceEntries: 1_000,
  deliveryEvents: 256,
  deliveryBytes: 64 * 1024,
  mergeBeyond: 64,
  groupPayloads: 512,
  payloadBytes: 64 * 1024 * 1024,
  membersPerTurn: 512,
  lengthPerTurn: 4 * 1024 * 1024,
  journalReads: 8,
};
