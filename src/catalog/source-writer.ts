import { GatewayError } from '../errors.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { Batch, DraftAnswer, Store } from '../store/store.ts';
import type { Log } from '../log.ts';
import type { Actor } from './actor.ts';
import { Breather } from './breather.ts';
import { LIMITS } from './limits.ts';
import type { Projector } from './projector.ts';
import type { Records } from './records.ts';
import { SourceDraft, type PlacedEntry } from './source-draft.ts';

/** A mutation of one source, to be decided when its turn comes. */
export type Mutation<T> = {
  readonly actor: Actor;
  /** Decides on the draft, maybe more than once; says everything of the answer but where the journal stands. */
  readonly decide: (draft: SourceDraft) => T | Promise<T>;
  readonly idempotency: { readonly key: string; readonly fingerprint: string } | undefined;
  /** About how many entries it makes. Beyond {@link GROUP_WEIGHT} it gets a transaction to itself. */
  readonly weight: number;
};

/** The answer to a mutation, and the journal position that it left. */
export type Decided<T> = { readonly result: T; readonly position: number };

/** Mutations that share a transaction at most. */
const GROUP = 256;
/** Entries that they make together, unless one alone makes more. */
const GROUP_WEIGHT = 1_000;
/** How often a group is decided anew because somebody else wrote meanwhile. */
const TRIES = 50;

type Waiting = {
  readonly mutation: Mutation<unknown>;
  readonly resolve: (decided: Decided<unknown>) => void;
  readonly reject: (error: unknown) => void;
};

type Parts = {
  readonly store: Store;
  readonly records: Records;
  readonly projector: Projector;
  readonly head: () => number;
  readonly now: () => number;
  readonly log: Log;
};

/**
 * Makes the changes of one source, in order: one batch is on its way to the store at a time, and what comes
 * meanwhile is decided together on the next one. At most {@link LIMITS.waitingMutations} wait; more are refused.
 */
export class SourceWriter {
  readonly #sourceId: string;
  readonly #parts: Parts;
  readonly #onIdle: () => void;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(sourceId: string, parts: Parts, onIdle: () => void) {
    this.#sourceId = sourceId;
    this.#parts = parts;
    this.#onIdle = onIdle;
  }

  /** Resolves when the change is durable and can be read. */
  submit<T>(mutation: Mutation<T>): Promise<Decided<T>> {
    if (this.#waiting.length >= LIMITS.waitingMutations) {
      throw new GatewayError(
        'UNAVAILABLE',
        { sourceId: this.#sourceId },
        'Too many changes of this source are waiting.',
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<Decided<T>>();
    this.#waiting.push({ mutation, resolve: resolve as Waiting['resolve'], reject });
    if (!this.#running) void this.#run();
    return promise;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      try {
        await this.#commit(group);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#running = false;
    this.#onIdle();
  }

  #takeGroup(): Waiting[] {
    let count = 0;
    let weight = 0;
    for (const { mutation } of this.#waiting) {
      weight += mutation.weight;
      if (count > 0 && (count === GROUP || weight > GROUP_WEIGHT)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const decision = await this.#decide(group);
      const { batch } = decision;
      // Another process's change was applied while this was being decided: refusals may rest on half of it.
      if (batch.basedOn !== this.#parts.records.versionOf(this.#sourceId)) continue;
      if (batch.commits.length === 0 && batch.answers.length === 0) {
        decision.settle(this.#parts.head());
        return;
      }
      const appended = await this.#append(batch);
      switch (appended.outcome) {
        case 'COMMITTED':
          await this.#parts.projector.committed(numbered(batch.commits, appended.firstPosition));
          decision.settle(appended.firstPosition - 1);
          return;
        case 'STALE':
          // Somebody else changed the source: see what, then decide again.
          await this.#parts.projector.catchUp();
          break;
        case 'KEY_TAKEN':
          // Another source's mutation has used the key meanwhile: the next round finds its answer.
          break;
      }
    }
    throw new GatewayError(
      'UNAVAILABLE',
      { sourceId: this.#sourceId },
      'The source is being changed by too many at once.',
    );
  }

  async #append(batch: Batch): Promise<Awaited<ReturnType<Store['append']>>> {
    try {
      return await this.#parts.store.append(batch);
    } catch (error) {
      this.#parts.log.error({ err: error, sourceId: this.#sourceId }, 'the store did not take a change');
      // What was thought lost may have become durable: the journal tells.
      this.#parts.projector.catchUp().catch((failure: unknown) => {
        this.#parts.log.error({ err: failure }, 'the journal can not be read');
      });
      throw new GatewayError('UNAVAILABLE', { sourceId: this.#sourceId }, undefined, { cause: error });
    }
  }

  /** Decides every mutation of the group, in order, on one draft. */
  async #decide(group: readonly Waiting[]): Promise<{
    batch: Batch & { readonly commits: readonly (readonly PlacedEntry[])[] };
    /** Tells everybody what came of it; the journal stood at `head` before. */
    settle: (head: number) => void;
  }> {
    const draft = new SourceDraft(this.#parts.records, this.#sourceId);
    const commits: (readonly PlacedEntry[])[] = [];
    const answers: DraftAnswer[] = [];
    const settlements: ((ends: readonly number[], head: number) => void)[] = [];
    const breather = new Breather();
    /** Keys answered earlier in this group. */
    const answered = new Map<string, { fingerprint: string; result: unknown; commit: number | undefined }>();
    for (const { mutation, resolve, reject } of group) {
      if (breather.due) await breather.breathe();
      const { idempotency } = mutation;
      const earlier = idempotency === undefined ? undefined : answered.get(idempotency.key);
      try {
        const known =
          idempotency === undefined || earlier !== undefined
            ? undefined
            : await this.#parts.store.answer(idempotency.key);
        if (idempotency !== undefined) requireSameInput(idempotency, earlier ?? known);
        if (known !== undefined) {
          settlements.push(() => resolve({ result: JSON.parse(known.answer), position: known.position }));
          continue;
        }
        if (earlier !== undefined) {
          const { result, commit } = earlier;
          settlements.push((ends, head) => resolve({ result, position: endOf(ends, commit, head) }));
          continue;
        }
        const { result, entries } = await draft.attempt(mutation.actor, this.#parts.now(), mutation.decide);
        const commit = entries.length === 0 ? undefined : commits.push(entries) - 1;
        if (idempotency !== undefined) {
          answers.push({ ...idempotency, answer: JSON.stringify(result), at: this.#parts.now(), commit });
          answered.set(idempotency.key, { fingerprint: idempotency.fingerprint, result, commit });
        }
        settlements.push((ends, head) => resolve({ result, position: endOf(ends, commit, head) }));
      } catch (error) {
        // Told only after the commit: the refusal may rest on a change that is not durable yet.
        settlements.push(() => reject(error));
      }
    }
    const batch = {
      sourceId: this.#sourceId,
      basedOn: draft.basedOn,
      source: draft.finished(),
      commits,
      answers,
    };
    return {
      batch,
      settle: (head) => {
        let position = head;
        const ends = commits.map((entries) => (position += entries.length));
        for (const settle of settlements) settle(ends, head);
      },
    };
  }
}

/** Where the journal stands for a mutation; one that changed nothing stands before the batch, as the store notes it. */
function endOf(ends: readonly number[], commit: number | undefined, head: number): number {
  return commit === undefined ? head : (ends[commit] ?? head);
}

/**
 * Gives entries the places in the journal that the store gave them: in place and at one stretch, or what follows in the
 * journal would overtake them.
 */
function numbered(commits: readonly (readonly PlacedEntry[])[], firstPosition: number): JournalEntry[] {
  const entries: JournalEntry[] = [];
  let position = firstPosition;
  for (const commit of commits) {
    const end = position + commit.length - 1;
    for (const entry of commit) {
      entry.position = position;
      entry.commit = end;
      entries.push(entry);
      position += 1;
    }
  }
  return entries;
}

function requireSameInput(
  given: { key: string; fingerprint: string },
  known: { fingerprint: string } | undefined,
): void {
  if (known === undefined || known.fingerprint === given.fingerprint) return;
  throw new GatewayError('IDEMPOTENCY_KEY_REUSED');
}
