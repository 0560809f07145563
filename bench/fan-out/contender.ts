/** What the coordinator asks of a contender's process. */
export type ContenderOrder =
  /** `events` in one turn of the event loop. */
  { readonly type: 'PUBLISH'; readonly events: number } | { readonly type: 'USAGE' };

export type ContenderReport =
  | { readonly type: 'READY'; readonly port: number }
  | { readonly type: 'PUBLISHED'; readonly atNs: string }
  /** CPU time of the process so far, all threads, and its resident memory after a garbage collection. */
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
      case 'USAGE': {
        const { user, system } = process.cpuUsage();
        const gc = globalThis as { gc?: () => void };
        gc.gc?.();
        report({ type: 'USAGE', cpuMicros: user + system, rssBytes: process.memoryUsage().rss });
        break;
      }
    }
  });
  process.on('disconnect', () => process.exit());
  report({ type: 'READY', port });
}

function report(message: ContenderReport): void {
  process.send?.(message);
}
