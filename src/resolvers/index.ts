import { Asset } from './asset.ts';
import { AssetSource } from './asset-source.ts';
import {
  AssetChange,
  AssetSourceAdded,
  AssetSourceEvent,
  AssetSourceRemoved,
  AssetSourceStreamItem,
  AssetSourceUpdated,
  StreamOpened,
  StreamReset,
} from './events.ts';
import { Gateway } from './gateway.ts';
import { JournalEntry, JournalPage } from './journal.ts';
import { Mirror } from './mirror.ts';
import { Mutation } from './mutation.ts';
import { SyncPayload } from './payloads.ts';
import { Query } from './query.ts';
import { Cursor, DateTime, JSONObject, LocalizedString, LocalizedStrings } from './scalars.ts';
import { Subscription } from './subscription.ts';
import type { Resolvers } from './types.generated.ts';
import { WebhookDelivery } from './webhook-delivery.ts';

/** The schema's behaviour: every root field, and the fields that are not simply there. */
export const resolvers = {
  Query,
  Mutation,
  Subscription,
  Asset,
  AssetChange,
  AssetSource,
  AssetSourceAdded,
  AssetSourceEvent,
  AssetSourceRemoved,
  AssetSourceStreamItem,
  AssetSourceUpdated,
  Cursor,
  DateTime,
  Gateway,
  JSONObject,
  JournalEntry,
  JournalPage,
  LocalizedString,
  LocalizedStrings,
  Mirror,
  StreamOpened,
  StreamReset,
  SyncPayload,
  WebhookDelivery,
} satisfies Resolvers & Required<Pick<Resolvers, 'Query' | 'Mutation' | 'Subscription'>>;
