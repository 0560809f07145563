import type { Log } from '../../log.ts';
import { optionalPeer } from '../optional-peer.ts';
import { KeptConnection, type Connection } from './kept-connection.ts';
import type { Fire, Trigger } from './trigger.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const PROBE_MS = 10_000;

/**
 * Fires on a message to a Redis channel, and once after every reconnect: what was published meanwhile is lost. The
 * message, if there is one, is handed on as the source's id.
 */
export class RedisTrigger implements Trigger {
  readonly name = 'redis';
  readonly #connection: KeptConnection;

  constructor(
    options: { readonly url: string; readonly channel: string },
    fire: Fire,
    caughtUp: () => void,
    log: Log,
  ) {
    this.#connection = new KeptConnection(
      `redis ${options.channel}`,
      () => subscribe(options.url, options.channel, fire),
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

async function subscribe(url: string, channel: string, fire: Fire): Promise<Connection> {
  const { createClient } = await optionalPeer('redis', () => import('redis'));
  const { promise: lost, resolve: lose } = Promise.withResolvers<void>();
  const client = createClient({
    url,
    pingInterval: PROBE_MS,
    // Reconnecting is done one level up, where a catch-up goes with it.
    socket: { reconnectStrategy: false, connectTimeout: CONNECT_TIMEOUT_MS },
  });
  client.on('error', () => lose());
  client.on('end', () => lose());
  const close = () => {
    if (client.isOpen) client.destroy();
    return Promise.resolve();
  };
  try {
    await client.connect();
    await client.subscribe(channel, (message) => fire(message === '' ? undefined : message));
  } catch (error) {
    await close();
    throw error;
  }
  return { lost, [Symbol.asyncDispose]: close };
}
