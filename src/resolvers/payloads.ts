import { badInput } from '../errors.ts';
import { LIMITS } from '../catalog/limits.ts';
import type { SyncPayloadResolvers } from './types.generated.ts';

export const SyncPayload = {
  changes: ({ changes }, { first }) => {
    if (first < 0 || first > LIMITS.eventChanges)
      throw badInput(['first'], `must be from 0 to ${LIMITS.eventChanges}`);
    return changes.slice(0, first);
  },
} satisfies SyncPayloadResolvers;
