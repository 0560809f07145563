import { errorFromGraphQL, GatewayRequestError, isRecord } from '../gateway-request-error.ts';
import type { EventsSubscription } from '../operations.generated.ts';
import { streamItemOf, type StreamItem } from './stream.ts';

/** The item in one result of the Events subscription. Throws GatewayRequestError when it holds an error instead. */
export function itemOfResult(result: unknown): StreamItem {
  if (isRecord(result)) {
    const { data, errors } = result;
    if (Array.isArray(errors) && errors.length > 0) throw errorFromGraphQL(errors);
    if (isRecord(data) && isRecord(data['assetSourceEvents'])) {
      return streamItemOf((data as EventsSubscription).assetSourceEvents);
    }
  }
  throw new GatewayRequestError('UNREACHABLE', 'What came is not an event of an asset gateway.');
}
