import type { Counters } from './counters.ts';
import type { EventLog } from './event-log.ts';
import type { FeedJournal } from './feed-journal.ts';
import type { FeedLimits } from './feed-limits.ts';
import type { Gate } from './gate.ts';
import type { Pacer } from './pacer.ts';
import type { ByteBudget } from './payload-cache.ts';

/** What the groups of one feed have in common. */
export type FeedParts = {
  readonly log: EventLog;
  readonly journal: FeedJournal;
  readonly limits: FeedLimits;
  readonly counters: Counters;
  readonly budget: ByteBudget;
  /** One catching-up at a time renders and delivers: together with the pacer that keeps the loop free. */
  readonly catchUps: Gate;
  readonly pacer: Pacer;
  /** Aborted when the feed is disposed of. */
  readonly stopped: AbortSignal;
};
