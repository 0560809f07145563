import type { Log } from '../../log.ts';
import type { TriggerConfig } from '../config/gateway-config.ts';
import { ChannelTrigger } from './channel-trigger.ts';
import { CronTrigger } from './cron-trigger.ts';
import { EmitterTrigger } from './emitter-trigger.ts';
import { postgresChannel } from './postgres-channel.ts';
import { redisChannel } from './redis-channel.ts';
import type { Fire, Trigger } from './trigger.ts';

/** Starts what a config describes. `caughtUp` is called when messages may have been missed. Rejects when an emitter can't be listened to. */
export async function startTrigger(
  config: TriggerConfig,
  fire: Fire,
  caughtUp: () => void,
  log: Log,
): Promise<Trigger> {
  if ('cron' in config) return new CronTrigger(config.cron, config.timeZone, fire);
  if ('listen' in config) {
    const { url, listen: channel } = config;
    const connect = () => postgresChannel(url, channel, fire);
    return new ChannelTrigger({ name: 'postgres', channel, connect, caughtUp, log });
  }
  if ('subscribe' in config) {
    const { url, subscribe: channel } = config;
    const connect = () => redisChannel(url, channel, fire);
    return new ChannelTrigger({ name: 'redis', channel, connect, caughtUp, log });
  }
  return await EmitterTrigger.start(config.on, fire, log);
}
