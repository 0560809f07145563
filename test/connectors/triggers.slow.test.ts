import { expect, test } from 'vitest';
import type { TriggerConfig } from '../../src/connectors/config/gateway-config.ts';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';
import { postgresServer, publish, redisServer, sql } from './support/debian-servers.ts';

/** A source over a list that the test changes, as seen through the gateway. */
async function gatewayWith(
  trigger: TriggerConfig,
): Promise<{ gateway: TestGateway; store: string[]; ids: () => Promise<string[]> }> {
  const store: string[] = [];
  const gateway = await startGateway({
    outside: {
      sources: {
        cms: {
          mirror: {
            from: 'custom',
            list: async function* () {
              yield store.map((id) => ({ id }));
            },
          },
          refreshOnStart: false,
          settleMs: 0,
          minIntervalMs: 0,
          removalLimit: 1,
        },
      },
      triggers: [trigger],
    },
  });
  const ids = async () => {
    const { findAssets } = await gateway.run<{ findAssets: { assets: { id: string }[] } }>(
      '{ findAssets(sourceId: "cms") { assets { id } } }',
    );
    return findAssets.assets.map(({ id }) => id);
  };
  return { gateway, store, ids };
}

/** Tells until it is heard: nobody knows when a listener is back. */
async function untilHeard(
  tell: () => Promise<unknown>,
  ids: () => Promise<string[]>,
  expected: string[],
): Promise<void> {
  await expect
    .poll(
      async () => {
        await tell().catch(() => {});
        return await ids();
      },
      { timeout: 30_000, interval: 200 },
    )
    .toEqual(expected);
}

test('a NOTIFY of PostgreSQL refreshes; what was missed while it was down is caught up with', async () => {
  const postgres = await postgresServer();
  const { store, ids } = await gatewayWith({ listen: 'assets_changed', url: postgres.url, refresh: ['cms'] });
  const notify = () => sql(postgres.url, "notify assets_changed, 'ignored: the config says which'");

  store.push('one');
  await untilHeard(notify, ids, ['one']);

  await postgres.kill();
  store.push('while it was down');
  await postgres.start();
  // Nobody notifies: coming back is reason enough.
  await expect.poll(ids, { timeout: 30_000 }).toEqual(['one', 'while it was down']);

  store.push('three');
  await untilHeard(notify, ids, ['one', 'while it was down', 'three']);
});

test('a payload names the source where the trigger does not, and nonsense does no harm', async () => {
  const postgres = await postgresServer();
  const { store, ids } = await gatewayWith({ listen: 'Assets Changed"', url: postgres.url });
  const notify = (payload: string) => sql(postgres.url, `select pg_notify('Assets Changed"', '${payload}')`);

  store.push('one');
  await notify('');
  await notify('no such source');
  await untilHeard(() => notify('cms'), ids, ['one']);
});

test('a connection that the server drops is taken up again, and the process goes on', async () => {
  const postgres = await postgresServer();
  const { store, ids } = await gatewayWith({ listen: 'assets_changed', url: postgres.url, refresh: ['cms'] });
  await untilHeard(() => sql(postgres.url, 'notify assets_changed'), ids, []);

  store.push('one');
  await sql(
    postgres.url,
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'asset-gateway trigger'",
  );

  await expect.poll(ids, { timeout: 30_000 }).toEqual(['one']);
});

test('a message of Redis refreshes; what was missed while it was down is caught up with', async () => {
  const redis = await redisServer();
  const { store, ids } = await gatewayWith({ subscribe: 'assets', url: redis.url, refresh: ['cms'] });

  store.push('one');
  await untilHeard(() => publish(redis.url, 'assets', 'x'), ids, ['one']);

  await redis.kill();
  store.push('while it was down');
  await redis.start();
  await expect.poll(ids, { timeout: 30_000 }).toEqual(['one', 'while it was down']);
});

test('a server that is not there when the gateway starts is waited for', async () => {
  const redis = await redisServer();
  await redis.kill();
  const { store, ids } = await gatewayWith({ subscribe: 'assets', url: redis.url });

  store.push('one');
  await redis.start();

  await untilHeard(() => publish(redis.url, 'assets', 'cms'), ids, ['one']);
});

test('a gateway that stops leaves no connection behind', async () => {
  const postgres = await postgresServer();
  const redis = await redisServer();
  const { gateway } = await gatewayWith({ listen: 'assets_changed', url: postgres.url, refresh: ['cms'] });
  const { gateway: other } = await gatewayWith({ subscribe: 'assets', url: redis.url, refresh: ['cms'] });
  await expect.poll(() => publish(redis.url, 'assets', ''), { timeout: 10_000 }).toBe(1);

  await Promise.all([gateway.stop(), other.stop()]);

  expect(await publish(redis.url, 'assets', '')).toBe(0);
});
