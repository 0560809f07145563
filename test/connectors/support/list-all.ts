import type { Listing } from '../../../src/connectors/listing/listing.ts';
import type { AssetDefinition } from '../../../src/model/asset.ts';

/** Everything that a listing has, page by page. */
export async function pagesOf(listing: Listing): Promise<AssetDefinition[][]> {
  const pages: AssetDefinition[][] = [];
  for await (const page of listing.pages(new AbortController().signal)) pages.push(page as AssetDefinition[]);
  return pages;
}

export async function idsOf(listing: Listing): Promise<string[]> {
  return (await pagesOf(listing)).flat().map(({ id }) => id);
}
