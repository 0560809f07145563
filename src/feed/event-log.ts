import type { SourceEvent } from '../model/event.ts';
import { EventAssembler, type PlacedEvent } from './event-assembler.ts';
import { EventRing } from './event-ring.ts';
import type { FeedJournal } from './feed-journal.ts';
import type { FeedLimits } from './feed-limits.ts';
import { entriesUpTo, JournalReader } from './journal-reader.ts';
import { mergeRuns } from './merge-runs.ts';
import { matches, type SubscriptionFilter } from './subscription-filter.ts';

/** The events that a filter lets through in the stretch of the journal that ends with `to`. */
export type Slice = {
  readonly events: readonly SourceEvent[];
  readonly to: number;
  /** How many events were merged away. */
  readonly merged: number;
};

/** The journal as events: the recent ones in a ring, the others read when somebody needs them. */
export class EventLog {
  readonly #journal: FeedJournal;
  readonly #limits: FeedLimits;
  readonly #reader: JournalReader;
  #ring: EventRing;
  #assembler: EventAssembler;

  constructor(journal: FeedJournal, limits: FeedLimits, position: number) {
    this.#journal = journal;
    this.#limits = limits;
    this.#reader = new JournalReader(journal, limits);
    this.#ring = new EventRing(limits.ringEvents, limits.ringChanges, position);
    this.#assembler = new EventAssembler(position);
  }

  /** Every event up to here may be told. */
  get told(): number {
    return this.#ring.end;
  }

  /** Every entry up to here has been taken from the journal; beyond {@link told} when a commit's end is missing. */
  get taken(): number {
    return this.#assembler.read;
  }

  get ringSize(): number {
    return this.#ring.size;
  }

  /** True when every event behind this position is in memory. */
  remembers(position: number): boolean {
    return position >= this.#ring.floor;
  }

  /**
   * True when what follows `position` is too much to be read for one subscriber. A single commit may be larger
   * than any bound; whoever misses only what is in memory has not fallen behind for that.
   */
  isTooFarBack(position: number): boolean {
    return !this.remembers(position) && this.#journal.head() - position > this.#limits.behindEntries;
  }

  /**
   * Takes the entries up to `position` from the journal, a slice at a time; `onSlice` is called after each.
   * Calls must not overlap. Rejects as the journal does, and can then be called again.
   */
  async advance(position: number, onSlice: () => void): Promise<void> {
    while (this.#assembler.read < position) {
      const read = this.#journal.entriesAfter(this.#assembler.read, this.#limits.sliceEntries);
      const entries = entriesUpTo(read instanceof Promise ? await read : read, position);
      const first = entries[0];
      if (first === undefined) throw new Error(`The journal has no entry behind ${this.#assembler.read}.`);
      if (first.position !== this.#assembler.read + 1) this.#restartAt(first.position - 1);
      for (const placed of this.#assembler.take(entries)) this.#ring.push(placed);
      onSlice();
    }
  }

  /** What follows `after`, each event by itself; undefined when the ring does not have it all. */
  recent(after: number, filter: SubscriptionFilter): Slice | undefined {
    const ring = this.#ring.after(after);
    if (ring === undefined) return undefined;
    return collect(ring, this.told, filter, this.#limits.deliveryEvents);
  }

  /**
   * What follows `after` up to `end`, which is the end of an event: at least one whole event's stretch, merged
   * where it is long. Undefined when it is not kept any more.
   */
  async read(after: number, end: number, filter: SubscriptionFilter): Promise<Slice | undefined> {
    const ring = this.#ring.after(after);
    const slice =
      ring === undefined
        ? await this.#readJournal(after, end, filter)
        : collect(ring, end, filter, this.#limits.sliceEntries);
    if (slice === undefined || slice.events.length <= this.#limits.mergeBeyond) return slice;
    const runs = mergeRuns(slice.events);
    const events = runs.slice(0, this.#limits.deliveryEvents);
    const to = events.length === runs.length ? slice.to : (events.at(-1)?.position ?? slice.to);
    const taken = slice.events.filter((event) => event.position <= to).length;
    return { events, to, merged: taken - events.length };
  }

  async #readJournal(after: number, end: number, filter: SubscriptionFilter): Promise<Slice | undefined> {
    const stretch = await this.#reader.read(after, end);
    if (stretch === undefined) return undefined;
    return collect(stretch.placed, Math.min(stretch.to, end), filter, stretch.placed.length);
  }

  #restartAt(position: number): void {
    this.#ring = new EventRing(this.#limits.ringEvents, this.#limits.ringChanges, position);
    this.#assembler = new EventAssembler(position);
  }
}

function collect(
  source: Iterable<PlacedEvent>,
  end: number,
  filter: SubscriptionFilter,
  limit: number,
): Slice {
  const events: SourceEvent[] = [];
  let to = end;
  for (const { event } of source) {
    if (event.position > end) break;
    if (!matches(filter, event)) continue;
    if (events.length === limit) {
      to = events.at(-1)?.position ?? end;
      break;
    }
    events.push(event);
  }
  return { events, to, merged: 0 };
}
