import type { JournalEntry } from '../model/journal.ts';
import { EventAssembler, type PlacedEvent } from './event-assembler.ts';
import type { FeedJournal } from './feed-journal.ts';
import type { FeedLimits } from './feed-limits.ts';
import { Gate } from './gate.ts';

/** The events of a stretch of the journal, which ends with `to`. */
export type Stretch = { readonly placed: readonly PlacedEvent[]; readonly to: number };

/** Stretches that are remembered. */
const REMEMBERED = 32;

/**
 * Reads old events for subscribers that are behind. Those who come back after an outage come together, and
 * from few places: a stretch that is being read, or was lately, is not read again.
 */
export class JournalReader {
  readonly #journal: FeedJournal;
  readonly #sliceEntries: number;
  readonly #gate: Gate;
  readonly #stretches = new Map<number, Promise<Stretch | undefined>>();

  constructor(journal: FeedJournal, { journalReads, sliceEntries }: FeedLimits) {
    this.#journal = journal;
    this.#sliceEntries = sliceEntries;
    this.#gate = new Gate(journalReads);
  }

  /**
   * At least one whole event behind `after`, where there is one; nothing behind `end`, which is the end of an
   * event, unless somebody else asked for it. Undefined when it is not kept any more.
   */
  read(after: number, end: number): Promise<Stretch | undefined> {
    const known = this.#stretches.get(after);
    if (known !== undefined) return known;
    const reading = this.#gate.run(() => this.#read(after, end));
    this.#stretches.set(after, reading);
    const [oldest] = this.#stretches.keys();
    if (this.#stretches.size > REMEMBERED && oldest !== undefined) this.#stretches.delete(oldest);
    reading.catch(() => this.#stretches.delete(after));
    return reading;
  }

  async #read(after: number, end: number): Promise<Stretch | undefined> {
    const assembler = new EventAssembler(after);
    const placed: PlacedEvent[] = [];
    while (placed.length === 0 && assembler.read < end) {
      // Up to a round position, so that readers who began at different places go on from the same.
      const limit = this.#sliceEntries - (assembler.read % this.#sliceEntries);
      const entries = await this.#journal.entriesAfter(assembler.read, limit);
      if (entries[0]?.position !== assembler.read + 1) return undefined;
      placed.push(...assembler.take(entriesUpTo(entries, end)));
      const rest = assembler.read === end ? assembler.finish() : undefined;
      if (rest !== undefined) placed.push(rest);
    }
    return { placed, to: placed.at(-1)?.event.position ?? end };
  }
}

/** Those of the ascending entries that are not behind `position`. */
export function entriesUpTo(entries: readonly JournalEntry[], position: number): readonly JournalEntry[] {
  const last = entries.at(-1);
  if (last === undefined || last.position <= position) return entries;
  return entries.filter((entry) => entry.position <= position);
}
