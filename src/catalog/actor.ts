import { GatewayError } from '../errors.ts';
import type { Cause } from '../model/journal.ts';
import { isAllowed, type Permission, type Principal } from '../model/principal.ts';

/** On whose behalf a change is made, and why: both go to the journal. */
export type Actor = {
  readonly principal: Principal;
  readonly cause: Cause;
};

/** Throws FORBIDDEN unless the principal has the permission. */
export function authorise(principal: Principal, permission: Permission): void {
  if (isAllowed(principal, permission)) return;
  throw new GatewayError('FORBIDDEN', { permission }, `These credentials lack the permission ${permission}.`);
}
