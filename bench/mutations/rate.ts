import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Durable changes a second, and how long the event loop of those who asked for them was held. */
export type Rate = { readonly perSecond: number; readonly loopP99Ms: number };

/** Lets so many clients make changes for so long, each the next when its last one is durable. */
export async function measureRate(
  clients: number,
  seconds: number,
  change: (client: number) => Promise<void>,
): Promise<Rate> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  let changes = 0;
  const client = async (index: number): Promise<void> => {
    while (performance.now() < until) {
      await change(index);
      changes += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  const took = (performance.now() - begun) / 1_000;
  delay.disable();
  return { perSecond: changes / took, loopP99Ms: delay.percentile(99) / 1e6 };
}
