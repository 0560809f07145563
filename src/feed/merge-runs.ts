import { type SourceEvent, mergeEvents } from '../model/event.ts';

/**
 * Makes one event of neighbouring UPDATED events of one source.
 *
 * Only neighbours are merged: were events of two sources merged past each other, a client that got the first
 * of the two and resumed from its cursor would miss part of the second.
 */
export function mergeRuns(events: readonly SourceEvent[]): SourceEvent[] {
  const merged: SourceEvent[] = [];
  for (const event of events) {
    const last = merged.at(-1);
    if (last?.kind === 'UPDATED' && event.kind === 'UPDATED' && last.sourceId === event.sourceId) {
      merged[merged.length - 1] = mergeEvents(last, event);
    } else {
      merged.push(event);
    }
  }
  return merged;
}
