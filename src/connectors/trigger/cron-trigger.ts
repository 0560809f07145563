import { Cron } from 'croner';
import type { Fire, Trigger } from './trigger.ts';

/** Fires by the clock of a time zone. What is refreshed sees to it that runs don't overlap. */
export class CronTrigger implements Trigger {
  readonly name = 'cron';
  readonly #job: Cron;

  /** Throws when the pattern or the time zone can't be read. */
  constructor(pattern: string, timeZone: string | undefined, fire: Fire) {
    const options = { unref: true, ...(timeZone !== undefined && { timezone: timeZone }) };
    this.#job = new Cron(pattern, options, () => fire());
  }

  nextAt(): number | undefined {
    return this.#job.nextRun()?.getTime();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#job.stop();
    return Promise.resolve();
  }
}
