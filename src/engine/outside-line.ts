import type { OutsideAnswer, OutsideCall } from './protocol.ts';

/** The thread's way to the outside: a call, and its answer some time later. Every call is answered by the other end. */
export class OutsideLine {
  readonly #send: (id: number, call: OutsideCall) => void;
  readonly #waiting = new Map<number, (answer: OutsideAnswer) => void>();
  #lastId = 0;

  constructor(send: (id: number, call: OutsideCall) => void) {
    this.#send = send;
  }

  /** What CE.SDK's callback resolves with. Rejects with an Error, which is all that the engine takes without harm. */
  async ask(call: OutsideCall): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve } = Promise.withResolvers<OutsideAnswer>();
    this.#send(id, call);
    this.#waiting.set(id, resolve);
    const answer = await promise;
    if (answer.type === 'FAILED') throw new Error(answer.message);
    return JSON.parse(answer.json);
  }

  answered(id: number, answer: OutsideAnswer): void {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }
}
