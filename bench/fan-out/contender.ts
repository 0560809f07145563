/** What the coordinator asks of a contender's process. */
export type ContenderOrder =
  /** `events` in one turn of the event loop. */
  | { readonly type: 'PUBLISH'; readonly events: number }
  /** One event every `1 / perSecond`, whether or not the last one has been sent. */
  | { readonly type: 'RATE'; readonly perSecond: number; readonly events: number }
  /** `collect`: after a garbage collection, which takes its time. */
  | { readonly type: 'USAGE'; readonly collect: boolean };

export type ContenderReport =
  | { readonly type: 'READY'; readonly port: number }
  | { readonly type: 'PUBLISHED'; readonly atNs: string }
  /** When each event was due: a server that can't keep up has no excuse. */
  | { readonly type: 'RATED'; readonly dueNs: readonly string[] }
  /** CPU time of the process so far, all threads, and its resident memory. */
  | { readonly type: 'USAGE'; readonly cpuMicros: number; readonly rssBytes: number };

/** Answers the coordinator: `publish` sends one event, the given number of times in one turn. */
export function serveOrders(port: number, publish: (version: number) => void): void {
  let version = 0;
  process.on('message', (order: ContenderOrder) => {
    switch (order.type) {
      case 'PUBLISH': {
        const atNs = process.hrtime.bigint().toString();
        for (let event = 0; event < order.events; event += 1) publish((version += 1));
        report({ type: 'PUBLISHED', atNs });
        break;
      }
      case 'RATE':
        rate(order.perSecond, order.events, () => publish((version += 1)));
        break;
      case 'USAGE': {
        const gc = globalThis as { gc?: () => void };
        if (order.collect) gc.gc?.();
        // After it: what was collected for the sake of memory figures is no part of the next round.
        const { user, system } = process.cpuUsage();
        report({ type: 'USAGE', cpuMicros: user + system, rssBytes: process.memoryUsage().rss });
        break;
      }
    }
  });
  process.on('disconnect', () => process.exit());
  report({ type: 'READY', port });
}

function rate(perSecond: number, events: number, publish: () => void): void {
  const dueNs: string[] = [];
  const begin = process.hrtime.bigint();
  const step = BigInt(Math.round(1e9 / perSecond));
  const timer = setInterval(() => {
    const now = process.hrtime.bigint();
    while (dueNs.length < events) {
      const due = begin + step * BigInt(dueNs.length);
      if (due > now) return;
      dueNs.push(due.toString());
      publish();
    }
    clearInterval(timer);
    report({ type: 'RATED', dueNs });
  }, 1);
}

function report(message: ContenderReport): void {
  process.send?.(message);
}
