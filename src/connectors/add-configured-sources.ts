import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import { GATEWAY } from '../model/principal.ts';
import type { CatalogForConnectors } from './catalog-port.ts';
import type { GatewayConfig, SourceConfig } from './config/gateway-config.ts';
import type { ExternalSource } from './external-source.ts';

const ACTOR = { principal: GATEWAY, cause: { kind: 'SYNC', operation: 'config' } } as const;

/**
 * Adds the sources of a config that do not exist yet, and removes external sources that it has no more: nobody could
 * answer for them. Throws SOURCE_ALREADY_EXISTS when a source is there and of the other kind.
 */
export async function addConfiguredSources(
  config: GatewayConfig,
  externals: ReadonlyMap<string, ExternalSource>,
  catalog: CatalogForConnectors,
  log: Log,
): Promise<void> {
  for (const { definition, kind } of catalog.sources(GATEWAY)) {
    if (kind !== 'EXTERNAL' || externals.has(definition.id)) continue;
    log.warn(
      { sourceId: definition.id },
      'connectors: removed an external source that is in no config any more',
    );
    await catalog.removeSource(ACTOR, definition.id);
  }
  for (const [id, source] of Object.entries(config.sources ?? {})) {
    await addSource(id, source, externals.get(id), catalog);
  }
}

async function addSource(
  id: string,
  source: SourceConfig,
  external: ExternalSource | undefined,
  catalog: CatalogForConnectors,
): Promise<void> {
  const kind = external === undefined ? 'LOCAL' : 'EXTERNAL';
  const present = catalog.source(GATEWAY, id);
  if (present?.kind === kind) return;
  if (present !== undefined) {
    throw new GatewayError(
      'SOURCE_ALREADY_EXISTS',
      { sourceId: id },
      `The config says that "${id}" is ${kind}, but the source of this id is ${present.kind}. Remove it, or take another id.`,
    );
  }
  const { name, supportedMimeTypes, credits, license } = source;
  const given = Object.entries({ name, supportedMimeTypes, credits, license });
  const looks = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  await catalog.addSource(ACTOR, { id, ...external?.looks, ...looks }, kind);
}
