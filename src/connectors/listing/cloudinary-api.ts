import type { v2 } from 'cloudinary';
import { createRequire } from 'node:module';
import type { CloudinaryConfig, CloudinaryResourceType } from '../config/listing-config.ts';
import { optionalPeer } from '../optional-peer.ts';
import { untilAborted } from '../until-aborted.ts';

/** A page of resources as Cloudinary answers; every value is Cloudinary's and unchecked. */
export type ResourcePage = { readonly resources?: unknown; readonly next_cursor?: unknown };

/** The calls of Cloudinary's SDK that a mirror makes. */
export type CloudinaryApi = {
  listByPrefix(
    type: CloudinaryResourceType,
    prefix: string | undefined,
    cursor: string | undefined,
    signal: AbortSignal,
  ): Promise<ResourcePage>;
  search(expression: string, cursor: string | undefined, signal: AbortSignal): Promise<ResourcePage>;
  /** At most 100 public ids; those that are gone are not in the answer. */
  byIds(
    type: CloudinaryResourceType,
    publicIds: readonly string[],
    signal: AbortSignal,
  ): Promise<ResourcePage>;
};

type Sdk = typeof v2;

const PAGE = 500;

/** One request may take so long, in milliseconds. */
const TIMEOUT_MS = 60_000;

/** Loads Cloudinary's SDK. Its configuration is global, so every call is given its own. */
export async function cloudinaryApi(config: CloudinaryConfig): Promise<CloudinaryApi> {
  const { v2: sdk } = await optionalPeer('cloudinary', () => {
    const require = createRequire(import.meta.url);
    // The package is CommonJS with a getter for v2, which an import does not see.
    return Promise.resolve(require('cloudinary') as { v2: Sdk });
  });
  const account = {
    cloud_name: config.cloudName,
    api_key: config.apiKey,
    api_secret: config.apiSecret,
    timeout: TIMEOUT_MS,
    ...(config.apiUrl !== undefined && { upload_prefix: config.apiUrl }),
  };
  const details = { context: true, tags: true, metadata: true };
  return {
    listByPrefix(type, prefix, cursor, signal) {
      const options = {
        ...account,
        ...details,
        resource_type: type,
        type: 'upload',
        max_results: PAGE,
        ...(prefix !== undefined && { prefix }),
        ...(cursor !== undefined && { next_cursor: cursor }),
      };
      return untilAborted(sdk.api.resources(options) as Promise<ResourcePage>, signal);
    },
    search(expression, cursor, signal) {
      const search = sdk.search
        .expression(expression)
        .max_results(PAGE)
        .sort_by('public_id', 'asc')
        .with_field('context')
        .with_field('tags')
        .with_field('metadata');
      if (cursor !== undefined) search.next_cursor(cursor);
      return untilAborted(
        // Its types leave out that execute takes the same options as every other call.
        (search as unknown as { execute(options: object): Promise<ResourcePage> }).execute(account),
        signal,
      );
    },
    byIds(type, publicIds, signal) {
      const options = { ...account, ...details, resource_type: type, type: 'upload', max_results: 100 };
      return untilAborted(sdk.api.resources_by_ids([...publicIds], options) as Promise<ResourcePage>, signal);
    },
  };
}
