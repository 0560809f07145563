import type { Clock } from '../clock.ts';

export type RefreshRuleOptions = {
  readonly clock: Clock;
  /** How long no query may have been under way before a held notification is given, in milliseconds. */
  readonly quiet: number;
  /** The longest that a notification is held while queries never stop, in milliseconds. */
  readonly patience: number;
  /** Between notifications while queries fail, doubled each time up to a minute, in milliseconds. */
  readonly retry: number;
  /** Tells the engine that the source's contents changed. */
  readonly notify: () => void;
};

const LONGEST_RETRY = 60_000;

/**
 * When to tell the engine that a source changed. An asset panel forgets a notification that reaches it while it waits for
 * answers, of any of its pages, and shows what it got for good. So what happens meanwhile is remembered, and told once the
 * panel has had all its answers and some milliseconds to ask for the next page.
 */
export class RefreshRule {
  readonly #options: RefreshRuleOptions;
  #underWay = 0;
  /** Something changed that the engine has not been told, or was told while a panel may not have listened. */
  #owed = false;
  #failures = 0;
  #quietTimer: unknown;
  #patienceTimer: unknown;
  #retryTimer: unknown;

  constructor(options: RefreshRuleOptions) {
    this.#options = options;
  }

  /** The source changed. */
  changed(): void {
    if (this.#underWay === 0 && this.#quietTimer === undefined) {
      this.#options.notify();
      return;
    }
    this.#owed = true;
    this.#patienceTimer ??= this.#options.clock.setTimeout(() => {
      this.#patienceTimer = undefined;
      if (this.#owed) this.#options.notify();
    }, this.#options.patience);
  }

  queryBegan(): void {
    this.#underWay += 1;
    this.#clear('quiet');
  }

  /** A query got its answer (`true`), one that is known to be old already (`'old'`), or none (`false`). */
  queryEnded(answered: boolean | 'old'): void {
    this.#underWay -= 1;
    if (answered === false) this.#retryLater();
    else this.#failures = 0;
    if (answered === 'old') this.#owed = true;
    if (this.#underWay > 0) return;
    this.#clear('quiet');
    this.#quietTimer = this.#options.clock.setTimeout(() => {
      this.#quietTimer = undefined;
      this.#settle();
    }, this.#options.quiet);
  }

  /** The gateway can be reached again: panels that got no answer ask anew. */
  reachable(): void {
    if (this.#failures === 0) return;
    this.#failures = 0;
    this.#clear('retry');
    this.changed();
  }

  stop(): void {
    this.#owed = false;
    this.#clear('quiet');
    this.#clear('patience');
    this.#clear('retry');
  }

  #settle(): void {
    if (!this.#owed) return;
    this.#owed = false;
    this.#clear('patience');
    this.#options.notify();
  }

  #retryLater(): void {
    this.#failures += 1;
    if (this.#retryTimer !== undefined) return;
    const { clock, retry } = this.#options;
    const delay = Math.min(LONGEST_RETRY, retry * 2 ** Math.min(this.#failures - 1, 16));
    this.#retryTimer = clock.setTimeout(
      () => {
        this.#retryTimer = undefined;
        if (this.#failures > 0) this.changed();
      },
      delay * (0.5 + clock.random() / 2),
    );
  }

  #clear(which: 'quiet' | 'patience' | 'retry'): void {
    const { clock } = this.#options;
    if (which === 'quiet') {
      clock.clearTimeout(this.#quietTimer);
      this.#quietTimer = undefined;
    } else if (which === 'patience') {
      clock.clearTimeout(this.#patienceTimer);
      this.#patienceTimer = undefined;
    } else {
      clock.clearTimeout(this.#retryTimer);
      this.#retryTimer = undefined;
    }
  }
}
