import { Worker } from 'node:worker_threads';

import type { Log } from '../log.ts';
import type {
  EngineAnswer,
  EngineFault,
  EngineRequest,
  EngineThreadOptions,
  FromEngine,
  OutsideAnswer,
  OutsideCall,
  ToEngine,
} from './protocol.ts';

export type EngineLinkOptions = {
  readonly thread: EngineThreadOptions;
  readonly log: Log;
  /** How often the thread is asked for a sign of life, in milliseconds. */
  readonly pingMs: number;
  /** How long it may give none before it is given up, in milliseconds. */
  readonly silenceMs: number;
  /** How long one request may take before the thread is given up, in milliseconds; its start too. */
  readonly requestMs: number;
  /** Answers what external sources ask. Never rejects, and takes less time than a request may. */
  readonly onOutsideCall: (call: OutsideCall) => Promise<OutsideAnswer>;
  /** Called with the link before the thread has started, so that it can be killed then already. */
  readonly onStarting: (link: EngineLink) => void;
  /** Called once, however the thread ends. */
  readonly onDeath: (reason: Error) => void;
};

/** The engine's thread is gone, or was given up. What was asked of it may or may not have been done. */
export class EngineDied extends Error {
  override readonly name = 'EngineDied';
}

type Waiting = {
  readonly resolve: (answer: EngineAnswer) => void;
  readonly reject: (reason: Error) => void;
  /** The ping at which it was asked. */
  readonly since: number;
};

type Life = { readonly phase: 'STARTING' | 'STARTED' } | { readonly phase: 'DEAD'; readonly reason: Error };

/**
 * One engine thread, seen from outside: requests, a heartbeat and the end. A link never comes back to life;
 * whoever started it disposes of it, and may do so more than once.
 */
export class EngineLink implements AsyncDisposable {
  readonly #options: EngineLinkOptions;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #started = Promise.withResolvers<string>();
  readonly #heartbeat: NodeJS.Timeout;
  #life: Life = { phase: 'STARTING' };
  #lastId = 0;
  #pings = 0;
  #lastPong = 0;

  /** Resolves when the engine takes requests; rejects with {@link EngineDied}, and leaves nothing behind then. */
  static async start(options: EngineLinkOptions): Promise<{ link: EngineLink; version: string }> {
    const link = new EngineLink(options);
    options.onStarting(link);
    try {
      return { link, version: await link.#started.promise };
    } catch (error) {
      await link[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(options: EngineLinkOptions) {
    this.#options = options;
    this.#worker = new Worker(new URL('./engine-thread.ts', import.meta.url), {
      name: 'engine',
      workerData: options.thread,
      // Nothing of the process's environment is the engine's business.
      env: {},
      stdout: true,
      stderr: true,
    });
    const forward = (output: Buffer): void => options.log.debug({ output: String(output) }, 'Engine output');
    this.#worker.stdout.on('data', forward);
    this.#worker.stderr.on('data', forward);
    this.#worker.on('message', (message: FromEngine) => this.#receive(message));
    this.#worker.on('messageerror', (error) => this.#die(error.message));
    this.#worker.on('error', (error) => this.#die(error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', (code) => this.#die(`The thread ended with code ${code}.`));
    // Pings are counted, not timed: when this side was the one that stood still, no ping was missed.
    this.#heartbeat = setInterval(() => this.#beat(), options.pingMs);
    this.#started.promise.catch(() => undefined);
  }

  get alive(): boolean {
    return this.#life.phase !== 'DEAD';
  }

  /** Rejects with {@link EngineDied} when the thread ends before it has answered. */
  request(request: EngineRequest): Promise<EngineAnswer> {
    if (this.#life.phase === 'DEAD') return Promise.reject(this.#life.reason);
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<EngineAnswer>();
    this.#waiting.set(id, { resolve, reject, since: this.#pings });
    this.#post({ type: 'REQUEST', id, request });
    return promise;
  }

  inject(fault: EngineFault): void {
    this.#post({ type: 'FAULT', fault });
  }

  /** Ends the thread, also in the middle of a call that never returns. */
  async kill(reason: string): Promise<void> {
    this.#die(reason);
    await this.#worker.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('The engine was stopped.');
  }

  #post(message: ToEngine): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromEngine): void {
    switch (message.type) {
      case 'STARTED':
        if (this.#life.phase === 'STARTING') this.#life = { phase: 'STARTED' };
        this.#lastPong = this.#pings;
        return this.#started.resolve(message.version);
      case 'ANSWER': {
        const waiting = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        return waiting?.resolve(message.answer);
      }
      case 'OUTSIDE_CALL':
        return void this.#answerOutside(message.id, message.call);
      case 'PONG':
        this.#lastPong = this.#pings;
        return;
      case 'LOG':
        return this.#options.log[message.level]({}, message.message);
      case 'FATAL':
        return this.#die(message.message);
    }
  }

  async #answerOutside(id: number, call: OutsideCall): Promise<void> {
    const answer = await this.#options.onOutsideCall(call);
    if (this.alive) this.#post({ type: 'OUTSIDE_ANSWER', id, answer });
  }

  #beat(): void {
    const { pingMs, silenceMs, requestMs } = this.#options;
    this.#pings += 1;
    if ((this.#pings - this.#oldestSince()) * pingMs > requestMs) {
      return this.#die('A request was not answered in time.');
    }
    // The start is one long call: it is bounded as a request is.
    if (this.#life.phase === 'STARTED' && (this.#pings - this.#lastPong) * pingMs > silenceMs) {
      return this.#die('The thread gave no sign of life.');
    }
    this.#post({ type: 'PING' });
  }

  /** The ping at which the request that waits longest was made: they stand in the order in which they came. */
  #oldestSince(): number {
    for (const { since } of this.#waiting.values()) return since;
    return this.#life.phase === 'STARTING' ? 0 : this.#pings;
  }

  #die(reason: string): void {
    if (this.#life.phase === 'DEAD') return;
    const error = new EngineDied(reason);
    this.#life = { phase: 'DEAD', reason: error };
    clearInterval(this.#heartbeat);
    this.#started.reject(error);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    void this.#worker.terminate();
    this.#options.onDeath(error);
  }
}
