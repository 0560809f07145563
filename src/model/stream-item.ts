import type { SourceEvent } from './event.ts';

/** The first item of an assetSourceEvents stream: everything after `position` follows. */
export type StreamOpened = {
  readonly kind: 'OPENED';
  readonly position: number;
  readonly status: 'LIVE' | 'RESUMED' | 'RESET';
};

/** Details were dropped: read again; everything after `position` follows. */
export type StreamReset = {
  readonly kind: 'RESET';
  readonly position: number;
  readonly reason: 'TOO_FAR_BEHIND';
};

/** What a subscription delivers, before GraphQL shapes it. */
export type StreamItem = StreamOpened | StreamReset | SourceEvent;
