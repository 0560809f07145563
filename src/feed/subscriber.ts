import type { Delivery } from './delivery.ts';

/** One client's end of a subscription, as a transport shows it to the feed. None of its methods throws. */
export interface Subscriber {
  /** False: its socket has enough to do. Nothing is delivered until {@link Membership.wake} is called. */
  readonly writable: boolean;

  /** Called only while {@link writable}, but for a stream's first item, which comes in any case. */
  deliver(delivery: Delivery): void;

  /** The subscription has failed; nothing follows. A {@link GatewayError}, or a bug's error. */
  end(error: unknown): void;
}

/** A subscriber's place in the feed. */
export interface Membership {
  /** Says that the subscriber became writable. Cheap, and does no harm when it was all along. */
  wake(): void;

  /** Nothing is delivered any more. May be called again. */
  leave(): void;
}
