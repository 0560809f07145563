import { setTimeout as delay } from 'node:timers/promises';

import type { Log } from '../log.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { CommittedChanges } from './committed-changes.ts';
import type { Wakeup } from './wakeup.ts';

const MAX_ENTRIES = 1_000;
/** Before entries that could not be read are asked for again, in milliseconds. */
const READ_AGAIN_MS = 500;

export type ConfirmFromJournalOptions = {
  readonly changes: CommittedChanges;
  readonly log: Log;
  /** Rings when the journal has grown, and when `away` may be false. */
  readonly wakeup: Wakeup;
  /** The last position that was confirmed. */
  readonly after: number;
  /** Whether there is still no engine. */
  readonly away: () => boolean;
  readonly onConfirmed: (position: number) => void;
};

/** Confirms whole commits as the journal tells them, in the place of an engine, until there is one. */
export async function confirmFromJournal(options: ConfirmFromJournalOptions): Promise<void> {
  const { changes, log, wakeup, away, onConfirmed } = options;
  let { after } = options;
  while (away()) {
    const rung = wakeup.next;
    try {
      const entries = await changes.entriesAfter(after, MAX_ENTRIES);
      if (!away()) return;
      const whole = lastWholeCommit(entries);
      if (whole !== undefined) onConfirmed(whole);
      after = entries.at(-1)?.position ?? after;
      if (entries.length === 0) await rung;
    } catch (error) {
      log.warn({ err: error, after }, 'The journal could not be read');
      await delay(READ_AGAIN_MS);
    }
  }
}

/** The position of the last commit that ends among `entries`, if one does. */
export function lastWholeCommit(entries: readonly JournalEntry[]): number | undefined {
  return entries.findLast((entry) => entry.position === entry.commit)?.position;
}
