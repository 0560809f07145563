import { execFile } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import type { AssetIndex } from '../src/index/asset-index.ts';
import type { JournalEntry } from '../src/model/journal.ts';
import type { AssetDefinition } from '../src/model/asset.ts';
import { EngineOracle } from '../test/index/engine-oracle.ts';
import { Random } from '../test/index/random.ts';
import { assetDefinition } from './search/assets.ts';
import { benchAsset, definitionsOf, indexOf, SOURCE_ID } from './search/index-of.ts';
import { overHttp } from './search/over-http.ts';
import { QUERY_KINDS } from './search/queries.ts';
import { quiet } from './search/quiet.ts';
import { ms, printTable, Times, times } from './search/timing.ts';
import { spawnGateway } from './support/spawn-gateway.ts';

// The same queries on the index in process, over HTTP, and on a bare engine, side by side.
// `node bench/search.ts --sizes 1000,10000,100000 --rounds 9`; bench/README.md says how to read it.

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    rounds: { type: 'string', default: '9' },
    engine: { type: 'string', default: '100000' },
    http: { type: 'string', default: '100000' },
  },
});
const sizes = options.sizes.split(',').map(Number);
const rounds = Number(options.rounds);
/** How often index and HTTP are asked for each time that the engine is. */
const PER_ROUND = 25;

const MEMORY_OF = {
  documents: 'documents',
  index: 'documents and index',
  asked: 'the same, after all queries',
  engine: 'engine',
} as const;

type Measured = {
  readonly first: number;
  readonly index: Times;
  readonly http: Times;
  readonly engine: Times;
};

/** A size, with everything that is asked about it. */
type Contest = {
  readonly size: number;
  readonly building: number;
  readonly index: AssetIndex;
  readonly engine: EngineOracle | undefined;
  readonly http: ReturnType<typeof overHttp> | undefined;
  readonly random: Random;
  readonly kinds: ReadonlyMap<string, Measured>;
};

await using stack = new AsyncDisposableStack();
const contests: Contest[] = [];
for (const size of sizes) contests.push(await prepare(size));
for (let turn = 0; turn < 4; turn += 1) for (const contest of contests) await warm(contest);
// All sizes take turns, so that what else the machine does falls on all of them.
for (let round = 0; round < rounds; round += 1) for (const contest of contests) await ask(contest);
for (const contest of contests) {
  print(contest);
  await printChanges(contest);
}
printGrowth();
await printMemory(sizes.at(-1) ?? 100_000);

async function prepare(size: number): Promise<Contest> {
  const random = new Random(size);
  const building = new Times();
  const index = await building.timeAsync(() => indexOf(size));
  const engine = size <= Number(options.engine) ? stack.use(await EngineOracle.open()) : undefined;
  engine?.hold(definitionsOf(size));
  const gateway = size <= Number(options.http) ? stack.use(await spawnGateway()) : undefined;
  const http = gateway === undefined ? undefined : overHttp(gateway.url);
  if (http !== undefined) {
    stack.defer(http.close);
    await http.fill(SOURCE_ID, definitionsOf(size));
  }
  const kinds = new Map<string, Measured>();
  for (const { name, make } of QUERY_KINDS) {
    const first = new Times();
    first.time(() => index.find(SOURCE_ID, make(random, size)));
    kinds.set(name, { first: first.p50, index: new Times(), http: new Times(), engine: new Times() });
  }
  return { size, building: building.p50, index, engine, http, random, kinds };
}

/** What is indexed on demand is filled between turns of the event loop, here and in the gateway. */
async function warm({ size, index, http, random }: Contest): Promise<void> {
  for (const { make } of QUERY_KINDS) {
    for (let again = 0; again < 10; again += 1) {
      index.find(SOURCE_ID, make(random, size));
      await http?.find(SOURCE_ID, make(random, size));
    }
  }
  await quiet();
}

async function ask({ size, index, http, engine, random, kinds }: Contest): Promise<void> {
  for (const { name, make } of QUERY_KINDS) {
    const kind = kinds.get(name);
    if (kind === undefined) continue;
    for (let again = 0; again < PER_ROUND; again += 1) {
      const query = make(random, size);
      kind.index.time(() => index.find(SOURCE_ID, query));
      if (http !== undefined) await kind.http.timeAsync(() => http.find(SOURCE_ID, query));
    }
    if (engine !== undefined) await kind.engine.timeAsync(() => engine.find(make(random, size)));
  }
}

function print({ size, building, kinds }: Contest): void {
  console.log(
    `\n${size.toLocaleString('en')} assets, indexed in ${ms(building)} ms; times in ms, rounds: ${rounds}`,
  );
  printTable([
    ['query', 'first', 'index p50', 'p99', 'HTTP p50', 'p99', 'engine p50', 'engine/index', 'engine/HTTP'],
    ...[...kinds].map(([name, { first, index, http, engine }]) => [
      name,
      ms(first),
      ms(index.p50),
      ms(index.p99),
      ms(http.p50),
      ms(http.p99),
      ms(engine.p50),
      times(engine.p50 / index.p50),
      times(engine.p50 / http.p50),
    ]),
  ]);
}

/** Changes single assets, once their labels alone and once everything: label, tags, groups, meta. */
function changeOneByOne(
  index: AssetIndex,
  size: number,
  random: Random,
): { readonly labels: Times; readonly whole: Times } {
  const labels = new Times();
  const whole = new Times();
  for (let count = 0; count < 10_000; count += 1) {
    const number = random.below(size);
    const other = assetDefinition(random.below(1e9));
    const { id } = assetDefinition(number);
    const labelOnly = count % 2 === 0;
    const before = index.asset(SOURCE_ID, id)?.definition ?? other;
    const entry = entryOf(index, number, labelOnly ? { ...before, label: other.label } : { ...other, id });
    (labelOnly ? labels : whole).time(() => void index.apply([entry]));
  }
  return { labels, whole };
}

function entryOf(
  index: AssetIndex,
  number: number,
  definition: AssetDefinition,
  version: number = index.versionOf(SOURCE_ID) + 1,
): JournalEntry {
  const isNew = index.asset(SOURCE_ID, definition.id) === undefined;
  const asset = { ...benchAsset(definition, number), version, updatedAt: 1.8e12 + version };
  return {
    ...(isNew ? { kind: 'ASSET_ADDED', asset } : { kind: 'ASSET_UPDATED', asset, fields: [] }),
    sourceId: SOURCE_ID,
    version,
    cause: { kind: 'MUTATION', operation: 'bench' },
    principal: 'bench',
    occurredAt: 1.8e12,
    position: version,
    commit: version,
  };
}

/** Single changes, as they were right after loading and with everything indexed that was asked for; and one commit of 10,000. */
async function printChanges(contest: Contest): Promise<void> {
  const { index, size, random } = contest;
  const fresh = changeOneByOne(await indexOf(size), size, random);
  const asked = changeOneByOne(index, size, random);
  const version = index.versionOf(SOURCE_ID) + 1;
  const entries = Array.from({ length: 10_000 }, (_, number) =>
    entryOf(index, size + number, assetDefinition(size + number), version + number),
  );
  const whole = new Times();
  const turns = new Times();
  let isDone = false;
  const applying = whole.timeAsync(async () => {
    await index.apply(entries);
    isDone = true;
  });
  while (!isDone) await turns.timeAsync(() => setImmediate());
  await applying;
  const told = ({ p50, p99 }: Times): string => `p50 ${ms(p50)}, p99 ${ms(p99)}`;
  console.log(
    `one change right after loading: a label ${told(fresh.labels)}; a whole asset ${told(fresh.whole)}`,
  );
  console.log(
    `with all that was indexed since: a label ${told(asked.labels)}; a whole asset ${told(asked.whole)}`,
  );
  console.log(
    `10,000 added in one commit: ${ms(whole.p50)}, the event loop held for ${ms(turns.max)} at most`,
  );
}

function printGrowth(): void {
  const small = contests[0];
  const large = contests.at(-1);
  if (small === undefined || large === undefined || small === large) return;
  console.log(
    `\n${large.size.toLocaleString('en')} assets against ${small.size.toLocaleString('en')}: p50 grows`,
  );
  printTable([
    ['query', 'index', 'HTTP', 'engine'],
    ...QUERY_KINDS.map(({ name }) => {
      const before = small.kinds.get(name);
      const after = large.kinds.get(name);
      const growth = (of: 'index' | 'http' | 'engine'): string =>
        times((after?.[of].p50 ?? Number.NaN) / (before?.[of].p50 ?? Number.NaN));
      return [name, growth('index'), growth('http'), growth('engine')];
    }),
  ]);
}

async function printMemory(size: number): Promise<void> {
  console.log(`\nmemory of ${size.toLocaleString('en')} assets, in MB, each in a process of its own`);
  const rows = [['', 'heap', 'buffers', 'resident']];
  for (const kind of ['documents', 'index', 'asked', 'engine'] as const) {
    const script = new URL('./search/memory.ts', import.meta.url).pathname;
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['--expose-gc', script, kind, String(size)]);
    const { heap, buffers, rss } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Record<
      string,
      number
    >;
    rows.push([MEMORY_OF[kind], ...[heap, buffers, rss].map((bytes) => ((bytes ?? 0) / 1e6).toFixed(1))]);
  }
  printTable(rows);
}
