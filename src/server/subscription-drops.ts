/**
 * Why the gateway ended a connection that its client would have kept. STALLED: read nothing for too long.
 * SILENT: answered no ping. TOO_MANY: beyond the limit. GOING_AWAY: the gateway stops. The others are
 * the client's breaches of the protocol.
 */
export type DropReason =
  | 'STALLED'
  | 'SILENT'
  | 'TOO_MANY'
  | 'GOING_AWAY'
  | 'INIT_TIMEOUT'
  | 'UNAUTHORIZED'
  | 'FOREIGN_ORIGIN'
  | 'BAD_MESSAGE';

/** Counts what was dropped, on all transports. */
export class SubscriptionDrops {
  readonly #counts = new Map<DropReason, number>();

  add(reason: DropReason): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  /** How often each reason has occurred; those that never have are not there. */
  counts(): Readonly<Partial<Record<DropReason, number>>> {
    return Object.fromEntries(this.#counts);
  }
}
