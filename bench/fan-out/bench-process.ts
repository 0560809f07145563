import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContenderOrder, ContenderReport } from './contender.ts';
import type { SubscribersOrder, SubscribersReport } from './subscribers.ts';

/** A process of this bench, and what it says. */
export class BenchProcess<Order extends object, Report extends { readonly type: string }> {
  readonly #child: ChildProcess;
  readonly #waiting: { readonly type: string; readonly resolve: (report: never) => void }[] = [];

  constructor(name: string) {
    this.#child = fork(new URL(`./${name}.ts`, import.meta.url), { execArgv: ['--expose-gc'] });
    this.#child.on('message', (report: Report) => {
      const index = this.#waiting.findIndex(({ type }) => type === report.type);
      const [found] = index === -1 ? [] : this.#waiting.splice(index, 1);
      found?.resolve(report as never);
    });
    void once(this.#child, 'exit').then(([code]) => {
      if (code !== null && code !== 0) throw new Error(`${name} ended with ${String(code)}`);
    });
  }

  send(order: Order): void {
    this.#child.send(order);
  }

  report<Type extends Report['type']>(type: Type): Promise<Extract<Report, { readonly type: Type }>> {
    return new Promise((resolve) => {
      this.#waiting.push({ type, resolve });
    });
  }

  ask<Type extends Report['type']>(
    order: Order,
    type: Type,
  ): Promise<Extract<Report, { readonly type: Type }>> {
    const answer = this.report(type);
    this.send(order);
    return answer;
  }

  kill(): void {
    this.#child.disconnect();
  }
}

/** Publishes now and then until every subscriber has got something: none is still being taken in then. */
export async function everybodyIsThere(
  server: BenchProcess<ContenderOrder, ContenderReport>,
  load: BenchProcess<SubscribersOrder, SubscribersReport>,
  subscribers: number,
): Promise<void> {
  for (let reached = 0; reached < subscribers;) {
    await server.ask({ type: 'PUBLISH', events: 1 }, 'PUBLISHED');
    await sleep(500);
    ({ subscribers: reached } = await load.ask({ type: 'REACHED' }, 'REACHED'));
  }
  await sleep(1_000);
}
