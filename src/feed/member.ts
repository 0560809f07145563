import type { Group } from './group.ts';
import type { Membership, Subscriber } from './subscriber.ts';

/**
 * OPENING: where to begin is being decided. AHEAD: waits until the group gets to its cursor. CATCHING_UP:
 * reads forward from its cursor to the group. LIVE: stands where the group stands. STALLED: its socket is
 * full; all that is kept of it is the cursor. LEFT: gone.
 */
export type MemberPhase = 'OPENING' | 'AHEAD' | 'CATCHING_UP' | 'LIVE' | 'STALLED' | 'LEFT';

/** One subscriber's place in a group: a phase and a cursor, and never a queue. */
export class Member implements Membership {
  readonly subscriber: Subscriber;
  readonly #group: Group;
  phase: MemberPhase = 'OPENING';
  /** What follows this position is still to be delivered. While LIVE the group's position counts instead. */
  cursor = 0;

  constructor(group: Group, subscriber: Subscriber) {
    this.#group = group;
    this.subscriber = subscriber;
  }

  wake(): void {
    if (this.phase === 'STALLED') this.#group.catchUp(this);
  }

  leave(): void {
    this.#group.remove(this);
  }
}
