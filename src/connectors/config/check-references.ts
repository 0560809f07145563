import type { GatewayConfig } from './gateway-config.ts';

/** What is wrong with a config whose every part has the right shape. */
export type ConfigProblem = { readonly at: string; readonly message: string };

/** Checks what the parts of a config say of each other. */
export function checkReferences(config: GatewayConfig): ConfigProblem[] {
  return [...checkSources(config), ...checkWebhooks(config)];
}

function* checkSources(config: GatewayConfig): Generator<ConfigProblem> {
  for (const [id, source] of Object.entries(config.sources ?? {})) {
    if (source.external === undefined || source.external.id === id) continue;
    yield {
      at: `sources[${JSON.stringify(id)}].external.id`,
      message: `expected ${JSON.stringify(id)}, the key that it stands under`,
    };
  }
}

function* checkWebhooks(config: GatewayConfig): Generator<ConfigProblem> {
  for (const [name, webhook] of Object.entries(config.webhooks ?? {})) {
    if (webhook.apply === undefined) continue;
    const at = `webhooks[${JSON.stringify(name)}].apply`;
    const source = config.sources?.[webhook.apply];
    if (source?.external !== undefined) {
      yield { at, message: 'names a source whose assets live outside: use refresh' };
      continue;
    }
    if (webhook.changes !== undefined) continue;
    const listing = source?.mirror;
    if (listing === undefined) {
      yield {
        at,
        message:
          'expected a source of this file with a cloudinary or s3 mirror, or a function changes beside it',
      };
    } else if (listing.from === 'cloudinary' && listing.expression !== undefined) {
      yield {
        at,
        message:
          "can't tell whether an asset matches a search expression: use prefix in the mirror, or refresh here",
      };
    } else if (listing.from !== 'cloudinary' && listing.from !== 's3') {
      yield {
        at,
        message: `a ${listing.from} mirror can't read single assets: use refresh, or a function changes beside it`,
      };
    }
  }
}
