import { z } from 'zod';
import type { ListingConfig } from './listing-config.ts';

const httpUrl = z
  .string()
  .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), 'expected an http(s) URL')
  .refine(
    (url) => !URL.canParse(url) || new URL(url).username === '',
    'put credentials in headers, not in the URL',
  );

const origin = httpUrl.refine(
  (url) => !URL.canParse(url) || new URL(url).origin === url,
  'expected an origin, such as https://cdn.example.com',
);

const text = z.string().min(1);
const headers = z.record(z.string(), z.string()).optional();
const bytes = z
  .number()
  .int()
  .min(1)
  .max(256 * 1024 * 1024)
  .optional();
const milliseconds = z.number().int().min(1).max(3_600_000).optional();
const call = (what: string) => z.custom<never>((value) => typeof value === 'function', `expected ${what}`);

const CLOUDINARY = z
  .strictObject({
    from: z.literal('cloudinary'),
    cloudName: z.string().regex(/^[A-Za-z0-9_-]+$/, 'expected a cloud name'),
    apiKey: text,
    apiSecret: text,
    resourceTypes: z
      .array(z.enum(['image', 'video', 'raw']))
      .min(1)
      .optional(),
    prefix: text.optional(),
    expression: text.optional(),
    id: z.enum(['public_id', 'asset_id']).optional(),
    structuredMetadata: z.boolean().optional(),
    apiUrl: httpUrl.optional(),
  })
  .refine(
    (config) => config.prefix === undefined || config.expression === undefined,
    'has both prefix and expression: take one',
  );

const S3 = z.strictObject({
  from: z.literal('s3'),
  bucket: text,
  prefix: text.optional(),
  region: text.optional(),
  endpoint: httpUrl.optional(),
  forcePathStyle: z.boolean().optional(),
  credentials: z
    .strictObject({ accessKeyId: text, secretAccessKey: text, sessionToken: text.optional() })
    .optional(),
  urls: z.union(
    [
      z.strictObject({ publicBase: httpUrl }),
      z.strictObject({ presignedSeconds: z.number().int().min(60).max(604_800) }),
    ],
    'expected { publicBase: "https://…" } or { presignedSeconds: 60 to 604800 }',
  ),
  metadata: z
    .union(
      [z.literal('none'), z.literal('tags'), z.strictObject({ manifest: text })],
      'expected "none", "tags" or { manifest: key }',
    )
    .optional(),
});

const MAPPING = z.strictObject({
  id: text,
  uri: text,
  label: text.optional(),
  tags: text.optional(),
  groups: text.optional(),
  thumbUri: text.optional(),
  mimeType: text.optional(),
  width: text.optional(),
  height: text.optional(),
  meta: z.record(z.string(), text).optional(),
  locale: text.optional(),
});

const HTTP_JSON = z.strictObject({
  from: z.literal('http-json'),
  url: httpUrl,
  headers,
  items: text.optional(),
  asset: z.union(
    [MAPPING, call('')],
    'expected paths ({ id: "sku", uri: "image.url" }) or a function (item) => asset',
  ),
  paging: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('page'), parameter: text, first: z.number().int().min(0).optional() }),
      z.strictObject({ by: z.literal('cursor'), parameter: text, next: text }),
      z.strictObject({ by: z.literal('link') }),
    ])
    .optional(),
  allowedOrigins: z.array(origin).optional(),
  maxBytes: bytes,
  timeoutMs: milliseconds,
});

const CONTENT_JSON = z.strictObject({
  from: z.literal('content-json'),
  url: httpUrl,
  headers,
  basePath: text.optional(),
  maxBytes: bytes,
  timeoutMs: milliseconds,
});

const FOLDER = z.strictObject({
  from: z.literal('folder'),
  path: text,
  baseUrl: httpUrl,
  extensions: z
    .array(z.string().regex(/^\.?[A-Za-z0-9]+$/, 'expected a file name extension'))
    .min(1)
    .optional(),
  watch: z.boolean().optional(),
});

const CUSTOM = z.strictObject({
  from: z.literal('custom'),
  list: call('a function (signal) => pages of assets'),
});

export const LISTING = z.discriminatedUnion('from', [
  CLOUDINARY,
  S3,
  HTTP_JSON,
  CONTENT_JSON,
  FOLDER,
  CUSTOM,
]) as unknown as z.ZodType<ListingConfig>;
