import { z } from 'zod';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import { PERMISSIONS, type Permission, type Principal } from './model/principal.ts';

/** A credential and whom it stands for. */
export type ApiKey = { readonly secret: string; readonly principal: Principal };

export type CorsOrigins =
  | { readonly kind: 'SAME_ORIGIN' }
  | { readonly kind: 'LIST'; readonly origins: readonly string[] }
  | { readonly kind: 'ANY' };

/** What the environment says, checked. */
export type Config = {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** A path, or `:memory:`. */
  readonly databaseFile: string;
  /** Evaluation mode without it. */
  readonly cesdkLicense: string | undefined;
  /** A module that exports `defineConfig({…})`; undefined: gateway.config.ts, if it is there. */
  readonly configFile: string | undefined;
  readonly corsOrigins: CorsOrigins;
  /** Empty: everybody may do everything. */
  readonly apiKeys: readonly ApiKey[];
  readonly logLevel: LogLevel;
  /** How long sockets and requests get to end when the gateway stops, in milliseconds. */
  readonly drainMs: number;
  /** How long journal entries are kept, in milliseconds. */
  readonly journalRetentionMs: number;
};

/** The environment can't be run with. The message says which variables, and what to set instead. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

/** Tells whether only this machine can reach a server that listens there. */
export function isLoopback(host: string): boolean {
  return LOOPBACK_HOST.test(host);
}

const DURATION = /^(\d+)(ms|s|m|h|d)$/;
const DURATION_UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const duration = z.string().transform((text, context) => {
  const [, digits, unit] = DURATION.exec(text) ?? [];
  if (digits !== undefined && unit !== undefined) {
    return Number(digits) * DURATION_UNIT_MS[unit as keyof typeof DURATION_UNIT_MS];
  }
  context.addIssue('must be a number with a unit: 7d, 12h, 30m or 45s');
  return z.NEVER;
});

const databaseFile = z.string().transform((url, context) => {
  if (url === ':memory:') return url;
  if (url.startsWith('file:') && url.length > 'file:'.length) return url.slice('file:'.length);
  context.addIssue(
    /^postgres(ql)?:/.test(url)
      ? 'names a PostgreSQL server, which is not built yet: use file:PATH or :memory:'
      : 'must be file:PATH or :memory:',
  );
  return z.NEVER;
});

const corsOrigins = z.string().transform((list, context): CorsOrigins => {
  const origins = list.split(',').map((origin) => origin.trim());
  if (origins.length === 1 && origins[0] === '*') return { kind: 'ANY' };
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    context.addIssue(
      origin === '*'
        ? 'must be * alone, or a list of origins'
        : `must be * or a comma list of origins like https://app.example.com, not "${origin}"`,
    );
    return z.NEVER;
  }
  return { kind: 'LIST', origins };
});

const apiKeys = z.string().transform((list, context): readonly ApiKey[] => {
  const keys: ApiKey[] = [];
  for (const [index, item] of list.split(',').entries()) {
    // The list is full of secrets: what is wrong is told by place, never by quoting it.
    const complain = (problem: string) => context.addIssue(`entry ${index + 1} ${problem}`);
    const [name, secret, permissions, ...rest] = item.trim().split(':');
    if (!name || !secret || !permissions || rest.length > 0) {
      complain('must be name:secret:PERMISSION+PERMISSION, as in cms:s3cr3t-of-16-or-more:READ+WRITE');
      return z.NEVER;
    }
    const granted = permissions.split('+');
    const unknown = granted.find((permission) => !PERMISSIONS.some((known) => known === permission));
    if (unknown !== undefined) complain(`has an unknown permission: use ${PERMISSIONS.join(', ')}`);
    if (secret.length < 16) complain('has a secret of less than 16 characters: make a longer one');
    if (keys.some((key) => key.secret === secret)) complain('repeats the secret of another entry');
    keys.push({ secret, principal: { name, permissions: new Set(granted as Permission[]) } });
  }
  return keys;
});

const notBuilt = z
  .undefined('is not built yet, and would not protect anything: use GATEWAY_API_KEYS')
  .optional();

const ENVIRONMENT = z.object({
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('where to listen (127.0.0.1); others than this machine need keys'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(4_000)
    .describe('the one port of everything (4000); 0 picks a free one'),
  DATABASE_URL: databaseFile
    .prefault('file:data/gateway.db')
    .describe('file:PATH (file:data/gateway.db), or :memory: for trying things out'),
  GATEWAY_API_KEYS: apiKeys
    .optional()
    .describe('who may do what: name:secret:READ+WRITE, separated by commas; without, everybody everything'),
  CORS_ORIGINS: corsOrigins
    .optional()
    .describe('origins of pages that may come from elsewhere, separated by commas, or *'),
  GATEWAY_CONFIG: z
    .string()
    .optional()
    .describe('the file of outside systems (gateway.config.ts, if there is one)'),
  CESDK_LICENSE: z.string().optional().describe('without, the engine runs in evaluation mode'),
  JOURNAL_RETENTION: duration.prefault('7d').describe('how long clients may be away and still resume (7d)'),
  DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(600_000)
    .default(10_000)
    .describe('milliseconds within which sockets are closed when the gateway stops (10000)'),
  LOG_LEVEL: z
    .enum(LOG_LEVELS)
    .default('info')
    .describe(`${LOG_LEVELS.join(', ')} (info)`),
  JWT_JWKS_URL: notBuilt,
  JWT_SECRET: notBuilt,
});

/** The variables of the environment that the gateway obeys, each with what it means and, in brackets, its default. */
export const SETTINGS: readonly { readonly name: string; readonly meaning: string }[] = Object.entries(
  ENVIRONMENT.shape,
).flatMap(([name, { description: meaning }]) => (meaning === undefined ? [] : [{ name, meaning }]));

/**
 * Reads the environment; nothing else in the gateway does. A variable that is empty counts as not set.
 * Throws {@link ConfigError} when a value is wrong or two contradict each other.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = ENVIRONMENT.safeParse(set);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`);
    throw new ConfigError(sentences.join('\n'));
  }
  const values = parsed.data;
  const keys = values.GATEWAY_API_KEYS ?? [];
  if (keys.length === 0 && !isLoopback(values.HOST)) {
    throw new ConfigError(
      `HOST is ${values.HOST}, so others than this machine could change everything. ` +
        'Set GATEWAY_API_KEYS (name:secret:READ+WRITE), or HOST=127.0.0.1.',
    );
  }
  return {
    host: values.HOST,
    port: values.PORT,
    databaseFile: values.DATABASE_URL,
    cesdkLicense: values.CESDK_LICENSE,
    configFile: values.GATEWAY_CONFIG,
    corsOrigins: values.CORS_ORIGINS ?? { kind: 'SAME_ORIGIN' },
    apiKeys: keys,
    logLevel: values.LOG_LEVEL,
    drainMs: values.DRAIN_MS,
    journalRetentionMs: values.JOURNAL_RETENTION,
  };
}
