import type { AssetDefinition } from '../../model/asset.ts';

/** Where a mirrored source gets its assets from. */
export type ListingConfig =
  | CloudinaryConfig
  | S3Config
  | HttpJsonConfig
  | ContentJsonConfig
  | FolderConfig
  | CustomListingConfig;

/** A Cloudinary product environment. Needs the package `cloudinary`. */
export type CloudinaryConfig = {
  readonly from: 'cloudinary';
  readonly cloudName: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Default `['image']`. */
  readonly resourceTypes?: readonly CloudinaryResourceType[] | undefined;
  /** Only public ids that begin so. Listed with the Admin API, which shows every change at once. */
  readonly prefix?: string | undefined;
  /** A search expression instead of a prefix: `folder:products AND tags=live`. The Search API lags by some seconds. */
  readonly expression?: string | undefined;
  /** Which of the two makes the asset's id. `public_id` (default) is readable, `asset_id` survives a rename. */
  readonly id?: 'public_id' | 'asset_id' | undefined;
  /** Whether structured metadata comes along as meta.metadata; costs one request per asset that a webhook names. Default false. */
  readonly structuredMetadata?: boolean | undefined;
  /** Default `https://api.cloudinary.com`. */
  readonly apiUrl?: string | undefined;
};

export type CloudinaryResourceType = 'image' | 'video' | 'raw';

/** A bucket of S3 or of a compatible server. Needs the package `@aws-sdk/client-s3`. */
export type S3Config = {
  readonly from: 's3';
  readonly bucket: string;
  /** Only keys that begin so. */
  readonly prefix?: string | undefined;
  /** Default: as the AWS SDK finds it. */
  readonly region?: string | undefined;
  /** For compatible servers: `http://127.0.0.1:9000`. */
  readonly endpoint?: string | undefined;
  /** The bucket in the path, not in the host name, as most compatible servers want it. Default: when there is an endpoint. */
  readonly forcePathStyle?: boolean | undefined;
  /** Default: as the AWS SDK finds them. */
  readonly credentials?:
    | {
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly sessionToken?: string | undefined;
      }
    | undefined;
  /**
   * How browsers get the files: at a public address in front of the bucket, or by presigned URLs good for so many
   * seconds (which needs `@aws-sdk/s3-request-presigner`, and a refresh at least twice in that time).
   */
  readonly urls: { readonly publicBase: string } | { readonly presignedSeconds: number };
  /**
   * Where labels, tags and groups come from: `none`, the `tags` of each object (one request per object), or a
   * `manifest`, an object that has an AssetDefinition per key. Default `none`: the label is the file's name.
   */
  readonly metadata?: 'none' | 'tags' | { readonly manifest: string } | undefined;
};

/** A listing as JSON over HTTP. */
export type HttpJsonConfig = {
  readonly from: 'http-json';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Path to the list in each answer, such as `data.items`. Default: the answer is the list. */
  readonly items?: string | undefined;
  /** Makes an asset of an item: a path per field, or a function. A function may answer undefined to leave the item out. */
  readonly asset: AssetMapping | ((item: unknown) => AssetDefinition | undefined);
  /** Default: one answer has all. */
  readonly paging?: PagingConfig | undefined;
  /** Other origins that pages and redirects may lead to. Default: only the url's own. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** One answer may have so many bytes. Default 16 MiB. */
  readonly maxBytes?: number | undefined;
  /** One request may take so long, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number | undefined;
};

/** A path per field, such as `attributes.title`. The value at `id` and `uri` must be there. */
export type AssetMapping = {
  readonly id: string;
  readonly uri: string;
  readonly label?: string | undefined;
  readonly tags?: string | undefined;
  readonly groups?: string | undefined;
  readonly thumbUri?: string | undefined;
  readonly mimeType?: string | undefined;
  readonly width?: string | undefined;
  readonly height?: string | undefined;
  /** More keys of meta, each with its path. */
  readonly meta?: Readonly<Record<string, string>> | undefined;
  /** The locale of labels and tags. Default `en`. */
  readonly locale?: string | undefined;
};

export type PagingConfig =
  /** `?page=1`, `?page=2` … until a page is empty. */
  | { readonly by: 'page'; readonly parameter: string; readonly first?: number | undefined }
  /** `?after=…` with what the last answer has at `next`, until there is nothing. */
  | { readonly by: 'cursor'; readonly parameter: string; readonly next: string }
  /** The `Link` header's `rel="next"` (RFC 8288), until there is none. */
  | { readonly by: 'link' };

/** CE.SDK's content.json at an address. */
export type ContentJsonConfig = {
  readonly from: 'content-json';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Replaces `{{base_url}}`. Default: the directory that the source's own directory is in, as in the engine. */
  readonly basePath?: string | undefined;
  /** Default 64 MiB. */
  readonly maxBytes?: number | undefined;
  /** In milliseconds. Default 30,000. */
  readonly timeoutMs?: number | undefined;
};

/** A folder on this machine's disk. Beside `a.jpg`, `a.jpg.json` may say what the asset has besides the file. */
export type FolderConfig = {
  readonly from: 'folder';
  readonly path: string;
  /** The address that the folder's files are served at. The gateway does not serve them. */
  readonly baseUrl: string;
  /** File name extensions. Default: the images, videos, audio and fonts that CE.SDK takes. */
  readonly extensions?: readonly string[] | undefined;
  /** Refresh when something in it changes. Default true. */
  readonly watch?: boolean | undefined;
};

/** Anything that can be listed by code. */
export type CustomListingConfig = {
  readonly from: 'custom';
  /** Pages of assets; must stop when the signal aborts. */
  readonly list: (signal: AbortSignal) => AsyncIterable<readonly AssetDefinition[]>;
};
