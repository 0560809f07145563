import { optionalPeer } from '../optional-peer.ts';
import type { Connection } from './channel-trigger.ts';
import type { Fire } from './trigger.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** A connection whose other end has vanished says nothing; it is asked this often, in milliseconds. */
const PROBE_MS = 10_000;

/**
 * Listens to PostgreSQL's `NOTIFY`, over a connection of its own. The payload, if there is one, is handed on as the
 * source's id. Rejects when the database can't be reached or `pg` is not installed.
 */
export async function postgresChannel(url: string, channel: string, fire: Fire): Promise<Connection> {
  const { default: pg } = await optionalPeer('pg', () => import('pg'));
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    query_timeout: PROBE_MS,
    application_name: 'asset-gateway trigger',
  });
  const { promise: lost, resolve: lose } = Promise.withResolvers<void>();
  // Without a listener an error of an idle client ends the process.
  client.on('error', () => lose());
  client.on('end', () => lose());
  client.on('notification', ({ payload }) => fire(payload === '' ? undefined : payload));
  const probe = setInterval(() => void client.query('select 1').catch(() => lose()), PROBE_MS);
  const close = async () => {
    clearInterval(probe);
    await client.end().catch(() => {});
  };
  try {
    await client.connect();
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
  } catch (error) {
    await close();
    throw error;
  }
  return { lost, [Symbol.asyncDispose]: close };
}
