import { type SourceEvent, eventKindOf, eventsOf, mergeEvents } from '../model/event.ts';
import type { JournalEntry } from '../model/journal.ts';

/** An event and where in the journal it begins: its first entry is the one behind `start`. */
export type PlacedEvent = { readonly start: number; readonly event: SourceEvent };

/**
 * Makes events of journal entries that come in slices. An event is given out when its last entry has come,
 * so a commit of any size costs no more memory than one event.
 */
export class EventAssembler {
  /** Every entry up to here has been taken. */
  #read: number;
  #open: { start: number; event: SourceEvent; commit: number } | undefined;

  constructor(after: number) {
    this.#read = after;
  }

  get read(): number {
    return this.#read;
  }

  /** Takes the entries right behind {@link read}; gives the events that became whole. */
  take(entries: readonly JournalEntry[]): PlacedEvent[] {
    const whole: PlacedEvent[] = [];
    let first = 0;
    for (let index = 1; index <= entries.length; index += 1) {
      const begin = entries[first];
      const next = entries[index];
      if (begin === undefined) break;
      if (next !== undefined && next.commit === begin.commit && eventKindOf(next) === eventKindOf(begin)) {
        continue;
      }
      const [event] = eventsOf(entries.slice(first, index));
      if (event !== undefined) this.#add(event, begin, next, whole);
      first = index;
    }
    this.#read = entries.at(-1)?.position ?? this.#read;
    return whole;
  }

  /** Gives the event that waits for more entries, as far as it has come. */
  finish(): PlacedEvent | undefined {
    const open = this.#open;
    this.#open = undefined;
    return open === undefined ? undefined : { start: open.start, event: open.event };
  }

  #add(part: SourceEvent, begin: JournalEntry, next: JournalEntry | undefined, whole: PlacedEvent[]): void {
    const open = this.#open;
    this.#open = undefined;
    let placed: PlacedEvent = { start: begin.position - 1, event: part };
    if (open !== undefined) {
      if (open.commit === begin.commit && open.event.kind === part.kind) {
        placed = { start: open.start, event: mergeEvents(open.event, part) };
      } else {
        whole.push({ start: open.start, event: open.event });
      }
    }
    if (next === undefined && part.position !== begin.commit) {
      this.#open = { ...placed, commit: begin.commit };
    } else {
      whole.push(placed);
    }
  }
}
