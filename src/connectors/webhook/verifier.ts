import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came: nothing in it is believed yet. */
export type RawDelivery = { readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** What a verifier makes of a request. */
export type Verdict =
  /**
   * It comes from whom it says, and is fresh. `deliveryId` is the same for the same delivery sent again; `signed` is what
   * was signed of the body, where that is not all of it.
   */
  | { readonly outcome: 'BELIEVED'; readonly deliveryId: string; readonly signed?: Buffer | undefined }
  /** It comes from whom it says, and asks for nothing to be done. */
  | { readonly outcome: 'IGNORED'; readonly why: string }
  | { readonly outcome: 'REFUSED'; readonly reason: RefusalReason; readonly why: string };

/**
 * FORGED: no signature, or not the right one. EXPIRED: signed too long ago, or in the future. MALFORMED: it
 * can't be read. NOT_ALLOWED: rightly signed, by one who is not on the list.
 */
export type RefusalReason = 'FORGED' | 'EXPIRED' | 'MALFORMED' | 'NOT_ALLOWED';

export interface Verifier {
  /** Looks at the raw bytes. `now` in milliseconds since 1970-01-01 UTC. Rejects only when it could not find out. */
  verify(delivery: RawDelivery, now: number): Promise<Verdict>;
}

export function refused(reason: RefusalReason, why: string): Verdict {
  return { outcome: 'REFUSED', reason, why };
}
