import { pause } from '../clock.ts';
import { errorOf, GatewayRequestError } from '../gateway-request-error.ts';
import { request, type Endpoint } from '../gateway-request.ts';
import { HeadDocument } from '../operations.generated.ts';
import type { Stream } from './stream.ts';

export type PollStreamOptions = Endpoint & {
  /** Between two looks, in milliseconds. */
  readonly interval: number;
};

/** Looks at the journal's head now and then: where nothing that stays open gets through. */
export function pollStream(options: PollStreamOptions): Stream {
  return {
    transport: 'poll',
    follow: async ({ after }, onItem, signal) => {
      let seen: string | undefined;
      try {
        while (!signal.aborted) {
          const { gateway } = await request(options, HeadDocument, {}, signal);
          const cursor = gateway.head;
          if (signal.aborted) break;
          if (seen === undefined) {
            onItem({ kind: 'OPENED', cursor, status: cursor === after ? 'RESUMED' : 'MISSED' });
          } else if (cursor !== seen) {
            onItem({ kind: 'MOVED_ON', cursor });
          }
          seen = cursor;
          await pause(options.clock, options.interval, signal);
        }
        return new GatewayRequestError('UNREACHABLE', 'Closed.');
      } catch (error) {
        return errorOf(error);
      }
    },
  };
}
