import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { FindAssetsDocument } from '../client/src/operations.generated.ts';
import type { LoadOrder, LoadReport } from './http/load.ts';
import type { CpuReport, ServerReady } from './http/server.ts';

// What a request to /graphql costs the server in CPU: the gateway's short way next to Yoga's own request
// handling, on the same schema and the same catalog. `node bench/http.ts --rounds 7 --seconds 1`

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, seconds: { type: 'string', default: '1' } },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

const QUERIES = {
  'small query': {
    query: 'query Version($id: ID!) { assetSource(id: $id) { id version } }',
    variables: { id: 'photos' },
  },
  // As the client bridge asks for a panel of the editor.
  'page of 50': {
    query: FindAssetsDocument.toString(),
    variables: { sourceId: 'photos', query: { perPage: 50 }, locale: 'en' },
  },
};

const server = fork(new URL('./http/server.ts', import.meta.url));
const [{ ports }] = (await once(server, 'message')) as [ServerReady];
const load = fork(new URL('./http/load.ts', import.meta.url));

/** Server CPU per request, in microseconds, over one stretch of load. */
async function measure(port: number, body: string): Promise<number> {
  const before = await cpu();
  load.send({ port, body, seconds, connections: 16 } satisfies LoadOrder);
  const [{ requests, failures }] = (await once(load, 'message')) as [LoadReport];
  const after = await cpu();
  if (failures > 0) throw new Error(`${failures} of ${requests} requests failed`);
  return (after - before) / requests;
}

async function cpu(): Promise<number> {
  server.send('cpu');
  const [{ micros }] = (await once(server, 'message')) as [CpuReport];
  return micros;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

try {
  for (const [name, operation] of Object.entries(QUERIES)) {
    const body = JSON.stringify(operation);
    const costs = new Map<string, number[]>(Object.keys(ports).map((contender) => [contender, []]));
    // One round is for warming up, and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      for (const [contender, port] of Object.entries(ports)) {
        const micros = await measure(port, body);
        if (round > 0) costs.get(contender)?.push(micros);
      }
    }
    const yoga = costs.get('yoga') ?? [];
    console.log(`\n${name} (${body.length} bytes asked, medians of ${rounds} rounds of ${seconds} s)`);
    for (const [contender, micros] of costs) {
      const ratios = micros.map((cost, round) => (yoga[round] ?? Number.NaN) / cost);
      const cost = median(micros);
      console.log(
        `  ${contender.padEnd(24)} ${cost.toFixed(1).padStart(7)} µs CPU a request ` +
          `${Math.round(1_000_000 / cost)
            .toString()
            .padStart(7)} requests per CPU second ` +
          `${median(ratios).toFixed(2).padStart(6)} × yoga`,
      );
    }
  }
} finally {
  server.kill();
  load.kill();
}
