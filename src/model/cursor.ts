/** A position in one journal, as clients see it: opaque, and good on every node that shares the journal. */
export type Cursor = string;

/** Writes a position of the journal called `journalId` as a cursor. */
export function cursorOf(journalId: string, position: number): Cursor {
  return `${journalId}.${position.toString(36)}`;
}

/**
 * The position that a cursor stands for, or undefined when it was not issued for this journal: a cursor of
 * another database, of the state before a backup was restored, or no cursor at all.
 */
export function positionOf(journalId: string, cursor: Cursor): number | undefined {
  const prefix = `${journalId}.`;
  if (!cursor.startsWith(prefix)) return undefined;
  const digits = cursor.slice(prefix.length);
  if (!/^[0-9a-z]{1,11}$/.test(digits)) return undefined;
  const position = Number.parseInt(digits, 36);
  return Number.isSafeInteger(position) ? position : undefined;
}
