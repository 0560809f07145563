import type { Log } from '../../log.ts';
import { optionalPeer } from '../optional-peer.ts';
import { KeptConnection, type Connection } from './kept-connection.ts';
import type { Fire, Trigger } from './trigger.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** A connection whose other end has vanished says nothing; it is asked this often, in milliseconds. */
const PROBE_MS = 10_000;

/**
 * Fires on PostgreSQL's `NOTIFY`, over a connection of its own, and once after every reconnect: what was notified
 * meanwhile is lost. The payload, if there is one, is handed on as the source's id.
 */
export class PostgresTrigger implements Trigger {
  readonly name = 'postgres';
  readonly #connection: KeptConnection;

  constructor(
    options: { readonly url: string; readonly channel: string },
    fire: Fire,
    caughtUp: () => void,
    log: Log,
  ) {
    this.#connection = new KeptConnection(
      `postgres ${options.channel}`,
      () => listen(options.url, options.channel, fire),
      (again) => {
        if (again) caughtUp();
      },
      log,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection[Symbol.asyncDispose]();
  }
}

async function listen(url: string, channel: string, fire: Fire): Promise<Connection> {
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
