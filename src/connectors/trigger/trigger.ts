/** Called when something may have changed. `sourceId`: what the message names, where the trigger lists no sources. */
export type Fire = (sourceId?: string) => void;

/** Something that fires until it is disposed of, once. */
export interface Trigger extends AsyncDisposable {
  /** For the journal and the log: `cron`, `postgres`, `redis`, `emitter`. */
  readonly name: string;
  /** When it fires next, in milliseconds since 1970-01-01 UTC, where that is known. */
  nextAt?(): number | undefined;
}
