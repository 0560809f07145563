import type { Actor } from '../catalog/actor.ts';
import type { CauseKind } from '../model/journal.ts';
import type { Context } from '../context.ts';

/** On whose behalf a mutation acts, and what the journal says of it. */
export function actorOf(
  { principal }: Context,
  operation: string,
  idempotencyKey: string | null | undefined,
  kind: CauseKind = 'MUTATION',
): Actor {
  const cause = { kind, operation };
  return { principal, cause: typeof idempotencyKey === 'string' ? { ...cause, idempotencyKey } : cause };
}
