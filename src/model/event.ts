import { assetIdOf, type Cause, type JournalEntry } from './journal.ts';

/** The three events that the engine has. */
export type SourceEventKind = 'ADDED' | 'UPDATED' | 'REMOVED';

/** What happened to one asset within an event. */
export type AssetChange = {
  readonly kind: 'ADDED' | 'UPDATED' | 'REMOVED' | 'MOVED';
  /** Undefined for a change that is only planned. */
  readonly sourceId?: string | undefined;
  readonly assetId: string;
  /** Names of the definition's fields that are different now; empty unless UPDATED. */
  readonly fields: readonly string[];
};

/** One event of one source: what one commit did to it. */
export type SourceEvent = {
  readonly kind: SourceEventKind;
  readonly sourceId: string;
  /** The journal position of its last entry: the event's cursor. */
  readonly position: number;
  /** The source's version before and after. */
  readonly previousVersion: number;
  readonly version: number;
  readonly occurredAt: number;
  readonly cause: Cause;
  /** The first {@link MAX_EVENT_CHANGES} changes, in journal order. */
  readonly changes: readonly AssetChange[];
  /** How many asset changes there were in all. */
  readonly changeCount: number;
};

/** How many changes an event carries; all of them are counted. */
export const MAX_EVENT_CHANGES = 1_000;

const EVENT_KIND: Record<JournalEntry['kind'], SourceEventKind> = {
  SOURCE_ADDED: 'ADDED',
  SOURCE_UPDATED: 'UPDATED',
  SOURCE_REMOVED: 'REMOVED',
  CONTENTS_CHANGED: 'UPDATED',
  ASSET_ADDED: 'UPDATED',
  ASSET_UPDATED: 'UPDATED',
  ASSET_REMOVED: 'UPDATED',
  ASSET_MOVED: 'UPDATED',
};

const CHANGE_KIND: Partial<Record<JournalEntry['kind'], AssetChange['kind']>> = {
  ASSET_ADDED: 'ADDED',
  ASSET_UPDATED: 'UPDATED',
  ASSET_REMOVED: 'REMOVED',
  ASSET_MOVED: 'MOVED',
};

/** Which event an entry belongs to, of those that its commit makes. */
export function eventKindOf(entry: JournalEntry): SourceEventKind {
  return EVENT_KIND[entry.kind];
}

/** The asset change that an entry stands for, if any. */
export function assetChangeOf(entry: JournalEntry): AssetChange | undefined {
  const kind = CHANGE_KIND[entry.kind];
  const assetId = assetIdOf(entry);
  if (kind === undefined || assetId === undefined) return undefined;
  return {
    kind,
    sourceId: entry.sourceId,
    assetId,
    fields: entry.kind === 'ASSET_UPDATED' ? entry.fields : [],
  };
}

/**
 * The events that journal entries make: one per commit and kind, in journal order.
 *
 * `entries` are contiguous. A commit whose end is missing makes an event of what is there, so callers that
 * read in slices either end on whole commits or put the parts together with {@link mergeEvents}.
 */
export function eventsOf(entries: readonly JournalEntry[]): SourceEvent[] {
  const events: SourceEvent[] = [];
  let start = 0;
  for (let index = 1; index <= entries.length; index += 1) {
    const first = entries[start];
    const next = entries[index];
    if (first === undefined) break;
    const same =
      next !== undefined && next.commit === first.commit && eventKindOf(next) === eventKindOf(first);
    if (same) continue;
    events.push(eventOf(first, entries.slice(start, index)));
    start = index;
  }
  return events;
}

function eventOf(first: JournalEntry, run: readonly JournalEntry[]): SourceEvent {
  const last = run.at(-1) ?? first;
  const changes: AssetChange[] = [];
  let changeCount = 0;
  for (const entry of run) {
    const change = assetChangeOf(entry);
    if (change === undefined) continue;
    changeCount += 1;
    if (changes.length < MAX_EVENT_CHANGES) changes.push(change);
  }
  return {
    kind: eventKindOf(first),
    sourceId: first.sourceId,
    position: last.position,
    previousVersion: first.version - 1,
    version: last.version,
    occurredAt: last.occurredAt,
    cause: last.cause,
    changes,
    changeCount,
  };
}

/** Two UPDATED events of one source as one: `earlier` came before `later`, and nothing of that source between. */
export function mergeEvents(earlier: SourceEvent, later: SourceEvent): SourceEvent {
  return {
    ...later,
    previousVersion: earlier.previousVersion,
    changes: [...earlier.changes, ...later.changes].slice(0, MAX_EVENT_CHANGES),
    changeCount: earlier.changeCount + later.changeCount,
  };
}
