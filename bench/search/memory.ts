import { EngineOracle } from '../../test/index/engine-oracle.ts';
import { assetDefinition } from './assets.ts';
import { Random } from '../../test/index/random.ts';
import { benchAsset, definitionsOf, indexOf, SOURCE_ID } from './index-of.ts';
import { QUERY_KINDS } from './queries.ts';
import { quiet } from './quiet.ts';

// What so many assets take in memory, in a process of their own: `node --expose-gc bench/search/memory.ts index 100000`.
// Prints JSON: bytes of heap, of buffers beside it, and of resident memory, over those before.

const [kind = 'index', count = '100000'] = process.argv.slice(2);
const size = Number(count);

function used(): { heap: number; buffers: number; rss: number } {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers, rss };
}

/** What is measured stays reachable until it was. */
const kept: unknown[] = [];
let before = used();
if (kind === 'documents') {
  kept.push(
    Array.from({ length: size }, (_, number) =>
      benchAsset(JSON.parse(JSON.stringify(assetDefinition(number))) as never, number),
    ),
  );
} else if (kind === 'index') {
  kept.push(await indexOf(size));
} else if (kind === 'asked') {
  const index = await indexOf(size);
  const random = new Random(1);
  for (let turn = 0; turn < 4; turn += 1) {
    for (const { make } of QUERY_KINDS) {
      for (let again = 0; again < 5; again += 1) index.find(SOURCE_ID, make(random, size));
    }
    await quiet();
  }
  kept.push(index);
} else {
  const engine = await EngineOracle.open();
  before = used();
  engine.hold(definitionsOf(size));
  kept.push(engine);
}
const after = used();
console.log(
  JSON.stringify({
    heap: after.heap - before.heap,
    buffers: after.buffers - before.buffers,
    rss: after.rss - before.rss,
    kept: kept.length,
  }),
);
process.exit(0);
