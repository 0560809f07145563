import type { GatewayConfig } from './config/gateway-config.ts';

export { env } from './config/env.ts';
export type * from './config/gateway-config.ts';
export type * from './config/listing-config.ts';
export type { AssetDefinition } from '../model/asset.ts';
export type { AssetChangeDraft } from './catalog-port.ts';
export type { ExternalAssetSource } from './external-asset-source.ts';

/** Gives a gateway.config.ts its types: `export default defineConfig({ … })`. It is checked when it is loaded. */
export function defineConfig(config: GatewayConfig): GatewayConfig {
  return config;
}
