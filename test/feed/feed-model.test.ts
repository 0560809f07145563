import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Delivery } from '../../src/feed/delivery.ts';
import { Feed } from '../../src/feed/feed.ts';
import type { Membership, Subscriber } from '../../src/feed/subscriber.ts';
import { GatewayError } from '../../src/errors.ts';
import { SILENT_LOG } from '../../src/log.ts';
import { cursorOf, positionOf } from '../../src/model/cursor.ts';
import { eventKindOf, type SourceEventKind } from '../../src/model/event.ts';
import type { StreamItem } from '../../src/model/stream-item.ts';
import { type Draft, MemoryJournal } from './support/memory-journal.ts';

const SOURCES = ['a', 'b', 'c'];
const KINDS: readonly SourceEventKind[] = ['ADDED', 'UPDATED', 'REMOVED'];

/** Small enough that every bound is met within a few commands. */
const LIMITS = {
  ringEvents: 6,
  ringChanges: 12,
  behindEntries: 15,
  sliceEntries: 4,
  deliveryEvents: 3,
  deliveryBytes: 600,
  mergeBeyond: 2,
  groupPayloads: 4,
  payloadBytes: 2_000,
  membersPerTurn: 1,
  lengthPerTurn: 1_000,
  journalReads: 1,
};

type Wanted = {
  readonly kinds: readonly SourceEventKind[];
  readonly sourceIds: readonly string[] | undefined;
  readonly stream: boolean;
  /** How far back it resumes from; undefined: live. */
  readonly back: number | undefined;
};

/** Checks what reaches it against the journal, item by item: the reference is the journal itself. */
class Reader implements Subscriber {
  readonly #journal: MemoryJournal;
  readonly wanted: Wanted;
  writable = true;
  ended: GatewayError | undefined;
  membership: Membership | undefined;
  /** Everything that it wants up to here, it has seen. */
  position = -1;
  /** How it may begin: statuses, and the position that each has. */
  readonly expected: Readonly<Record<string, number>>;
  readonly problems: string[] = [];
  resets = 0;
  left = false;
  #opened = false;

  constructor(journal: MemoryJournal, wanted: Wanted, expected: Reader['expected']) {
    this.#journal = journal;
    this.wanted = wanted;
    this.expected = expected;
    if (!wanted.stream) this.position = expected['RESUMED'] ?? expected['LIVE'] ?? -1;
  }

  deliver({ payloads }: Delivery): void {
    if (this.left) this.problems.push('delivered after it had left');
    if (!this.writable && this.#opened) this.problems.push('delivered while not writable');
    for (const { json } of payloads) this.#take(JSON.parse(json) as StreamItem);
  }

  end(error: unknown): void {
    if (error instanceof GatewayError) this.ended = error;
    else this.problems.push(`ended with ${String(error)}`);
  }

  #take(item: StreamItem): void {
    if (this.wanted.stream && !this.#opened) {
      this.#opened = true;
      if (item.kind !== 'OPENED') return void this.problems.push(`began with ${item.kind}`);
      if (item.position !== this.expected[item.status]) {
        const began = `${item.status} at ${item.position}`;
        this.problems.push(`opened ${began} instead of ${JSON.stringify(this.expected)}`);
      }
      this.position = item.position;
      return;
    }
    if (item.kind === 'OPENED') return void this.problems.push('opened twice');
    if (item.kind === 'RESET') {
      this.resets += 1;
      if (!this.wanted.stream) this.problems.push('a reset outside of a stream');
      if (item.position <= this.position) this.problems.push('a reset that goes back');
      this.position = item.position;
      return;
    }
    const covered = this.#wantedEntries(this.position, item.position);
    if (covered.length === 0) return void this.problems.push(`repeated ${item.position}`);
    const first = covered[0];
    const last = covered.at(-1);
    if (last?.position !== item.position) this.problems.push('an event that ends between entries');
    for (const entry of covered) {
      if (entry.sourceId !== item.sourceId || eventKindOf(entry) !== item.kind) {
        this.problems.push(`an event that skips ${entry.position}`);
      }
    }
    if (item.previousVersion !== (first?.version ?? 0) - 1 || item.version !== last?.version) {
      this.problems.push('versions that do not fit');
    }
    const changes = covered.filter((entry) => entry.kind.startsWith('ASSET_')).length;
    if (changes !== item.changeCount) this.problems.push('changes that were not counted');
    this.position = item.position;
  }

  #wantedEntries(after: number, to: number) {
    const { kinds, sourceIds } = this.wanted;
    return this.#journal
      .entries()
      .slice(Math.max(after, 0), to)
      .filter((entry) => kinds.includes(eventKindOf(entry)) && (sourceIds?.includes(entry.sourceId) ?? true));
  }

  /** True when it has seen all that it wants up to `position`. */
  hasAll(position: number): boolean {
    return this.position >= 0 && this.#wantedEntries(this.position, position).length === 0;
  }
}

const draft = (source: number): fc.Arbitrary<Draft> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Draft>({ do: 'ADD', assetId: `x${source}` }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Draft>({ do: 'TOUCH' }, { do: 'ADD_SOURCE' }, { do: 'REMOVE_SOURCE' }),
    },
  );

const wanted = fc.record({
  kinds: fc.constantFrom(KINDS, KINDS, KINDS, ['UPDATED'] as const, ['REMOVED'] as const),
  sourceIds: fc.constantFrom(undefined, undefined, ['a'], ['b', 'c']),
  stream: fc.boolean(),
  back: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
});

const command = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.nat(SOURCES.length - 1).chain((source) =>
      fc.record({
        type: fc.constant('COMMIT' as const),
        source: fc.constant(source),
        drafts: fc.array(draft(source), { minLength: 1, maxLength: 9 }),
      }),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('PUBLISH' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('SUBSCRIBE' as const), wanted }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('STALL' as const), reader: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('DRAIN' as const), reader: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('LEAVE' as const), reader: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('PRUNE' as const), back: fc.nat(30) }) },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('TURNS' as const), turns: fc.nat(6) }) },
);

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The ends of commits behind what has been published: only those may be confirmed. */
function nextPublication(journal: MemoryJournal, published: number, share: number): number {
  const ends = [
    ...new Set(
      journal
        .entries()
        .slice(published)
        .map((entry) => entry.commit),
    ),
  ];
  return ends[Math.min(ends.length - 1, Math.floor(share * ends.length))] ?? published;
}

test('whatever happens, each subscriber sees each event once, in order, and is told when it can not', async () => {
  let delivered = 0;
  let resets = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.boolean(),
      fc.array(command, { minLength: 1, maxLength: 60 }),
      async (slowJournal, slowRender, commands) => {
        const journal = new MemoryJournal();
        journal.slow = slowJournal;
        await using feed = await Feed.open({ journal, log: SILENT_LOG, limits: LIMITS });
        const render = (item: StreamItem) => {
          const json = JSON.stringify(item);
          return slowRender ? turns(1).then(() => json) : json;
        };
        const readers: Reader[] = [];
        const gone: Reader[] = [];
        const pick = (index: number) => readers[index % Math.max(1, readers.length)];
        let published = 0;
        let pruned = 0;
        for (const step of commands) {
          switch (step.type) {
            case 'COMMIT':
              journal.commit(SOURCES[step.source] ?? 'a', step.drafts);
              break;
            case 'PUBLISH':
              published = nextPublication(journal, published, step.share);
              feed.publish(published);
              break;
            case 'SUBSCRIBE': {
              const { kinds, sourceIds, stream, back } = step.wanted;
              const head = journal.head();
              const position = back === undefined ? head : Math.max(0, head - back);
              const expected: Record<string, number> = {};
              if (back === undefined) {
                expected['LIVE'] = head;
              } else {
                const near = head - position <= LIMITS.behindEntries;
                // What is too old, or not in the journal any more, may still be in the feed's memory.
                expected['RESUMED'] = position;
                if (!near || position < pruned) expected['RESET'] = head;
              }
              const reader = new Reader(journal, step.wanted, expected);
              const after = back === undefined ? undefined : cursorOf(journal.journalId, position);
              const subscription = feed.subscription({ kinds, sourceIds, stream, after });
              reader.membership = feed.join(subscription, 'same', render, reader);
              readers.push(reader);
              if (slowJournal) await turns(3);
              break;
            }
            case 'STALL': {
              const reader = pick(step.reader);
              if (reader !== undefined) reader.writable = false;
              break;
            }
            case 'DRAIN': {
              const reader = pick(step.reader);
              if (reader === undefined) break;
              reader.writable = true;
              reader.membership?.wake();
              break;
            }
            case 'LEAVE': {
              const [reader] = readers.splice(step.reader % Math.max(1, readers.length), 1);
              if (reader === undefined) break;
              reader.membership?.leave();
              reader.left = true;
              gone.push(reader);
              break;
            }
            case 'PRUNE':
              await turns(5);
              pruned = Math.max(pruned, Math.min(journal.head() - step.back, published, journal.head() - 1));
              journal.prune(pruned);
              break;
            case 'TURNS':
              await turns(step.turns);
              break;
          }
        }
        feed.publish(journal.head());
        for (const reader of readers) {
          reader.writable = true;
          reader.membership?.wake();
        }
        const settled = () =>
          readers.every((reader) => reader.ended !== undefined || reader.hasAll(journal.head()));
        for (let turn = 0; turn < 500 && !settled(); turn += 1) await turns(1);
        for (const reader of gone) expect(reader.problems).toEqual([]);
        for (const reader of readers) {
          expect(reader.problems).toEqual([]);
          if (reader.ended === undefined) {
            expect(reader.hasAll(journal.head())).toBe(true);
          } else if (reader.ended.code === 'CURSOR_EXPIRED') {
            expect(reader.expected).toHaveProperty('RESET');
          } else {
            expect(reader.ended.code).toBe('SUBSCRIBER_TOO_SLOW');
            const resumeFrom = positionOf(journal.journalId, String(reader.ended.details['cursor']));
            expect(resumeFrom).toBeLessThan(journal.head());
            expect(reader.hasAll(resumeFrom ?? Infinity)).toBe(true);
          }
          resets += reader.resets;
        }
        delivered += feed.status().delivered;
      },
    ),
    { numRuns: Number(process.env['FEED_RUNS'] ?? 5_000) },
  );
  expect(delivered).toBeGreaterThan(1_000);
  expect(resets).toBeGreaterThan(0);
}, 600_000);

test('a cursor of another journal, a broken one, and one ahead of the journal are unknown', async () => {
  const journal = new MemoryJournal();
  journal.commit('a', [{ do: 'ADD_SOURCE' }]);
  await using feed = await Feed.open({ journal, log: SILENT_LOG });
  for (const after of ['other.1', 'test.', 'test.zzz', 'nonsense', '']) {
    const [first] = await firstOf(feed.subscription({ kinds: KINDS, stream: true, after }), 1);
    expect(first).toEqual({ kind: 'OPENED', status: 'RESET', position: 1 });
    await expect(firstOf(feed.subscription({ kinds: KINDS, stream: false, after }), 1)).rejects.toMatchObject(
      {
        code: 'CURSOR_EXPIRED',
      },
    );
  }
});

test('iterated over, a subscription tells the same', async () => {
  const journal = new MemoryJournal();
  journal.commit('a', [{ do: 'ADD_SOURCE' }, { do: 'ADD', assetId: 'x' }]);
  await using feed = await Feed.open({ journal, log: SILENT_LOG });
  const iterator = feed.subscription({ kinds: KINDS, stream: true, after: 'test.0' })[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toMatchObject({ kind: 'OPENED', status: 'RESUMED' });
  expect((await iterator.next()).value).toMatchObject({ kind: 'ADDED', position: 1, version: 1 });
  expect((await iterator.next()).value).toMatchObject({ kind: 'UPDATED', position: 2, changeCount: 1 });

  const next = iterator.next();
  feed.publish(journal.commit('b', [{ do: 'ADD_SOURCE' }]));
  expect((await next).value).toMatchObject({ kind: 'ADDED', sourceId: 'b', position: 3 });

  const waiting = iterator.next();
  await iterator.return?.();
  expect((await waiting).done).toBe(true);
  expect((await iterator.next()).done).toBe(true);
});

async function firstOf(items: AsyncIterable<StreamItem>, count: number): Promise<StreamItem[]> {
  const found: StreamItem[] = [];
  for await (const item of items) {
    found.push(item);
    if (found.length === count) break;
  }
  return found;
}

test('a commit of ten thousand entries is one event that lists a thousand changes', async () => {
  const journal = new MemoryJournal();
  journal.slow = true;
  await using feed = await Feed.open({ journal, log: SILENT_LOG });
  const live = feed.subscription({ kinds: KINDS, stream: true })[Symbol.asyncIterator]();
  expect((await live.next()).value).toMatchObject({ kind: 'OPENED', status: 'LIVE', position: 0 });
  const drafts = Array.from({ length: 10_000 }, (_, index): Draft => ({ do: 'ADD', assetId: `x${index}` }));

  feed.publish(journal.commit('a', drafts));

  const { value } = await live.next();
  expect(value).toMatchObject({ kind: 'UPDATED', changeCount: 10_000, previousVersion: 0, version: 10_000 });
  expect(value).toHaveProperty('changes.length', 1_000);
  expect(feed.status()).toMatchObject({ ringSize: 1, lagEntries: 0 });
});
