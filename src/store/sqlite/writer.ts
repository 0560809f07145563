import { Worker } from 'node:worker_threads';

import { GatewayError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { storeFailure } from '../store-failure.ts';
import type { FromWriter, ToWriter, WriterOptions, WriterReply, WriterRequest } from './writer-protocol.ts';

type Pending = {
  readonly resolve: (reply: WriterReply[keyof WriterReply]) => void;
  readonly reject: (error: Error) => void;
};

type State =
  | { readonly phase: 'STARTING'; readonly worker: Worker; readonly started: Promise<void> }
  | { readonly phase: 'RUNNING'; readonly worker: Worker }
  /** The thread died. The next request starts another. */
  | { readonly phase: 'DOWN' }
  | { readonly phase: 'CLOSED' };

/**
 * The writer thread as the main thread sees it: requests that are answered in order.
 *
 * When the thread dies, what it had not answered rejects (nothing is known about it), and the next request
 * starts a new thread. The thread keeps the process alive only while an answer is due.
 */
export class Writer implements AsyncDisposable {
  readonly #options: WriterOptions;
  readonly #log: Log;
  readonly #onOthersWrote: () => void;
  readonly #pending = new Map<number, Pending>();
  #state: State = { phase: 'DOWN' };
  #journalId = '';
  #lastId = 0;
  #watching = false;

  /** Rejects when the database can't be opened. */
  static async start(options: WriterOptions, log: Log, onOthersWrote: () => void): Promise<Writer> {
    const writer = new Writer(options, log, onOthersWrote);
    await writer.#started();
    return writer;
  }

  private constructor(options: WriterOptions, log: Log, onOthersWrote: () => void) {
    this.#options = options;
    this.#log = log;
    this.#onOthersWrote = onOthersWrote;
  }

  get journalId(): string {
    return this.#journalId;
  }

  /** Rejects with a plain error when the request is at fault, with UNAVAILABLE when disk or thread are. */
  async ask<T extends keyof WriterReply>(
    request: Extract<WriterRequest, { type: T }>,
  ): Promise<WriterReply[T]> {
    return (await this.#ask(await this.#ready(), request)) as WriterReply[T];
  }

  /** Resolves when a thread is there to take what is told. Rejects with UNAVAILABLE when none can be started. */
  async ready(): Promise<void> {
    await this.#ready();
  }

  /** Sends what needs no answer. Lost when the thread is down. */
  tell(message: Exclude<ToWriter, { type: 'REQUEST' }>): void {
    if (this.#state.phase === 'RUNNING') this.#state.worker.postMessage(message);
  }

  /** From now on commits of other connections are reported, also by the threads to come. */
  watch(): void {
    this.#watching = true;
    this.tell({ type: 'WATCH' });
  }

  /** Closes the database after what was asked before. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state.phase === 'STARTING') await this.#state.started.catch(() => undefined);
    const state = this.#state;
    if (state.phase !== 'RUNNING') {
      this.#state = { phase: 'CLOSED' };
      return;
    }
    const ended = Promise.withResolvers<unknown>();
    state.worker.once('exit', ended.resolve);
    const closed = this.#ask(state.worker, { type: 'CLOSE' });
    this.#state = { phase: 'CLOSED' };
    await closed.catch((error: unknown) => {
      this.#log.error({ err: error }, 'The database did not close cleanly');
    });
    state.worker.ref();
    await ended.promise;
  }

  async #ready(): Promise<Worker> {
    try {
      return await this.#started();
    } catch (error) {
      throw error instanceof GatewayError ? error : storeFailure(error);
    }
  }

  async #started(): Promise<Worker> {
    switch (this.#state.phase) {
      case 'RUNNING':
        return this.#state.worker;
      case 'CLOSED':
        throw storeFailure(new Error('The store is closed.'));
      case 'STARTING': {
        await this.#state.started;
        return this.#started();
      }
      case 'DOWN': {
        const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), {
          workerData: this.#options,
        });
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        this.#state = { phase: 'STARTING', worker, started: promise };
        worker.on('message', (message: FromWriter) => {
          if (message.type === 'READY') {
            this.#run(worker, message.journalId);
            resolve();
          } else if (message.type === 'NOT_OPENED') {
            this.#state = { phase: 'DOWN' };
            reject(message.error);
          } else this.#receive(worker, message);
        });
        const lost = (error: Error) => {
          reject(error);
          this.#lost(worker, error);
        };
        worker.on('error', lost);
        worker.on('exit', () => lost(new Error('The writer thread ended.')));
        await promise;
        return this.#started();
      }
    }
  }

  async #ask(worker: Worker, request: WriterRequest): Promise<WriterReply[keyof WriterReply]> {
    // A thread that has ended meanwhile would never answer.
    if (this.#state.phase !== 'RUNNING' || this.#state.worker !== worker) {
      throw storeFailure(new Error('The writer thread has ended.'));
    }
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<WriterReply[keyof WriterReply]>();
    this.#pending.set(id, { resolve, reject });
    worker.ref();
    worker.postMessage({ type: 'REQUEST', id, request } satisfies ToWriter);
    return promise;
  }

  #run(worker: Worker, journalId: string): void {
    this.#journalId = journalId;
    this.#state = { phase: 'RUNNING', worker };
    worker.unref();
    if (this.#watching) this.tell({ type: 'WATCH' });
  }

  #receive(worker: Worker, message: Exclude<FromWriter, { type: 'READY' | 'NOT_OPENED' }>): void {
    if (message.type === 'OTHERS_WROTE') {
      this.#onOthersWrote();
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (this.#pending.size === 0) worker.unref();
    if (message.type === 'DONE') pending?.resolve(message.reply);
    else if (message.blame === 'BATCH') pending?.reject(message.error);
    else {
      this.#log.error({ err: message.error }, 'The database failed; what was under way is rolled back');
      pending?.reject(storeFailure(message.error));
    }
  }

  /** Called once or twice for each thread that ends; the second time another may be there already. */
  #lost(worker: Worker, error: Error): void {
    const state = this.#state;
    if (state.phase === 'DOWN' || (state.phase !== 'CLOSED' && state.worker !== worker)) return;
    if (state.phase === 'RUNNING') {
      this.#log.error({ err: error }, 'The writer thread died; the next change starts another');
    }
    if (state.phase !== 'CLOSED') this.#state = { phase: 'DOWN' };
    for (const { reject } of this.#pending.values()) reject(storeFailure(error));
    this.#pending.clear();
  }
}
