import { expect, test } from 'vitest';

import { assetForEngine } from '../../src/asset/asset-for-engine.ts';
import { assetFromEngine } from '../../src/asset/asset-from-engine.ts';
import { metaForEngine } from '../../src/asset/meta.ts';

const BARE = {
  id: 'a',
  label: null,
  tags: [],
  groups: [],
  meta: null,
  payload: null,
  credits: null,
  license: null,
  utm: null,
};

test('meta goes to the engine as text, in the form that JSON gives it', () => {
  expect(metaForEngine({ n: 123456789, f: 0.1, b: true, o: { a: [1] }, s: 'x', none: null })).toEqual({
    n: '123456789',
    f: '0.1',
    b: 'true',
    o: '{"a":[1]}',
    s: 'x',
  });
});

test.each([
  ['image/png', '//ly.img.ubq/graphic', '//ly.img.ubq/fill/image'],
  ['video/mp4', '//ly.img.ubq/graphic', '//ly.img.ubq/fill/video'],
  ['audio/mpeg', '//ly.img.ubq/audio', undefined],
  ['application/json', undefined, undefined],
])('a file of type %s becomes block %s with fill %s', (mimeType, blockType, fillType) => {
  const meta = metaForEngine({ mimeType, uri: 'https://example.com/file' });

  expect([meta['blockType'], meta['fillType']]).toEqual([blockType, fillType]);
});

test('the type of a data URI counts where no other is given, and what an author chose stays', () => {
  expect(metaForEngine({ uri: 'data:image/svg+xml;base64,AA' })['fillType']).toBe('//ly.img.ubq/fill/image');
  expect(metaForEngine({ uri: 'data:image/png;base64,AA', blockType: '//ly.img.ubq/text' })).toEqual({
    uri: 'data:image/png;base64,AA',
    blockType: '//ly.img.ubq/text',
  });
});

test('what would make the engine spin is not handed to it', () => {
  const sized = { uri: 'u', width: 1, height: 1 };

  const { payload } = assetForEngine({ ...BARE, payload: { sourceSet: [sized, { uri: 'v' }], color: null } });

  expect(payload).toEqual({ sourceSet: [sized] });
});

test('an asset that the engine adds gets its numbers back and loses what the engine filled in', () => {
  const asset = assetFromEngine({
    id: 'n',
    label: { en: 'L' },
    tags: {},
    groups: [],
    meta: { width: '10.000000', ratio: '0.500000', text: '1.5', looping: 'true', sourceSet: '[{"uri":"u"}]' },
    payload: {},
    credits: { name: '', url: '' },
    license: { name: 'CC0', url: '' },
    utm: { source: '', medium: '' },
  });

  expect(asset).toEqual({
    id: 'n',
    label: { en: 'L' },
    tags: {},
    groups: [],
    meta: { width: 10, ratio: 0.5, text: '1.5', looping: true, sourceSet: [{ uri: 'u' }] },
    license: { name: 'CC0' },
  });
});
