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

/** For how long after an answer a panel may still be at work with it, in milliseconds: slow machines draw slowly. */
const DIGESTION = 2_000;

/** After how many milliseconds a notification that nobody seems to have heard is given again. */
const REPEATS = [250, 1_000, 3_000];

type Timer = 'quiet' | 'patience' | 'retry' | 'digestion' | 'repeat';

/**
 * When to tell the engine that a source changed. An asset panel forgets a notification that reaches it while it waits for
 * answers, of any of its pages, and shows what it got for good. So what happens meanwhile is remembered, and told once the
 * panel has had all its answers and some milliseconds to ask for the next page. Whether it was heard shows by a query for the
 * first page; where none comes soon after an answer, it is told again, a few times.
 */
export class RefreshRule {
  readonly #options: RefreshRuleOptions;
  readonly #timers = new Map<Timer, unknown>();
  #underWay = 0;
  /** Something changed that the engine has not been told, or was told while a panel may not have listened. */
  #owed = false;
  #failures = 0;
  #repeats = 0;
  #stopped = false;

  constructor(options: RefreshRuleOptions) {
    this.#options = options;
  }

  /** The source changed. */
  changed(): void {
    if (this.#stopped) return;
    if (this.#underWay === 0 && !this.#timers.has('quiet')) {
      this.#repeats = 0;
      this.#tell();
      return;
    }
    this.#owed = true;
    if (this.#timers.has('patience')) return;
    this.#start('patience', this.#options.patience, () => {
      if (this.#owed) this.#options.notify();
    });
  }

  /** A query for this page began. */
  queryBegan(page: number): void {
    this.#underWay += 1;
    this.#stop('quiet');
    // Any other page may be the rest of a round that began before.
    if (page === 0) this.#stop('repeat');
  }

  /** A query got its answer (`true`), one that is known to be old already (`'old'`), or none (`false`). */
  queryEnded(answered: boolean | 'old'): void {
    this.#underWay -= 1;
    if (answered === false) this.#retryLater();
    else this.#failures = 0;
    if (answered === 'old') this.#owed = true;
    this.#start('digestion', DIGESTION, () => undefined);
    if (this.#underWay === 0) this.#start('quiet', this.#options.quiet, () => this.#settle());
  }

  /** The gateway can be reached again: panels that got no answer ask anew. */
  reachable(): void {
    if (this.#failures === 0) return;
    this.#failures = 0;
    this.#stop('retry');
    this.changed();
  }

  /** Nothing is told from here on, also when queries under way end. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.keys()) this.#stop(timer);
  }

  #settle(): void {
    if (!this.#owed) return;
    this.#owed = false;
    this.#stop('patience');
    this.#repeats = 0;
    this.#tell();
  }

  #tell(): void {
    this.#options.notify();
    const wait = REPEATS[this.#repeats];
    if (wait === undefined || !this.#timers.has('digestion')) return;
    this.#start('repeat', wait, () => {
      this.#repeats += 1;
      if (this.#underWay === 0) this.#tell();
      else this.#owed = true;
    });
  }

  #retryLater(): void {
    this.#failures += 1;
    if (this.#timers.has('retry')) return;
    const { clock, retry } = this.#options;
    const delay = Math.min(LONGEST_RETRY, retry * 2 ** Math.min(this.#failures - 1, 16));
    this.#start('retry', delay * (0.5 + clock.random() / 2), () => {
      if (this.#failures > 0) this.changed();
    });
  }

  /** Starts a timer, anew if it runs. */
  #start(timer: Timer, milliseconds: number, call: () => void): void {
    this.#stop(timer);
    if (this.#stopped) return;
    const running = this.#options.clock.setTimeout(() => {
      this.#timers.delete(timer);
      call();
    }, milliseconds);
    this.#timers.set(timer, running);
  }

  #stop(timer: Timer): void {
    this.#options.clock.clearTimeout(this.#timers.get(timer));
    this.#timers.delete(timer);
  }
}
