import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

test('an empty environment is enough', () => {
  expect(readConfig({})).toEqual({
    host: '127.0.0.1',
    port: 4000,
    databaseFile: 'data/gateway.db',
    cesdkLicense: undefined,
    configFile: undefined,
    corsOrigins: { kind: 'SAME_ORIGIN' },
    apiKeys: [],
    logLevel: 'info',
    drainMs: 10_000,
    journalRetentionMs: 7 * 24 * 3_600_000,
  });
});

test('every variable is read', () => {
  const config = readConfig({
    HOST: '0.0.0.0',
    PORT: '0',
    DATABASE_URL: ':memory:',
    CESDK_LICENSE: 'key',
    GATEWAY_CONFIG: 'my.config.ts',
    CORS_ORIGINS: 'https://a.example, http://localhost:3000',
    GATEWAY_API_KEYS: 'cms:0123456789abcdef:READ+WRITE,editor:fedcba9876543210:READ',
    LOG_LEVEL: 'debug',
    DRAIN_MS: '500',
    JOURNAL_RETENTION: '12h',
  });

  expect(config).toMatchObject({
    host: '0.0.0.0',
    port: 0,
    databaseFile: ':memory:',
    cesdkLicense: 'key',
    configFile: 'my.config.ts',
    corsOrigins: { kind: 'LIST', origins: ['https://a.example', 'http://localhost:3000'] },
    apiKeys: [
      { secret: '0123456789abcdef', principal: { name: 'cms', permissions: new Set(['READ', 'WRITE']) } },
      { secret: 'fedcba9876543210', principal: { name: 'editor', permissions: new Set(['READ']) } },
    ],
    logLevel: 'debug',
    drainMs: 500,
    journalRetentionMs: 12 * 3_600_000,
  });
});

test('an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '', CORS_ORIGINS: '', GATEWAY_API_KEYS: '' })).toEqual(readConfig({}));
});

test.each([
  [{ PORT: 'http' }, /PORT: .*number/],
  [{ PORT: '70000' }, /PORT: .*65535/],
  [
    { DATABASE_URL: 'postgres://db/gateway' },
    /DATABASE_URL: names a PostgreSQL server, which is not built yet/,
  ],
  [{ DATABASE_URL: 'gateway.db' }, /DATABASE_URL: must be file:PATH or :memory:/],
  [{ CORS_ORIGINS: 'https://a.example,*' }, /CORS_ORIGINS: must be \* alone/],
  [{ CORS_ORIGINS: 'https://a.example/' }, /CORS_ORIGINS: .*not "https:\/\/a.example\/"/],
  [{ GATEWAY_API_KEYS: 'cms:0123456789abcdef' }, /GATEWAY_API_KEYS: entry 1 must be name:secret:/],
  [
    { GATEWAY_API_KEYS: 'cms:0123456789abcdef:ALL' },
    /GATEWAY_API_KEYS: entry 1 has an unknown permission: use READ/,
  ],
  [{ GATEWAY_API_KEYS: 'cms:short:READ' }, /GATEWAY_API_KEYS: entry 1 has a secret of less than 16/],
  [{ GATEWAY_API_KEYS: 'a:0123456789abcdef:READ,b:0123456789abcdef:READ' }, /entry 2 repeats the secret/],
  [{ JWT_SECRET: 'x' }, /JWT_SECRET: is not built yet, and would not protect anything: use GATEWAY_API_KEYS/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL: /],
  [{ JOURNAL_RETENTION: '7' }, /JOURNAL_RETENTION: must be a number with a unit: 7d/],
  [{ HOST: '0.0.0.0' }, /HOST is 0.0.0.0, .* Set GATEWAY_API_KEYS .*, or HOST=127.0.0.1/],
])('%j is refused with a sentence that says what to set', (environment, sentence) => {
  expect(() => readConfig(environment)).toThrow(sentence);
});

test('a refusal never quotes a secret', () => {
  const refuse = () => readConfig({ GATEWAY_API_KEYS: 'cms:hunter2:READ,other:hunter2hunter2hunter2:NONE' });

  expect(refuse).toThrow(/^(?!.*hunter2)/s);
});
