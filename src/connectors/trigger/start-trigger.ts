import type { Log } from '../../log.ts';
import type { TriggerConfig } from '../config/gateway-config.ts';
import { CronTrigger } from './cron-trigger.ts';
import { EmitterTrigger } from './emitter-trigger.ts';
import { PostgresTrigger } from './postgres-trigger.ts';
import { RedisTrigger } from './redis-trigger.ts';
import type { Fire, Trigger } from './trigger.ts';

/** Starts what a config describes. `caughtUp` is called when messages may have been missed. Rejects when an emitter can't be listened to. */
export async function startTrigger(
  config: TriggerConfig,
  fire: Fire,
  caughtUp: () => void,
  log: Log,
): Promise<Trigger> {
  if ('cron' in config) return new CronTrigger(config.cron, config.timeZone, fire);
  if ('listen' in config)
    return new PostgresTrigger({ url: config.url, channel: config.listen }, fire, caughtUp, log);
  if ('subscribe' in config)
    return new RedisTrigger({ url: config.url, channel: config.subscribe }, fire, caughtUp, log);
  return await EmitterTrigger.start(config.on, fire, log);
}
