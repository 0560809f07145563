import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentAssets } from '../../src/catalog/content-stream.ts';
import { GatewayError } from '../../src/errors.ts';

/** Bytes in chunks of the given sizes, over and over. */
function* chunked(text: string, sizes: readonly number[]): Generator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const end = start + (sizes[turn % sizes.length] ?? 1);
    yield bytes.subarray(start, end);
    start = end;
  }
}

async function read(text: string, sizes: readonly number[] = [7]): Promise<unknown[]> {
  return Array.fromAsync(contentAssets(chunked(text, sizes)));
}

test('reads what JSON.parse reads, wherever the chunks are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue(), { maxLength: 8 }),
      fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(undefined, 1, '\t'),
      async (assets, around, sizes, indent) => {
        const { assets: _, ...rest } = around;
        const text = JSON.stringify({ ...rest, assets, version: '1' }, null, indent);
        expect(await read(text, sizes)).toEqual((JSON.parse(text) as { assets: unknown[] }).assets);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('refuses what JSON.parse refuses, wherever it is broken', async () => {
  const text =
    '{"id":"s","x":{"assets":[1]},"assets":[{"id":"a","t":"]}\\"{["},{"id":"b","l":[1,[2]]}],"y":"assets"}';
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: text.length - 1 }),
      fc.nat({ max: 3 }),
      fc.constantFrom('', ',', ']', '}', '"', '[', '{', 'x', '\\', ':', ' '),
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 }),
      async (place, cut, put, sizes) => {
        const broken = text.slice(0, place) + put + text.slice(place + cut);
        const answer = await read(broken, sizes).catch((error: unknown) => error);
        let expected: unknown;
        try {
          expected = (JSON.parse(broken) as { assets?: unknown }).assets;
        } catch {
          expected = undefined;
        }
        // A key that comes twice is refused here, where JSON.parse takes the last.
        if (answer instanceof GatewayError) expect(answer.code).toBe('BAD_USER_INPUT');
        else expect(answer).toEqual(expected);
        if (Array.isArray(expected) && !broken.includes('"assets"', broken.indexOf('"assets":[{') + 9))
          expect(answer).toEqual(expected);
      },
    ),
    { numRuns: 3_000 },
  );
});

test.each([
  ['{"assets":[{"id":"a"},{"id":}]}', 'assets.1'],
  ['{"assets":[{"id":"a"} {"id":"b"}]}', ''],
  ['{"assets":[{"id":"a"}', 'assets.0'],
  ['{"assets":[{"id":"a"},', ''],
  ['{"assets":[{"id":"a"', 'assets.0'],
  ['{"assets":{}}', 'assets'],
  ['{"assets":[],"assets":[]}', 'assets'],
  ['[]', 'assets'],
  ['', ''],
])('says where %s is wrong', async (text, field) => {
  await expect(read(text)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field } });
});

test('takes a byte order mark, and nothing that is not UTF-8', async () => {
  expect(await read('\uFEFF{"assets":["é😀"]}', [1])).toEqual(['é😀']);
  const broken = Buffer.concat([Buffer.from('{"assets":["'), Buffer.of(0xff), Buffer.from('"]}')]);
  await expect(Array.fromAsync(contentAssets([broken]))).rejects.toMatchObject({
    details: { field: 'assets.0' },
  });
});

test('gives up on an asset, and on what stands around the assets, when there is no end to it', async () => {
  function* endless(start: string): Generator<Uint8Array> {
    yield Buffer.from(start);
    for (;;) yield Buffer.alloc(65_536, 'x');
  }
  await expect(Array.fromAsync(contentAssets(endless('{"assets":["')))).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
  });
  await expect(Array.fromAsync(contentAssets(endless('{"x":"')))).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
  });
});
