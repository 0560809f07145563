import { optionalPeer } from '../optional-peer.ts';
import type { Connection } from './channel-trigger.ts';
import type { Fire } from './trigger.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const PROBE_MS = 10_000;

/**
 * Subscribes to a Redis channel, over a connection of its own. The message, if there is one, is handed on as the
 * source's id. Rejects when the server can't be reached or `redis` is not installed.
 */
export async function redisChannel(url: string, channel: string, fire: Fire): Promise<Connection> {
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
