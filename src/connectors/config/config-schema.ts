import { Cron } from 'croner';
import { z } from 'zod';
import type { GatewayConfig } from './gateway-config.ts';
import { LISTING } from './listing-schema.ts';
import { VERIFY } from './verify-schema.ts';

const MAX_MS = 2_147_483_647;

const milliseconds = z.number().int().min(0).max(MAX_MS);
const name = z.record(z.string(), z.string());
const named = z.strictObject({ name: z.string(), url: z.string().optional() });
const sourceIds = z.array(z.string().min(1)).min(1);

/** A function; TypeScript knows which. */
const call = (what: string) => z.custom<never>((value) => typeof value === 'function', `expected ${what}`);

const EXTERNAL = z.custom<never>((value) => {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'id' in value &&
    typeof value.id === 'string' &&
    'findAssets' in value &&
    typeof value.findAssets === 'function'
  );
}, "expected an object of CE.SDK's AssetSource shape: an id and findAssets(query)");

const SOURCE = z
  .strictObject({
    name: name.optional(),
    supportedMimeTypes: z.array(z.string()).optional(),
    credits: named.optional(),
    license: named.optional(),
    settleMs: milliseconds.optional(),
    minIntervalMs: milliseconds.optional(),
    mirror: LISTING.optional(),
    external: EXTERNAL.optional(),
    removalLimit: z.number().min(0).max(1).optional(),
    maxAssets: z.number().int().min(1).max(100_000).optional(),
    timeoutMs: milliseconds.min(1).optional(),
    refreshOnStart: z.boolean().optional(),
    concurrency: z.number().int().min(1).max(1_000).optional(),
    waiting: z.number().int().min(0).max(10_000).optional(),
  })
  .superRefine((source, context) => {
    if (source.mirror !== undefined && source.external !== undefined) {
      context.addIssue('has both mirror and external: a source is one or the other');
    }
    for (const key of ['removalLimit', 'refreshOnStart'] as const) {
      if (source[key] !== undefined && source.mirror === undefined) {
        context.addIssue({ code: 'custom', path: [key], message: 'is for a source with a mirror' });
      }
    }
    for (const key of ['concurrency', 'waiting'] as const) {
      if (source[key] !== undefined && source.external === undefined) {
        context.addIssue({ code: 'custom', path: [key], message: 'is for a source with external' });
      }
    }
    if (source.timeoutMs !== undefined && source.mirror === undefined && source.external === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['timeoutMs'],
        message: 'is for a source with mirror or external',
      });
    }
  });

const serverUrl = (protocols: readonly string[]) =>
  z.string().refine((url) => URL.canParse(url) && protocols.includes(new URL(url).protocol), {
    // The url is full of secrets: it is not quoted.
    message: `expected a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

const CRON = z
  .strictObject({ cron: z.string(), timeZone: z.string().optional(), refresh: sourceIds })
  .superRefine(({ cron, timeZone }, context) => {
    try {
      new Cron(cron, { paused: true, ...(timeZone !== undefined && { timezone: timeZone }) }).nextRun();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      context.addIssue({
        code: 'custom',
        path: ['cron'],
        message: `expected a cron pattern and an IANA time zone: ${reason}`,
      });
    }
  });

const TRIGGER = z.unknown().transform((value, context) => {
  const shape = TRIGGERS.find(([key]) => typeof value === 'object' && value !== null && key in value);
  if (shape === undefined) {
    context.addIssue('expected a trigger: one of cron, listen, subscribe, on');
    return z.NEVER;
  }
  const parsed = shape[1].safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    context.addIssue({ code: 'custom', path: [...issue.path], message: issue.message });
  }
  return z.NEVER;
});

const TRIGGERS = [
  ['cron', CRON],
  [
    'listen',
    z.strictObject({
      listen: z.string().min(1).max(63),
      url: serverUrl(['postgres:', 'postgresql:']),
      refresh: sourceIds.optional(),
    }),
  ],
  [
    'subscribe',
    z.strictObject({
      subscribe: z.string().min(1),
      url: serverUrl(['redis:', 'rediss:']),
      refresh: sourceIds.optional(),
    }),
  ],
  ['on', z.strictObject({ on: call('a function (notify) => unsubscribe'), refresh: sourceIds.optional() })],
] as const;

const WEBHOOK = z
  .strictObject({
    verify: VERIFY,
    refresh: sourceIds.optional(),
    apply: z.string().min(1).optional(),
    changes: call('a function (payload) => changes').optional(),
    maxBytes: z
      .number()
      .int()
      .min(1)
      .max(16 * 1024 * 1024)
      .optional(),
  })
  .superRefine((webhook, context) => {
    if ((webhook.refresh === undefined) === (webhook.apply === undefined)) {
      context.addIssue('expected exactly one of refresh, apply');
    }
    if (webhook.changes !== undefined && webhook.apply === undefined) {
      context.addIssue({ code: 'custom', path: ['changes'], message: 'goes with apply' });
    }
  });

const WEBHOOK_NAME = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected a name of letters, digits, . _ and -');

const SOURCE_ID = z
  .string()
  .min(1)
  .refine((id) => !id.startsWith('ly.img.'), 'ids that begin with ly.img. belong to the engine');

/** The shape of a gateway.config.ts. What refers to what is checked in check-references.ts. */
export const CONFIG = z.strictObject({
  sources: z.record(SOURCE_ID, SOURCE).optional(),
  triggers: z.array(TRIGGER).max(1_000).optional(),
  webhooks: z.record(WEBHOOK_NAME, WEBHOOK).optional(),
}) as unknown as z.ZodType<GatewayConfig>;
