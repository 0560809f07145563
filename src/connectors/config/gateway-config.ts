import type { Credits, License, LocalizedString } from '../../model/asset.ts';
import type { AssetChangeDraft } from '../catalog-port.ts';
import type { ExternalAssetSource } from '../external-asset-source.ts';
import type { ListingConfig } from './listing-config.ts';

/** What gateway.config.ts exports: the outside systems that this gateway is connected to. */
export type GatewayConfig = {
  /** By source id. A source that does not exist yet is added at start. */
  readonly sources?: Readonly<Record<string, SourceConfig>> | undefined;
  /** What makes a source be looked at again. */
  readonly triggers?: readonly TriggerConfig[] | undefined;
  /** By name: each is served at `/webhooks/:name`. */
  readonly webhooks?: Readonly<Record<string, WebhookConfig>> | undefined;
};

export type SourceConfig = LocalSourceConfig | MirroredSourceConfig | ExternalSourceConfig;

/** What is said of any source. Used when the source is added; a source that exists keeps what it has. */
type SourceLooks = {
  readonly name?: LocalizedString | undefined;
  readonly supportedMimeTypes?: readonly string[] | undefined;
  readonly credits?: Credits | undefined;
  readonly license?: License | undefined;
  /**
   * How long after a trigger a second look is taken, in milliseconds, for outside systems that announce a
   * change before they show it. 0: no second look. Default 2,000.
   */
  readonly settleMs?: number | undefined;
  /** Refreshes begin at least this far apart, in milliseconds, however many triggers come. Default 1,000. */
  readonly minIntervalMs?: number | undefined;
};

/** A source whose assets live in the gateway, and that only mutations and webhooks change. */
export type LocalSourceConfig = SourceLooks & {
  readonly mirror?: undefined;
  readonly external?: undefined;
};

/** A local source that is kept equal to a listing of an outside system. */
export type MirroredSourceConfig = SourceLooks & {
  readonly mirror: ListingConfig;
  readonly external?: undefined;
  /** The largest share of its present assets that one sync may remove, 0 to 1. Default 0.5. */
  readonly removalLimit?: number | undefined;
  /** More assets than this make a listing fail. Default and most: 100,000. */
  readonly maxAssets?: number | undefined;
  /** A listing that takes longer is given up, in milliseconds. Default 600,000. */
  readonly timeoutMs?: number | undefined;
  /** Whether it is listed when the gateway starts. Default true. */
  readonly refreshOnStart?: boolean | undefined;
};

/** A source whose every query asks an outside system. */
export type ExternalSourceConfig = SourceLooks & {
  readonly mirror?: undefined;
  /** Any object of CE.SDK's AssetSource shape; its own `id` must be the key that it stands under. */
  readonly external: ExternalAssetSource;
  /** A call that takes longer fails, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Calls under way at one time. Default 8. */
  readonly concurrency?: number | undefined;
  /** Calls that wait for their turn; beyond it they fail at once. Default 64. */
  readonly waiting?: number | undefined;
  /** Assets that one answer may have; more make it fail. Default 1,000. */
  readonly maxAssets?: number | undefined;
};

/** Tells that something changed. `sourceId` names the source where the trigger has no `refresh` of its own. */
export type Notify = (sourceId?: string) => void;

/** `refresh` lists source ids. Left out, the trigger must name the source: the payload of its message, or Notify's argument. */
export type TriggerConfig =
  | {
      /** When: `0/5 * * * *`, with an optional field for seconds in front. */
      readonly cron: string;
      /** IANA name, such as `Europe/Berlin`. Default: the time zone of the process. */
      readonly timeZone?: string | undefined;
      readonly refresh: readonly string[];
    }
  | {
      /** The channel of a PostgreSQL `NOTIFY`. */
      readonly listen: string;
      /** `postgres://…` of the server itself: a pooler in transaction mode delivers no notifications. */
      readonly url: string;
      readonly refresh?: readonly string[] | undefined;
    }
  | {
      /** A Redis channel. */
      readonly subscribe: string;
      /** `redis://…` or `rediss://…` */
      readonly url: string;
      readonly refresh?: readonly string[] | undefined;
    }
  | {
      /** Any emitter: called once at start; what it returns is called once at the end. */
      readonly on: (notify: Notify) => (() => unknown) | Promise<() => unknown>;
      readonly refresh?: readonly string[] | undefined;
    };

export type WebhookConfig = {
  /** How a delivery proves where it comes from. There is no way to go without. */
  readonly verify: VerifyConfig;
  /** These sources are refreshed. */
  readonly refresh?: readonly string[] | undefined;
  /** What the delivery names is changed in this source, and nothing else is looked at. */
  readonly apply?: string | undefined;
  /** With `apply`: turns a delivery into changes. Default: what the source's own connector makes of it. */
  readonly changes?:
    | ((payload: unknown) => readonly AssetChangeDraft[] | Promise<readonly AssetChangeDraft[]>)
    | undefined;
  /** A larger body is refused, in bytes. Default 1 MiB. */
  readonly maxBytes?: number | undefined;
};

export type VerifyConfig =
  | {
      readonly by: 'cloudinary';
      /** The API secret; several while it is being changed. */
      readonly secret: string | readonly string[];
      /** How old, in seconds, a notification may be. Default 7,200, as in Cloudinary's own SDK. */
      readonly maxAgeSeconds?: number | undefined;
    }
  | {
      readonly by: 'sns';
      /** The topics that are believed; no others. */
      readonly topicArns: readonly string[];
      /** Confirm a subscription when SNS asks for it. Turn it on to set up, and off again. Default false. */
      readonly confirmSubscription?: boolean | undefined;
      /** How old, in seconds, a message may be. Default 86,400: SNS goes on trying for hours. */
      readonly maxAgeSeconds?: number | undefined;
    }
  | {
      readonly by: 'token';
      /** The shared secret; several while it is being changed. At least 16 characters. */
      readonly token: string | readonly string[];
      /** Default `authorization`, where `Bearer ` may stand in front. */
      readonly header?: string | undefined;
    }
  | {
      readonly by: 'standard-webhooks';
      /** `whsec_…` (HMAC), `whpk_…` (ed25519 public key); several while they are being changed. */
      readonly secrets: readonly string[];
      /** How far, in seconds, the timestamp may be from now, on either side. Default 300. */
      readonly toleranceSeconds?: number | undefined;
    };
