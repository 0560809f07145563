/** Who asks. `name` is written to the journal. */
export type Principal = {
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
};

/**
 * READ: queries and subscriptions. NOTIFY: assetSourceContentsChanged and refreshSource. WRITE: these and every change.
 * ADMIN: the audit trail and replays.
 */
export type Permission = 'READ' | 'NOTIFY' | 'WRITE' | 'ADMIN';

export const PERMISSIONS = ['READ', 'NOTIFY', 'WRITE', 'ADMIN'] as const satisfies readonly Permission[];

/** Who may change a source may say that it has changed; else each permission stands for itself. */
export function isAllowed({ permissions }: Principal, permission: Permission): boolean {
  return permissions.has(permission) || (permission === 'NOTIFY' && permissions.has('WRITE'));
}

/** Everybody, on a gateway that has no credentials configured. */
export const ANONYMOUS: Principal = { name: 'anonymous', permissions: new Set(PERMISSIONS) };

/** The gateway itself: expiry, schedules, connectors. */
export const GATEWAY: Principal = { name: 'gateway', permissions: new Set(PERMISSIONS) };
