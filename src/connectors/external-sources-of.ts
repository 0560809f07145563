import type { Log } from '../log.ts';
import type { GatewayConfig } from './config/gateway-config.ts';
import { EXTERNAL_DEFAULTS, ExternalSource } from './external-source.ts';

/** The external sources of a config by id, made and not connected to anything: the catalog reads from them from the start. */
export function externalSourcesOf(config: GatewayConfig, log: Log): ReadonlyMap<string, ExternalSource> {
  const sources = new Map<string, ExternalSource>();
  for (const [id, source] of Object.entries(config.sources ?? {})) {
    if (source.external === undefined) continue;
    const options = {
      timeoutMs: source.timeoutMs ?? EXTERNAL_DEFAULTS.timeoutMs,
      concurrency: source.concurrency ?? EXTERNAL_DEFAULTS.concurrency,
      waiting: source.waiting ?? EXTERNAL_DEFAULTS.waiting,
      maxAssets: source.maxAssets ?? EXTERNAL_DEFAULTS.maxAssets,
    };
    sources.set(id, new ExternalSource(source.external, log, options));
  }
  return sources;
}
