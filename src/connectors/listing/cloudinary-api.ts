import type { v2 } from 'cloudinary';
import { Agent } from 'node:http';
import { createRequire } from 'node:module';
import type { CloudinaryConfig, CloudinaryResourceType } from '../config/listing-config.ts';
import { failureOf, OutsideFailure } from '../outside-failure.ts';
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
  const metadata = config.structuredMetadata ?? false;
  const account = {
    cloud_name: config.cloudName,
    api_key: config.apiKey,
    api_secret: config.apiSecret,
    timeout: TIMEOUT_MS,
    ...(config.apiUrl !== undefined && { upload_prefix: config.apiUrl }),
    // The SDK chooses between http and https once, for all calls; the agent puts that right for this one.
    ...(config.apiUrl?.startsWith('http:') === true && { agent: new Agent() }),
  };
  const details = { context: true, tags: true, metadata };
  const page = (call: Promise<unknown>, signal: AbortSignal): Promise<ResourcePage> =>
    untilAborted(call, signal).catch((error: unknown) => {
      throw withoutRequest(error, signal);
    }) as Promise<ResourcePage>;
  const one = async (
    type: CloudinaryResourceType,
    publicId: string,
    signal: AbortSignal,
  ): Promise<unknown[]> => {
    try {
      return [await page(sdk.api.resource(publicId, { ...account, resource_type: type }), signal)];
    } catch (error) {
      if (error instanceof OutsideFailure && error.message.endsWith('HTTP status 404')) return [];
      throw error;
    }
  };
  return {
    listByPrefix(type, prefix, cursor, signal) {
      const options = {
        ...account,
        ...details,
        resource_type: type,
        type: 'upload',
        max_results: PAGE,
        // The oldest first, so that what is new comes last, where a webhook puts it.
        direction: 'asc',
        ...(prefix !== undefined && { prefix }),
        ...(cursor !== undefined && { next_cursor: cursor }),
      };
      return page(sdk.api.resources(options), signal);
    },
    search(expression, cursor, signal) {
      const search = sdk.search
        .expression(expression)
        .max_results(PAGE)
        .sort_by('public_id', 'asc')
        .with_field('context')
        .with_field('tags');
      if (metadata) search.with_field('metadata');
      if (cursor !== undefined) search.next_cursor(cursor);
      // Its types leave out that execute takes the options of every other call; it writes into them.
      const call = search as unknown as { execute(options: object): Promise<unknown> };
      return page(call.execute({ ...account }), signal);
    },
    async byIds(type, publicIds, signal) {
      if (!metadata) {
        const options = { ...account, ...details, resource_type: type, type: 'upload' };
        return await page(sdk.api.resources_by_ids([...publicIds], options), signal);
      }
      // Only an asset that is asked for alone comes with its structured metadata.
      const resources: unknown[] = [];
      for (const publicId of publicIds) resources.push(...(await one(type, publicId, signal)));
      return { resources };
    },
  };
}

/** What the SDK rejects with holds the whole request, API secret included: it goes no further than here. */
function withoutRequest(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return error;
  const failure = failureOf(error);
  return new OutsideFailure(failure.reason, failure.detail);
}
