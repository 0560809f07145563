import { localized } from '../model/localized.ts';
import type { AssetSourceResolvers } from './types.generated.ts';

export const AssetSource = {
  id: ({ definition }) => definition.id,
  name: ({ definition }, { locale }) => localized(definition.name, locale ?? undefined) ?? null,
  names: ({ definition }) => definition.name ?? null,
  supportedMimeTypes: ({ definition }) => definition.supportedMimeTypes ?? [],
  credits: ({ definition }) => definition.credits ?? null,
  license: ({ definition }) => definition.license ?? null,
  expiresAt: ({ definition }) => definition.expiresAt ?? null,
  assetCount: (source, _args, { catalog }) => (source.kind === 'LOCAL' ? catalog.assetCount(source) : null),
  mirror: ({ definition }, _args, { connectors }) => connectors.mirror(definition.id) ?? null,
  groups: (source, _args, { catalog }) => catalog.groups(source),
} satisfies AssetSourceResolvers;
