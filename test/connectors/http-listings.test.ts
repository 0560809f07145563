import { describe, expect, test } from 'vitest';
import type { HttpJsonConfig } from '../../src/connectors/config/listing-config.ts';
import { ContentJsonListing } from '../../src/connectors/listing/content-json-listing.ts';
import { HttpJsonListing } from '../../src/connectors/listing/http-json-listing.ts';
import { idsOf, pagesOf } from './support/list-all.ts';
import { answerJson, serve } from './support/serve.ts';

const PATHS = { id: 'sku', uri: 'image.url' };
const item = (sku: string) => ({ sku, image: { url: `https://cdn.example.com/${sku}.jpg` } });

function listing(url: string, config: Partial<HttpJsonConfig> = {}): HttpJsonListing {
  return new HttpJsonListing({ from: 'http-json', url, asset: PATHS, ...config });
}

describe('a JSON listing', () => {
  test('makes assets of items by their paths', async () => {
    const origin = await serve((_request, response) =>
      answerJson(response, {
        data: {
          items: [
            {
              ...item('a-1'),
              title: 'Red chair',
              keywords: 'red, chair ,',
              category: ['furniture'],
              image: { url: 'https://cdn.example.com/a.png', w: '800', h: 600 },
              price: { eur: 99.5 },
            },
          ],
        },
      }),
    );

    const pages = await pagesOf(
      listing(`${origin}/products`, {
        items: 'data.items',
        asset: {
          ...PATHS,
          label: 'title',
          tags: 'keywords',
          groups: 'category',
          width: 'image.w',
          height: 'image.h',
          meta: { price: 'price.eur', missing: 'no.such.path' },
          locale: 'de',
        },
      }),
    );

    expect(pages).toEqual([
      [
        {
          id: 'a-1',
          label: { de: 'Red chair' },
          tags: { de: ['red', 'chair'] },
          groups: ['furniture'],
          meta: {
            uri: 'https://cdn.example.com/a.png',
            thumbUri: 'https://cdn.example.com/a.png',
            mimeType: 'image/png',
            blockType: '//ly.img.ubq/graphic',
            fillType: '//ly.img.ubq/fill/image',
            width: 800,
            height: 600,
            price: 99.5,
          },
        },
      ],
    ]);
  });

  test('turns pages by number, by cursor and by Link header', async () => {
    const all = [['a', 'b'], ['c', 'd'], ['e']];
    const origin = await serve((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
      if (pathname === '/page')
        answerJson(response, (all[Number(searchParams.get('p')) - 1] ?? []).map(item));
      const index = Number(searchParams.get('after') ?? searchParams.get('n') ?? 0);
      const items = (all[index] ?? []).map(item);
      const more = index + 1 < all.length;
      if (pathname === '/cursor') answerJson(response, { items, next: more ? String(index + 1) : null });
      if (pathname === '/link') {
        const link = `</link?n=0>; rel="first", </link?n=${index + 1}>; title="more, please"; rel="prefetch next"`;
        answerJson(response, items, more ? { link } : { link: '</link?n=0>; rel="first"' });
      }
    });
    const everything = ['a', 'b', 'c', 'd', 'e'];

    expect(await idsOf(listing(`${origin}/page`, { paging: { by: 'page', parameter: 'p' } }))).toEqual(
      everything,
    );
    expect(
      await idsOf(
        listing(`${origin}/cursor`, {
          items: 'items',
          paging: { by: 'cursor', parameter: 'after', next: 'next' },
        }),
      ),
    ).toEqual(everything);
    expect(await idsOf(listing(`${origin}/link`, { paging: { by: 'link' } }))).toEqual(everything);
  });

  test('is given up when its pages go in a circle', async () => {
    const origin = await serve((_request, response) =>
      answerJson(response, { items: [item('a')], next: 'again' }),
    );
    const circle = listing(origin, {
      items: 'items',
      paging: { by: 'cursor', parameter: 'after', next: 'next' },
    });

    await expect(idsOf(circle)).rejects.toMatchObject({ reason: 'BAD_ANSWER' });
  });

  test('goes to no other origin, and takes its credentials nowhere else', async () => {
    const heard: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      heard.push(request.headers.authorization);
      answerJson(response, [item('b')]);
    });
    const origin = await serve((_request, response) =>
      response.writeHead(302, { location: `${other}/x` }).end(),
    );
    const headers = { authorization: 'Bearer secret' };

    await expect(idsOf(listing(origin, { headers }))).rejects.toMatchObject({ reason: 'REFUSED' });
    expect(heard).toEqual([]);
    expect(await idsOf(listing(origin, { headers, allowedOrigins: [other] }))).toEqual(['b']);
    expect(heard).toEqual([undefined]);
  });

  test('is bounded in size and in time', async () => {
    const large = await serve((_request, response) => void response.end(`[${'1,'.repeat(600_000)}1]`));
    const slow = await serve((_request, response) => void response.write('['));

    await expect(idsOf(listing(large, { maxBytes: 1_000_000 }))).rejects.toMatchObject({
      reason: 'TOO_LARGE',
    });
    await expect(idsOf(listing(slow, { timeoutMs: 50 }))).rejects.toThrow();
  });

  test('says what is wrong with an answer, and quotes nothing of it', async () => {
    const origin = await serve((request, response) => {
      if (request.url === '/status') response.writeHead(500).end('secret stack trace');
      else if (request.url === '/text') response.end('secret');
      else answerJson(response, [{ sku: 'secret' }]);
    });
    const failure = (path: string) => idsOf(listing(`${origin}${path}`)).then(String, String);

    expect(await failure('/status')).toContain('HTTP status 500');
    expect(await failure('/text')).toContain('it is not JSON');
    expect(await failure('/item')).toContain('an item has no uri at "image.url"');
    expect(`${await failure('/status')}${await failure('/text')}${await failure('/item')}`).not.toContain(
      'secret',
    );
  });
});

test('a content.json is listed with its base path filled in, as the engine does', async () => {
  const origin = await serve((_request, response) =>
    answerJson(response, {
      version: '2.0.0',
      id: 'stickers',
      assets: [
        {
          id: 'star',
          label: { en: 'Star' },
          meta: { uri: '{{base_url}}/star.svg', note: 5 },
          payload: { sourceSet: [{ uri: '{{base_url}}/star@2x.svg', width: 2, height: 2 }] },
        },
      ],
    }),
  );
  const url = `${origin}/packs/stickers/content.json`;

  expect(
    await pagesOf(
      new ContentJsonListing({ from: 'content-json', url, basePath: 'https://cdn.example.com/' }),
    ),
  ).toEqual([
    [
      {
        id: 'star',
        label: { en: 'Star' },
        meta: { uri: 'https://cdn.example.com/star.svg', note: 5 },
        payload: { sourceSet: [{ uri: 'https://cdn.example.com/star@2x.svg', width: 2, height: 2 }] },
      },
    ],
  ]);
  expect((await pagesOf(new ContentJsonListing({ from: 'content-json', url })))[0]?.[0]?.meta).toMatchObject({
    uri: `${origin}/packs/star.svg`,
  });
});

test('a content.json that is none, cut off or too large is a failure that quotes nothing', async () => {
  const origin = await serve((request, response) => {
    if (request.url === '/a') response.end('{"id":"x","assets":[{"id":"a"},{"secret":}]}');
    else if (request.url === '/b') response.end('{"id":"x","assets":[{"id":"a"},{"id":"b"');
    else if (request.url === '/c') response.end('["secret"]');
    else response.end(`{"assets":[${'{"id":"a"},'.repeat(10_000)}{}]}`);
  });
  const failure = (path: string) =>
    idsOf(new ContentJsonListing({ from: 'content-json', url: `${origin}${path}`, maxBytes: 50_000 })).then(
      String,
      String,
    );

  expect(await failure('/a')).toContain('not of the expected shape: assets.1');
  expect(await failure('/b')).toContain('not of the expected shape: assets.1');
  expect(await failure('/c')).toContain('not of the expected shape: assets');
  expect(await failure('/d')).toContain('more than 50000 bytes');
  expect(`${await failure('/a')}${await failure('/c')}`).not.toContain('secret');
});

test('a large content.json is read in pieces', async () => {
  const origin = await serve((_request, response) => {
    response.write('{"version":"1","id":"x","assets":[');
    for (let number = 0; number < 1_200; number += 1)
      response.write(`${number === 0 ? '' : ','}{"id":"a${number}"}`);
    response.end(']}');
  });

  const pages = await pagesOf(
    new ContentJsonListing({ from: 'content-json', url: `${origin}/x/content.json` }),
  );

  expect(pages.map((page) => page.length)).toEqual([500, 500, 200]);
});
