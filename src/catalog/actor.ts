import { GatewayError } from '../errors.ts';
import type { Cause } from '../model/journal.ts';
import type { Permission, Principal } from '../model/principal.ts';

/** On whose behalf a change is made, and why: both go to the journal. */
export type Actor = {
  readonly principal: Principal;
  readonly cause: Cause;
};

/** Throws FORBIDDEN unless the principal has the permission. */
export function authorise(principal: Principal, permission: Permission): void {
  if (principal.permissions.has(permission)) return;
  throw new GatewayError('FORBIDDEN', { permission }, `These credentials lack the permission ${permission}.`);
}
