/** What one operation should have done, and what its caller knows of it. */
export type Deed = {
  readonly key: string;
  readonly sourceId: string;
  readonly state:
    | {
        readonly kind: 'ACKNOWLEDGED';
        readonly version: number;
        readonly cursor: string;
        readonly entries: number;
      }
    /** Refused for a reason of its own: nothing may have been written. */
    | { readonly kind: 'REFUSED'; readonly code: string }
    /** Its caller gave up without an answer: all of it may have been written, or nothing. */
    | { readonly kind: 'UNKNOWN'; readonly entries: number | undefined };
};

/** An entry as the public journal shows it. */
export type SeenEntry = {
  readonly cursor: string;
  readonly sourceId: string;
  readonly version: number;
  readonly kind: string;
  readonly assetId: string | null;
  readonly cause: { readonly idempotencyKey: string | null };
};

/** Compares what callers know with what the journal tells. Returns sentences; none when all is well. */
export function judge(deeds: readonly Deed[], entries: readonly SeenEntry[]): string[] {
  const faults: string[] = [];
  const versions = new Map<string, number>();
  const byKey = new Map<string, SeenEntry[]>();
  let position = 0;
  for (const entry of entries) {
    const [, digits = ''] = entry.cursor.split('.');
    const next = Number.parseInt(digits, 36);
    if (next !== position + 1) faults.push(`position ${next} follows on ${position}`);
    position = next;
    const version = versions.get(entry.sourceId) ?? 0;
    if (entry.version !== version + 1)
      faults.push(`version ${entry.version} of ${entry.sourceId} follows on ${version}`);
    versions.set(entry.sourceId, entry.version);
    const key = entry.cause.idempotencyKey ?? 'none';
    byKey.set(key, [...(byKey.get(key) ?? []), entry]);
  }
  for (const { key, sourceId, state } of deeds) {
    const written = byKey.get(key) ?? [];
    byKey.delete(key);
    if (written.some((entry) => entry.sourceId !== sourceId))
      faults.push(`${key} was made in another source`);
    const last = written.at(-1);
    const [first] = written;
    if (first !== undefined && last !== undefined && last.version - first.version !== written.length - 1)
      faults.push(`${key} was torn apart by others`);
    switch (state.kind) {
      case 'ACKNOWLEDGED':
        if (written.length !== state.entries)
          faults.push(`${key} was acknowledged with ${state.entries} entries and has ${written.length}`);
        if (last !== undefined && (last.version !== state.version || last.cursor !== state.cursor))
          faults.push(`${key} was acknowledged at ${state.cursor} and stands at ${last.cursor}`);
        break;
      case 'REFUSED':
        if (written.length > 0) faults.push(`${key} was refused with ${state.code} and written`);
        break;
      case 'UNKNOWN':
        if (written.length > 0 && state.entries !== undefined && written.length !== state.entries)
          faults.push(`of ${key} ${written.length} of ${state.entries} entries are there`);
    }
  }
  for (const key of byKey.keys()) faults.push(`nobody knows of ${key}`);
  return faults;
}
