import { createRequire } from 'node:module';
import type { PeerName } from '../optional-peer.ts';
import type { GatewayConfig } from './gateway-config.ts';

/** The packages that a config needs and that `from`, a file's URL, does not find. */
export function missingPeers(config: GatewayConfig, from: string = import.meta.url): PeerName[] {
  const { resolve } = createRequire(from);
  return [...neededPeers(config)].filter((peer) => {
    try {
      resolve(peer);
      return false;
    } catch {
      return true;
    }
  });
}

function neededPeers(config: GatewayConfig): Set<PeerName> {
  const needed = new Set<PeerName>();
  for (const { mirror } of Object.values(config.sources ?? {})) {
    if (mirror?.from === 'cloudinary') needed.add('cloudinary');
    if (mirror?.from !== 's3') continue;
    needed.add('@aws-sdk/client-s3');
    if ('presignedSeconds' in mirror.urls) needed.add('@aws-sdk/s3-request-presigner');
  }
  for (const trigger of config.triggers ?? []) {
    if ('listen' in trigger) needed.add('pg');
    if ('subscribe' in trigger) needed.add('redis');
  }
  return needed;
}
