import { badInput } from '../errors.ts';
import type { Log } from '../log.ts';
import { cursorOf, type Cursor } from '../model/cursor.ts';
import type { Store } from '../store/store.ts';
import type { Actor } from './actor.ts';
import { idText, text } from './check.ts';
import { fingerprint } from './fingerprint.ts';
import type { JournalTail } from './journal-tail.ts';
import { LIMITS } from './limits.ts';
import type { Projector } from './projector.ts';
import type { Records } from './records.ts';
import type { SourceDraft } from './source-draft.ts';
import { SourceWriter } from './source-writer.ts';

export type ChangesParts = {
  readonly store: Store;
  readonly records: Records;
  readonly tail: JournalTail;
  readonly projector: Projector;
  readonly log: Log;
  readonly now: () => number;
};

/** Makes changes of all sources; each source's in its own order. */
export class Changes {
  readonly #parts: ChangesParts;
  readonly #writers = new Map<string, SourceWriter>();

  constructor(parts: ChangesParts) {
    this.#parts = parts;
  }

  /**
   * Decides a change in its turn, makes it durable, and resolves with the answer and where the journal stands. `input`
   * tells this call from others with the same idempotency key; `weight` is about how many entries it makes.
   */
  async make<T extends object>(
    actor: Actor,
    sourceId: string,
    input: unknown,
    decide: (draft: SourceDraft) => T | Promise<T>,
    weight = 1,
  ): Promise<T & { readonly cursor: Cursor }> {
    const checkedId = idText(sourceId, ['sourceId']);
    const { idempotencyKey, operation } = actor.cause;
    if (idempotencyKey !== undefined) {
      const key = text(idempotencyKey, ['idempotencyKey'], LIMITS.idempotencyKeyLength);
      if (key === '') throw badInput(['idempotencyKey'], 'must not be empty');
    }
    const { result, position } = await this.#writer(checkedId).submit({
      actor,
      decide,
      weight,
      idempotency:
        idempotencyKey === undefined
          ? undefined
          : {
              key: JSON.stringify([actor.principal.name, idempotencyKey]),
              fingerprint: fingerprint([operation, sourceId, input]),
            },
    });
    return { ...result, cursor: cursorOf(this.#parts.store.journalId, position) };
  }

  #writer(sourceId: string): SourceWriter {
    const there = this.#writers.get(sourceId);
    if (there !== undefined) return there;
    const writer = new SourceWriter(sourceId, { ...this.#parts, head: () => this.#parts.tail.head() }, () =>
      this.#writers.delete(sourceId),
    );
    this.#writers.set(sourceId, writer);
    return writer;
  }
}
