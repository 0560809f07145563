import { type Cursor, positionOf } from '../model/cursor.ts';
import type { StreamOpened } from '../model/stream-item.ts';
import type { EventLog } from './event-log.ts';
import type { FeedJournal } from './feed-journal.ts';

/** How long a cursor may be ahead of what reads show before it counts as unknown, in milliseconds. */
const ARRIVAL_MS = 2_000;

/**
 * Decides where a subscription begins. Without `after` that is the newest position that reads show, also when
 * the feed has not told all of it yet: a client that reads and then subscribes has seen that already.
 */
export function openedAt(
  log: EventLog,
  journal: FeedJournal,
  after: Cursor | undefined,
): StreamOpened | Promise<StreamOpened> {
  const head = journal.head();
  if (after === undefined) return { kind: 'OPENED', status: 'LIVE', position: head };

  const reset: StreamOpened = { kind: 'OPENED', status: 'RESET', position: head };
  const position = positionOf(journal.journalId, after);
  if (position === undefined || log.isTooFarBack(position)) return reset;
  if (position > head) {
    const arrived = journal.arrived?.(position, ARRIVAL_MS);
    return arrived?.then((there) => (there ? openedAt(log, journal, after) : reset)) ?? reset;
  }

  const resumed: StreamOpened = { kind: 'OPENED', status: 'RESUMED', position };
  if (log.remembers(position)) return resumed;
  const decide = (pruned: number): StreamOpened => (position < pruned ? reset : resumed);
  const pruned = journal.pruned();
  return typeof pruned === 'number' ? decide(pruned) : pruned.then(decide);
}
