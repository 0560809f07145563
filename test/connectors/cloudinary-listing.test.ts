import { expect, test } from 'vitest';
import { CloudinaryListing } from '../../src/connectors/listing/cloudinary-listing.ts';
import { failureOf } from '../../src/connectors/outside-failure.ts';
import { fakeCloudinary } from './support/fake-cloudinary.ts';
import { idsOf, pagesOf } from './support/list-all.ts';

const SIGNAL = new AbortController().signal;

test('all resources of the types asked for are listed, page by page, with what an editor needs', async () => {
  const cloudinary = await fakeCloudinary([
    {
      public_id: 'shop/chair',
      tags: ['red'],
      context: { custom: { caption: 'A chair', alt: 'Seen from the side' } },
      asset_folder: 'shop',
    },
    { public_id: 'shop/table_top' },
    { public_id: 'shop/lamp' },
    { public_id: 'shop/clip', resource_type: 'video' },
    { public_id: 'other/x' },
  ]);
  const listing = new CloudinaryListing({
    ...cloudinary.account,
    resourceTypes: ['image', 'video'],
    prefix: 'shop/',
  });

  const pages = await pagesOf(listing);

  expect(pages.map((page) => page.map(({ id }) => id))).toEqual([
    ['shop/chair', 'shop/table_top'],
    ['shop/lamp'],
    ['video:shop/clip'],
  ]);
  expect(pages[0]?.[0]).toEqual({
    id: 'shop/chair',
    label: { en: 'A chair' },
    tags: { en: ['red'] },
    groups: ['shop'],
    meta: {
      uri: 'https://res.cloudinary.com/demo/image/upload/v1700000000/shop/chair.jpg',
      thumbUri: 'https://res.cloudinary.com/demo/image/upload/c_limit,w_400,h_400/v1700000000/shop/chair.jpg',
      mimeType: 'image/jpeg',
      blockType: '//ly.img.ubq/graphic',
      fillType: '//ly.img.ubq/fill/image',
      width: 800,
      height: 600,
      bytes: 1_000,
      version: 1_700_000_000,
      publicId: 'shop/chair',
      alt: 'Seen from the side',
    },
  });
  expect(pages[2]?.[0]?.meta?.['thumbUri']).toMatch(/\.jpg$/);
});

test('a search expression is answered by the Search API', async () => {
  const cloudinary = await fakeCloudinary([
    { public_id: 'a', tags: ['live'] },
    { public_id: 'b' },
    { public_id: 'c', tags: ['live'] },
    { public_id: 'd', tags: ['live'] },
  ]);

  expect(await idsOf(new CloudinaryListing({ ...cloudinary.account, expression: 'tags=live' }))).toEqual([
    'a',
    'c',
    'd',
  ]);
});

test('a failure tells the status, and keeps the credentials to itself', async () => {
  const cloudinary = await fakeCloudinary([{ public_id: 'a' }]);
  const failure = (config: object) =>
    idsOf(new CloudinaryListing({ ...cloudinary.account, ...config })).then(
      () => undefined,
      (error: unknown) => error,
    );

  const refused = await failure({ apiSecret: 'hunter2' });
  cloudinary.state.status = 420;
  const limited = await failure({});

  expect(failureOf(refused)).toMatchObject({ reason: 'REFUSED', detail: 'HTTP status 401' });
  expect(failureOf(limited)).toMatchObject({ reason: 'FAILED', detail: 'HTTP status 420' });
  expect([failureOf(refused).cause, failureOf(limited).cause]).toEqual([undefined, undefined]);
});

test('notifications of every kind say where to look', async () => {
  const cloudinary = await fakeCloudinary();
  const { single } = new CloudinaryListing({ ...cloudinary.account, prefix: 'shop/' });
  const keysOf = (payload: object) => single.touched(payload).map(({ key }) => key);
  const resource = { resource_type: 'image', type: 'upload' };

  expect(keysOf({ notification_type: 'upload', public_id: 'shop/a', ...resource })).toEqual(['shop/a']);
  expect(keysOf({ notification_type: 'upload', public_id: 'elsewhere/a', ...resource })).toEqual([]);
  expect(
    keysOf({ notification_type: 'upload', public_id: 'shop/a', ...resource, resource_type: 'video' }),
  ).toEqual([]);
  expect(
    keysOf({
      notification_type: 'delete',
      resources: [
        { public_id: 'shop/a', ...resource },
        { public_id: 'shop/b', ...resource },
      ],
    }),
  ).toEqual(['shop/a', 'shop/b']);
  expect(
    keysOf({
      notification_type: 'resource_tags_changed',
      resources: [{ public_id: 'shop/a', ...resource, added: ['x'], removed: [] }],
    }),
  ).toEqual(['shop/a']);
  expect(
    keysOf({ notification_type: 'resource_context_changed', resources: { 'shop/a': { added: [] } } }),
  ).toEqual(['shop/a']);
  expect(
    keysOf({ notification_type: 'rename', from_public_id: 'shop/a', to_public_id: 'shop/b', ...resource }),
  ).toEqual(['shop/b', 'shop/a']);
  expect(keysOf({ notification_type: 'create_folder', folder_name: 'x' })).toEqual([]);
  expect(() => keysOf([])).toThrow('a notification is not an object');
});

test('assets are read as a listing would show them, and those that are gone are left out', async () => {
  const resources = [
    { public_id: 'a/b', metadata: { season: 'spring' } },
    { public_id: 'clip', resource_type: 'video' as const, metadata: {} },
  ];
  const cloudinary = await fakeCloudinary(resources);
  const plain = new CloudinaryListing({ ...cloudinary.account, resourceTypes: ['image', 'video'] });
  const structured = new CloudinaryListing({ ...cloudinary.account, structuredMetadata: true });

  const read = await plain.single.read(['a/b', 'video:clip', 'gone'], SIGNAL);
  const one = await structured.single.read(['a/b', 'gone'], SIGNAL);

  expect([...read.keys()]).toEqual(['a/b', 'video:clip']);
  expect([...read.values()]).toEqual((await pagesOf(plain)).flat());
  expect(one.get('a/b')?.meta?.['metadata']).toEqual({ season: 'spring' });
  expect([...one.keys()]).toEqual(['a/b']);
});
