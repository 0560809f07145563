import { describe, expect, test } from 'vitest';
import { S3Listing } from '../../src/connectors/listing/s3-listing.ts';
import { isLaterSequencer, s3Touched } from '../../src/connectors/listing/s3-touched.ts';
import { idsOf, pagesOf } from './support/list-all.ts';
import { serve } from './support/serve.ts';
import { s3Event, s3Server } from './support/s3-server.ts';

const SIGNAL = new AbortController().signal;

describe('a bucket', () => {
  test('is listed below its prefix, media only, at its public address', async () => {
    const s3 = await s3Server();
    await s3.put('live/b mountain.jpg', '12345');
    await s3.put('live/a.png');
    await s3.put('live/readme.txt');
    await s3.put('draft/c.png');

    const [page = []] = await pagesOf(new S3Listing({ ...s3.config, prefix: 'live/' }));

    expect(page).toEqual([
      { id: 'live/a.png', label: { en: 'a' }, meta: expect.objectContaining({ mimeType: 'image/png' }) },
      {
        id: 'live/b mountain.jpg',
        label: { en: 'b mountain' },
        meta: expect.objectContaining({
          uri: 'https://cdn.example.com/live/b%20mountain.jpg',
          bytes: 5,
          blockType: '//ly.img.ubq/graphic',
        }),
      },
    ]);
  });

  // The server of the other tests can't continue a listing on a Node without DES: this one speaks just that.
  test('is listed to its end', async () => {
    const asked: (string | null)[] = [];
    const endpoint = await serve((request, response) => {
      const token = new URL(request.url ?? '', 'http://x').searchParams.get('continuation-token');
      asked.push(token);
      const contents = (keys: string[]) =>
        keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('');
      const more = (next: string) =>
        `<IsTruncated>true</IsTruncated><NextContinuationToken>${next}</NextContinuationToken>`;
      const page =
        token === null
          ? `${contents(['a.png', 'b.png'])}${more('t+/=1')}`
          : token === 't+/=1'
            ? `${contents(['c.png', 'c.txt'])}${more('t2')}`
            : contents(['d.png']);
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?><ListBucketResult><Name>media</Name>${page}</ListBucketResult>`);
    });
    const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
    const urls = { publicBase: 'https://cdn.example.com' };
    const listing = new S3Listing({
      from: 's3',
      bucket: 'media',
      region: 'us-east-1',
      endpoint,
      credentials,
      urls,
    });

    expect(await idsOf(listing)).toEqual(['a.png', 'b.png', 'c.png', 'd.png']);
    expect(asked).toEqual([null, 't+/=1', 't2']);
  });

  test('gives presigned addresses that work, and that stay the same for a while', async () => {
    const s3 = await s3Server();
    await s3.put('a.png', 'the bytes');
    const listing = new S3Listing({ ...s3.config, urls: { presignedSeconds: 604_800 } });

    const [first] = (await pagesOf(listing)).flat();
    const [second] = (await pagesOf(listing)).flat();
    const response = await fetch(first?.meta?.['uri'] as string);

    expect(await response.text()).toBe('the bytes');
    expect(second).toEqual(first);
  });

  test("takes labels, tags and groups from the objects' tags", async () => {
    const s3 = await s3Server();
    await s3.put('a.png');
    await s3.tag('a.png', { label: 'A chair', tags: 'red wood', group: 'furniture', season: 'spring' });

    const [asset] = (await pagesOf(new S3Listing({ ...s3.config, metadata: 'tags' }))).flat();

    expect(asset).toMatchObject({
      label: { en: 'A chair' },
      tags: { en: ['red', 'wood'] },
      groups: ['furniture'],
      meta: { season: 'spring', mimeType: 'image/png' },
    });
  });

  test('takes definitions from a manifest, which is no asset itself', async () => {
    const s3 = await s3Server();
    await s3.put('a.png');
    await s3.put('b.png');
    await s3.put(
      'manifest.json',
      JSON.stringify({ 'a.png': { label: { de: 'Stuhl' }, meta: { author: 'Ann' } } }),
    );
    const listing = new S3Listing({ ...s3.config, metadata: { manifest: 'manifest.json' } });

    const [first, second] = (await pagesOf(listing)).flat();

    expect(first).toMatchObject({
      id: 'a.png',
      label: { de: 'Stuhl' },
      meta: { author: 'Ann', mimeType: 'image/png' },
    });
    expect(second).toMatchObject({ id: 'b.png', label: { en: 'b' } });
    await expect(
      idsOf(new S3Listing({ ...s3.config, metadata: { manifest: 'missing.json' } })),
    ).rejects.toThrow('the manifest is missing');
  });

  test('is read object by object as a listing would show it', async () => {
    const s3 = await s3Server();
    await s3.put('a.png');
    const listing = new S3Listing(s3.config);

    const read = await listing.single.read(['a.png', 'gone.png'], SIGNAL);

    expect([...read.values()]).toEqual((await pagesOf(listing)).flat());
  });
});

describe('an event of S3', () => {
  const config = { bucket: 'media', prefix: 'live/' };
  const event = s3Event('live/a b+ü.png', '0055AED6DCD90281E5');
  const named = [{ key: 'live/a b+ü.png', assetId: 'live/a b+ü.png', order: '0055AED6DCD90281E5' }];

  test('is read as S3, MinIO, SNS and EventBridge write it', () => {
    const minio = { EventName: 's3:ObjectCreated:Put', Key: 'media/live/a.png', ...event };
    const sns = { Type: 'Notification', Message: JSON.stringify(event) };
    const bridge = {
      id: 'x',
      'detail-type': 'Object Created',
      detail: {
        bucket: { name: 'media' },
        object: { key: 'live/a b+ü.png', sequencer: '0055AED6DCD90281E5' },
      },
    };

    for (const payload of [event, minio, sns, bridge]) expect(s3Touched(payload, config)).toEqual(named);
  });

  test('of another bucket or outside the prefix is left alone, as is a test event', () => {
    expect(s3Touched(s3Event('live/a.png', '1', { bucket: 'other' }), config)).toEqual([]);
    expect(s3Touched(s3Event('draft/a.png', '1'), config)).toEqual([]);
    expect(s3Touched({ Service: 'Amazon S3', Event: 's3:TestEvent' }, config)).toEqual([]);
  });

  test('is later when its sequencer is greater, the shorter one padded on the right', () => {
    expect(isLaterSequencer('0055AED6DCD90281E6', '0055AED6DCD90281E5')).toBe(true);
    expect(isLaterSequencer('0055AED6DCD90281E5', '0055AED6DCD90281E5')).toBe(false);
    expect(isLaterSequencer('0056', '0055AED6DCD90281E5')).toBe(true);
    expect(isLaterSequencer('0055AED6DCD90281E5', '0056')).toBe(false);
    expect(isLaterSequencer('00550', '0055')).toBe(false);
  });
});
