/**
 * A gateway that starts with many assets: how long until it answers a search, and until its engine holds everything; next
 * to an engine that is started alone and given the same assets as one JSON text. Everything from the start of a process,
 * which takes turns.
 *
 *   node bench/start.ts [assets=100000] [rounds=5]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { assetDefinition } from './search/assets.ts';
import { percentile } from './support/percentile.ts';
import { runGateway } from './support/run-gateway.ts';

const assets = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 5);

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const directory = await mkdtemp(join(tmpdir(), 'bench-start-'));
const file = join(directory, 'content.json');

type Start = { readonly listening: number; readonly read: number; readonly ready: number };
async function timeStart(): Promise<Start> {
  const began = performance.now();
  const running = await runGateway(directory);
  const listening = performance.now() - began;
  const answer = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query:
        '{ findAssets(sourceId: "library", query: { query: "mountain" }) { total assets { id label } } }',
    }),
  });
  const { data } = (await answer.json()) as {
    readonly data: { readonly findAssets: { readonly total: number } };
  };
  if (data.findAssets.total === 0) throw new Error('nothing was found');
  const read = performance.now() - began;
  while ((await fetch(`${running.url}/readyz`)).status !== 200) await sleep(10);
  const ready = performance.now() - began;
  await running[Symbol.asyncDispose]();
  return { listening, read, ready };
}

type Alone = { readonly whole: number; readonly load: number };

async function timeAlone(): Promise<Alone> {
  const began = performance.now();
  const child = fork(path('./start/own-import.ts'), [file], { silent: true });
  const [load] = (await once(child, 'message')) as [number];
  const whole = performance.now() - began;
  await once(child, 'exit');
  return { whole, load };
}

const definitions = Array.from({ length: assets }, (_, number) => assetDefinition(number));
await writeFile(file, JSON.stringify({ version: '1.0.0', id: 'library', assets: definitions }));
const first = await runGateway(directory);
const { status } = await fetch(`${first.url}/sources/library/content.json`, {
  method: 'PUT',
  body: JSON.stringify({ id: 'library', assets: definitions }),
});
if (status >= 300) throw new Error(`the upload was answered with ${status}`);
await first[Symbol.asyncDispose]();

const starts: Start[] = [];
const alone: Alone[] = [];
for (let round = 0; round < rounds; round += 1) {
  starts.push(await timeStart());
  alone.push(await timeAlone());
}
await rm(directory, { recursive: true, force: true });

const spread = (values: readonly number[]): string =>
  `${percentile(values, 50).toFixed(0)} ms (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;
console.log(
  `${assets} assets, ${rounds} starts each; medians from the start of the process, least and most\n`,
);
console.log(`gateway listens          ${spread(starts.map(({ listening }) => listening))}`);
console.log(`  answers a search       ${spread(starts.map(({ read }) => read))}`);
console.log(`  its engine has it all  ${spread(starts.map(({ ready }) => ready))}`);
console.log(`engine alone has it all  ${spread(alone.map(({ whole }) => whole))}, of which the import`);
console.log(`                         ${spread(alone.map(({ load }) => load))}`);
const ratio =
  percentile(
    starts.map(({ ready }) => ready),
    50,
  ) /
  percentile(
    alone.map(({ whole }) => whole),
    50,
  );
console.log(`ratio                    ${ratio.toFixed(2)}`);
