import { existsSync } from 'node:fs';
import type { GatewayConfig } from './gateway-config.ts';
import { loadConfig } from './load-config.ts';

export const CONFIG_FILE = 'gateway.config.ts';

/** The config in `file`, or in gateway.config.ts of the working directory if that is there, or an empty one. */
export async function findConfig(file: string | undefined): Promise<GatewayConfig> {
  if (file !== undefined) return await loadConfig(file);
  return existsSync(CONFIG_FILE) ? await loadConfig(CONFIG_FILE) : {};
}
