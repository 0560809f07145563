import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { JournalEntry } from '../../src/model/journal.ts';
import { type Act, assetsOf, JournalWriter } from './journal-writer.ts';
import type { OpenStore } from './store-contract.ts';

const IDS = ['a', 'b', '__proto__', 'ä'];

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.constantFrom<Act>('ADD_SOURCE', 'UPDATE_SOURCE', 'REMOVE_SOURCE', 'NOTIFY'),
  fc.record({ add: fc.constantFrom(...IDS) }),
  fc.record({
    update: fc.constantFrom(...IDS),
    definition: fc.record({ meta: fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<never>) }),
  }),
  fc.record({ remove: fc.constantFrom(...IDS) }),
  fc.record({
    move: fc.constantFrom(...IDS),
    rank: fc.double({ min: -10, max: 10, noNaN: true, noDefaultInfinity: true }),
  }),
  fc.record({
    move: fc.constantFrom(...IDS),
    rank: fc.double({ min: 10.5, max: 20, noNaN: true }),
    renumbered: fc.constant(true as const),
  }),
);

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('WRITE' as const),
      sourceId: fc.constantFrom('s', '__proto__'),
      commits: fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { maxLength: 3 }),
      /** Appended without waiting for those before. */
      together: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('REOPEN' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('PRUNE' as const), keep: fc.integer({ min: 0, max: 8 }) }),
  },
);

/** Drops what the source's present state does not allow, as the catalog would. */
function possible(writer: JournalWriter, acts: readonly Act[]): Act[] {
  let exists = writer.source !== undefined;
  const ids = new Set(writer.assets.keys());
  return acts.filter((one) => {
    if (one === 'ADD_SOURCE') return exists ? false : (exists = true);
    if (!exists) return false;
    if (one === 'REMOVE_SOURCE') {
      exists = false;
      ids.clear();
      return true;
    }
    if (typeof one === 'string') return true;
    if ('add' in one) return ids.has(one.add) ? false : ids.add(one.add) !== undefined;
    if ('update' in one) return ids.has(one.update);
    if ('move' in one) return ids.has(one.move);
    return ids.delete(one.remove);
  });
}

/** Any sequence of commits, restarts and prunings leaves what a list and a map in memory would have. */
export function describeAgainstModel(name: string, open: () => Promise<OpenStore>): void {
  describe(`${name}: any sequence of calls`, () => {
    test('leaves what a list and a map in memory would have', { timeout: 120_000 }, async () => {
      let steps = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (sequence) => {
          steps += sequence.length;
          const opened = await open();
          try {
            await compare(opened, sequence);
          } finally {
            await opened.close();
          }
        }),
        { numRuns: 30 },
      );
      expect(steps).toBeGreaterThan(0);
    });
  });
}

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function compare(opened: OpenStore, sequence: readonly Step[]): Promise<void> {
  let { store } = opened;
  const writers = new Map(['s', '__proto__'].map((id) => [id, new JournalWriter(id)]));
  const journal: JournalEntry[] = [];
  let pruned = 0;
  let pending: Promise<unknown>[] = [];

  for (const one of sequence) {
    if (one.type === 'WRITE') {
      const writer = writers.get(one.sourceId);
      if (writer === undefined) throw new Error('unreachable');
      const commits: Act[][] = [];
      const batches = one.commits.map((acts) => {
        const allowed = possible(writer, acts);
        commits.push(allowed);
        return writer.batch([allowed]);
      });
      const first = batches[0];
      if (first === undefined) continue;
      // One batch of all commits, made from batches of one commit each.
      const whole = { ...first, source: writer.source, commits: batches.flatMap((batch) => batch.commits) };
      const expected = { outcome: 'COMMITTED', firstPosition: journal.length + 1 };
      for (const commit of whole.commits) {
        const end = journal.length + commit.length;
        for (const draft of commit) journal.push({ ...draft, position: journal.length + 1, commit: end });
      }
      pending.push(store.append(whole).then((appended) => expect(appended).toEqual(expected)));
      if (one.together) continue;
    }
    await Promise.all(pending);
    pending = [];
    if (one.type === 'REOPEN') store = await opened.reopen();
    if (one.type === 'PRUNE') {
      // Times differ between sources: the prefix that is old enough goes, but for the newest.
      const cut = journal.at(-one.keep)?.occurredAt ?? 0;
      const stays = journal.findIndex(({ occurredAt }, index) => index >= pruned && occurredAt >= cut);
      const until = Math.max(pruned, Math.min(stays === -1 ? journal.length : stays, journal.length - 1));
      expect(await store.prune(cut, 0)).toBe(until - pruned);
      pruned = until;
    }
  }
  await Promise.all(pending);

  expect(await store.bounds()).toEqual({ head: journal.length, pruned });
  // The store keeps JSON: properties that are undefined are not there.
  const plain = JSON.parse(JSON.stringify(journal)) as JournalEntry[];
  expect(await store.entriesAfter(0, 1_000)).toEqual(plain.slice(pruned));
  for (const [sourceId, writer] of writers) {
    expect(await assetsOf(store, sourceId, 2)).toEqual(sameOrder(writer));
    const stored = (await store.sources()).find(({ id }) => id === sourceId);
    expect(stored?.version ?? 0).toBe(writer.version);
    expect(stored?.source).toEqual(writer.source);
    if (stored?.source !== undefined) expect(stored.assetCount).toBe(writer.assets.size);
  }
}

function sameOrder(writer: JournalWriter): unknown {
  return JSON.parse(JSON.stringify(writer.ordered()));
}
