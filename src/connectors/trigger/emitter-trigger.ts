import type { Log } from '../../log.ts';
import type { Notify } from '../config/gateway-config.ts';
import { loggable } from '../outside-failure.ts';
import type { Fire, Trigger } from './trigger.ts';

/** Anything that can be listened to: `on(notify) => unsubscribe`. Nothing fires any more once it is disposed of. */
export class EmitterTrigger implements Trigger {
  readonly name = 'emitter';
  readonly #fire: Fire;
  readonly #log: Log;
  #live = true;
  #unsubscribe: (() => unknown) | undefined;

  /** Rejects when `on` does. */
  static async start(
    on: (notify: Notify) => (() => unknown) | Promise<() => unknown>,
    fire: Fire,
    log: Log,
  ): Promise<EmitterTrigger> {
    const trigger = new EmitterTrigger(fire, log);
    const unsubscribe: unknown = await on((sourceId) => trigger.#notified(sourceId));
    if (typeof unsubscribe === 'function') trigger.#unsubscribe = unsubscribe as () => unknown;
    else log.warn({ trigger: trigger.name }, 'trigger: on() gave nothing to unsubscribe with');
    return trigger;
  }

  private constructor(fire: Fire, log: Log) {
    this.#fire = fire;
    this.#log = log;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#live = false;
    try {
      await this.#unsubscribe?.();
    } catch (error) {
      this.#log.warn({ trigger: this.name, reason: loggable(error) }, 'trigger: unsubscribing failed');
    }
  }

  /** Emitters pass along whatever they were given. */
  #notified(sourceId: unknown): void {
    if (this.#live) this.#fire(typeof sourceId === 'string' ? sourceId : undefined);
  }
}
