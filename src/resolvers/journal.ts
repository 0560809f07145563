import { assetIdOf } from '../model/journal.ts';
import type { JsonObject } from '../model/json.ts';
import type { JournalEntryResolvers, JournalPageResolvers } from './types.generated.ts';

export const JournalPage = {
  startCursor: ({ entries }, _args, { catalog }) => {
    const first = entries[0];
    return first === undefined ? null : catalog.cursorOf(first.position);
  },
  endCursor: ({ entries }, _args, { catalog }) => {
    const last = entries.at(-1);
    return last === undefined ? null : catalog.cursorOf(last.position);
  },
} satisfies JournalPageResolvers;

export const JournalEntry = {
  cursor: ({ position }, _args, { catalog }) => catalog.cursorOf(position),
  assetId: (entry) => assetIdOf(entry) ?? null,
  fields: (entry) => (entry.kind === 'ASSET_UPDATED' || entry.kind === 'SOURCE_UPDATED' ? entry.fields : []),
  definition: (entry) => {
    switch (entry.kind) {
      case 'ASSET_ADDED':
      case 'ASSET_UPDATED':
      case 'ASSET_MOVED':
        return entry.asset.definition as JsonObject;
      case 'SOURCE_ADDED':
      case 'SOURCE_UPDATED':
        return entry.source.definition as JsonObject;
      case 'ASSET_REMOVED':
      case 'SOURCE_REMOVED':
      case 'CONTENTS_CHANGED':
        return null;
    }
  },
} satisfies JournalEntryResolvers;
