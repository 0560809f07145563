import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BenchProcess, everybodyIsThere } from './fan-out/bench-process.ts';
import type { ContenderOrder, ContenderReport } from './fan-out/contender.ts';
import type { SubscribersOrder, SubscribersReport } from './fan-out/subscribers.ts';

// What it costs to tell many subscribers of one event: the gateway next to a WebSocket broadcast that knows
// nothing of GraphQL, and to the usual stacks. `node bench/fan-out.ts --subscribers 100,1000,5000 --rounds 5`

const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '100,1000,5000' },
    contenders: { type: 'string', default: 'raw,gateway,yoga,mercurius' },
    documents: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
    /** Messages that one round delivers, more or less. */
    messages: { type: 'string', default: '500000' },
    bursts: { type: 'string', default: '1,10' },
  },
});
const contenders = values.contenders.split(',');
const rounds = Number(values.rounds);
/** Messages before those that count: code that has not run often is slow in every contender. */
const WARM_UP = 250_000;
const documents = Number(values.documents);

type Figures = { readonly micros: number[]; readonly latencies: number[]; readonly kilobytes: number[] };

for (const subscribers of values.subscribers.split(',').map(Number)) {
  for (const burst of values.bursts.split(',').map(Number)) {
    await compare(subscribers, burst);
  }
}

async function compare(subscribers: number, burst: number): Promise<void> {
  const load = new BenchProcess<SubscribersOrder, SubscribersReport>('subscribers');
  const figures = new Map<string, Figures>(
    contenders.map((name) => [name, { micros: [], latencies: [], kilobytes: [] }]),
  );
  // A contender has the machine to itself while it is measured; rounds alternate, so that what else the
  // machine does hits all of them.
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { micros, latencies, kilobytes }] of figures) {
      const server = new BenchProcess<ContenderOrder, ContenderReport>(name);
      const { port } = await server.report('READY');
      // The first subscribers pay for what is made once; they are not counted.
      await load.ask({ type: 'CONNECT', port, subscribers: 50, documents }, 'CONNECTED');
      await load.ask({ type: 'DISCONNECT' }, 'DISCONNECTED');
      await sleep(300);
      const alone = await server.ask({ type: 'USAGE', collect: true }, 'USAGE');
      await load.ask({ type: 'CONNECT', port, subscribers, documents }, 'CONNECTED');
      await everybodyIsThere(server, load, subscribers);
      const joined = await server.ask({ type: 'USAGE', collect: true }, 'USAGE');
      kilobytes.push((joined.rssBytes - alone.rssBytes) / subscribers / 1024);
      await run(server, load, Math.ceil(WARM_UP / subscribers / burst), burst);
      const turns = Math.ceil(Number(values.messages) / subscribers / burst);
      const before = await server.ask({ type: 'USAGE', collect: true }, 'USAGE');
      for (const latency of await run(server, load, turns, burst)) latencies.push(latency);
      const after = await server.ask({ type: 'USAGE', collect: true }, 'USAGE');
      micros.push((after.cpuMicros - before.cpuMicros) / (turns * burst * subscribers));
      await load.ask({ type: 'DISCONNECT' }, 'DISCONNECTED');
      server.kill();
    }
  }
  load.kill();
  print(subscribers, burst, figures);
}

/** Publishes `turns` times, each time when everybody has got what came before; gives all latencies in milliseconds. */
async function run(
  server: BenchProcess<ContenderOrder, ContenderReport>,
  load: BenchProcess<SubscribersOrder, SubscribersReport>,
  turns: number,
  burst: number,
): Promise<number[]> {
  const latencies: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    await load.ask({ type: 'EXPECT', messages: burst }, 'EXPECTING');
    const gotAll = load.report('GOT_ALL');
    const { atNs } = await server.ask({ type: 'PUBLISH', events: burst }, 'PUBLISHED');
    await gotAll;
    const { millis } = await load.ask({ type: 'LATENCIES', publishedAtNs: atNs }, 'LATENCIES');
    for (const milli of millis) latencies.push(milli);
  }
  return latencies;
}

function print(subscribers: number, burst: number, figures: ReadonlyMap<string, Figures>): void {
  const what = burst === 1 ? 'one event at a time' : `${burst} events in one turn`;
  console.log(`\n${subscribers} subscribers, ${documents} document(s), ${what}; medians of ${rounds} rounds`);
  console.log('contender     µs CPU a message   messages/CPU s    × raw   p50 ms   p99 ms   KB a subscriber');
  const raw = figures.get('raw')?.micros ?? [];
  for (const [name, { micros, latencies, kilobytes }] of figures) {
    const cost = quantile(micros, 0.5);
    const ratio = quantile(
      micros.map((own, round) => (raw[round] ?? Number.NaN) / own),
      0.5,
    );
    console.log(
      name.padEnd(14) +
        cost.toFixed(2).padStart(16) +
        Math.round(1e6 / cost)
          .toString()
          .padStart(17) +
        (Number.isNaN(ratio) ? '–' : ratio.toFixed(2)).padStart(9) +
        quantile(latencies, 0.5).toFixed(1).padStart(9) +
        quantile(latencies, 0.99).toFixed(1).padStart(9) +
        quantile(kilobytes, 0.5).toFixed(1).padStart(18),
    );
  }
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
