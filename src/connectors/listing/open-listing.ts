import type { ListingConfig } from '../config/listing-config.ts';
import { CloudinaryListing } from './cloudinary-listing.ts';
import { ContentJsonListing } from './content-json-listing.ts';
import { FolderListing } from './folder-listing.ts';
import { HttpJsonListing } from './http-json-listing.ts';
import type { Listing } from './listing.ts';
import { S3Listing } from './s3-listing.ts';

/** The listing that a config describes. Nothing is asked of the outside system yet. */
export function openListing(config: ListingConfig): Listing {
  switch (config.from) {
    case 'cloudinary':
      return new CloudinaryListing(config);
    case 's3':
      return new S3Listing(config);
    case 'http-json':
      return new HttpJsonListing(config);
    case 'content-json':
      return new ContentJsonListing(config);
    case 'folder':
      return new FolderListing(config);
    case 'custom':
      return { pages: (signal) => config.list(signal) };
  }
}
