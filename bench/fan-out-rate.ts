import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BenchProcess, everybodyIsThere } from './fan-out/bench-process.ts';
import type { ContenderOrder, ContenderReport } from './fan-out/contender.ts';
import type { SubscribersOrder, SubscribersReport } from './fan-out/subscribers.ts';

// A steady stream of events, whatever the server makes of it: latency from when an event was due, and what got
// lost. With --stalled, so many subscribers read nothing until the end, and only the others are measured.
// `node bench/fan-out-rate.ts --subscribers 1000 --per-second 500 --seconds 30`
// `node bench/fan-out-rate.ts --subscribers 500 --per-second 200 --seconds 60 --stalled 0,50`

const { values } = parseArgs({
  options: {
    contenders: { type: 'string', default: 'gateway' },
    subscribers: { type: 'string', default: '1000' },
    'per-second': { type: 'string', default: '500' },
    seconds: { type: 'string', default: '30' },
    stalled: { type: 'string', default: '0' },
  },
});
const subscribers = Number(values.subscribers);
const perSecond = Number(values['per-second']);
const events = perSecond * Number(values.seconds);

console.log(`${subscribers} subscribers, ${perSecond} events a second for ${values.seconds} s`);
console.log('contender      stalled   lost   p50 ms   p99 ms   max ms   server CPU   peak RSS MB over idle');
for (const name of values.contenders.split(',')) {
  for (const stalled of values.stalled.split(',').map(Number)) await measure(name, stalled);
}

async function measure(name: string, stalled: number): Promise<void> {
  const load = new BenchProcess<SubscribersOrder, SubscribersReport>('subscribers');
  const server = new BenchProcess<ContenderOrder, ContenderReport>(name);
  const { port } = await server.report('READY');
  await load.ask({ type: 'CONNECT', port, subscribers, documents: 1 }, 'CONNECTED');
  await everybodyIsThere(server, load, subscribers);
  const before = await server.ask({ type: 'USAGE', collect: true }, 'USAGE');
  await load.ask({ type: 'TRACE', events }, 'TRACING');
  load.send({ type: 'STALL', subscribers: stalled });
  let peak = before.rssBytes;
  let running = true;
  const watching = (async () => {
    while (running) {
      const { rssBytes } = await server.ask({ type: 'USAGE', collect: false }, 'USAGE');
      peak = Math.max(peak, rssBytes);
      await sleep(5_000);
    }
  })();
  const { dueNs } = await server.ask({ type: 'RATE', perSecond, events }, 'RATED');
  const after = await server.ask({ type: 'USAGE', collect: true }, 'USAGE');
  running = false;
  await sleep(2_000);
  await watching;
  const { lost, p50, p99, max } = await load.ask({ type: 'TRACED', dueNs, stalled }, 'TRACED');
  const cpu = (after.cpuMicros - before.cpuMicros) / 1e6 / Number(values.seconds);
  console.log(
    name.padEnd(12) +
      [
        stalled.toString().padStart(10),
        lost.toString().padStart(7),
        p50.toFixed(1).padStart(9),
        p99.toFixed(1).padStart(9),
        max.toFixed(1).padStart(9),
        `${Math.round(cpu * 100)} %`.padStart(13),
        ((peak - before.rssBytes) / 2 ** 20).toFixed(1).padStart(24),
      ].join(''),
  );
  server.kill();
  load.kill();
}
