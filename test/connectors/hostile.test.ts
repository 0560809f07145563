import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAsset, readGroups, readPage } from '../../src/connectors/external-answer.ts';
import { cloudinaryAsset } from '../../src/connectors/listing/cloudinary-asset.ts';
import { cloudinaryTouched } from '../../src/connectors/listing/cloudinary-touched.ts';
import { mapAsset } from '../../src/connectors/listing/map-asset.ts';
import { nextLink } from '../../src/connectors/listing/next-link.ts';
import { isLaterSequencer, s3Touched } from '../../src/connectors/listing/s3-touched.ts';
import { valueAt } from '../../src/connectors/listing/value-at.ts';
import { failureOf, loggable, OutsideFailure } from '../../src/connectors/outside-failure.ts';
import { CloudinaryVerifier } from '../../src/connectors/webhook/cloudinary-verifier.ts';
import { SnsVerifier } from '../../src/connectors/webhook/sns-verifier.ts';
import { StandardVerifier } from '../../src/connectors/webhook/standard-verifier.ts';
import { TokenVerifier } from '../../src/connectors/webhook/token-verifier.ts';
import { SILENT_LOG } from '../../src/log.ts';
import type { AssetQuery } from '../../src/model/query.ts';

const RUNS = { numRuns: 2_000 };
const QUERY = { locale: 'en', page: 0, facets: ['tags'] } as unknown as AssetQuery;

/** Anything of the outer shape that is looked for, and anything else. */
function near(keys: readonly string[]): fc.Arbitrary<unknown> {
  const value = fc.oneof(
    fc.anything(),
    fc.jsonValue(),
    fc.string(),
    fc.constantFrom('image', 'upload', 'a', null),
  );
  const object = fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), value);
  return fc.oneof(
    object,
    fc.dictionary(fc.constantFrom(...keys), fc.oneof(object, fc.array(object))),
    fc.anything(),
  );
}

/** Either there is an answer, or the outside failed; nothing else is thrown. */
function answersOrFails(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof OutsideFailure)) throw error;
  }
}

test('whatever an external source answers is a page or a failure', () => {
  const keys = [
    'assets',
    'total',
    'currentPage',
    'nextPage',
    'facets',
    'id',
    'label',
    'tags',
    'meta',
    'payload',
    'groups',
  ];

  fc.assert(
    fc.property(near(keys), (answer) => {
      answersOrFails(() => readPage(answer, 's', QUERY, 100, 1));
      answersOrFails(() => readAsset(answer, 's', 'en', 1));
      answersOrFails(() => readGroups(answer));
    }),
    RUNS,
  );
  expect(true).toBe(true);
});

test('whatever a sender or a listing says is assets or a failure', () => {
  const keys = [
    'resources',
    'public_id',
    'resource_type',
    'secure_url',
    'Records',
    's3',
    'bucket',
    'object',
    'key',
    'detail',
    'Type',
    'Message',
  ];
  fc.assert(
    fc.property(near(keys), (payload) => {
      answersOrFails(() => cloudinaryTouched(payload, { id: 'public_id' } as never, ['image']));
      answersOrFails(() => cloudinaryAsset(payload, {}));
      answersOrFails(() => s3Touched(payload, { bucket: 'a' }));
      answersOrFails(() =>
        mapAsset(payload, { id: 'public_id', uri: 'secure_url', tags: 'resources', meta: { a: 'detail' } }),
      );
    }),
    RUNS,
  );
  expect(true).toBe(true);
});

test('no header and no path is too strange to be read', () => {
  fc.assert(
    fc.property(
      fc.string({
        maxLength: 500,
        unit: fc.constantFrom('<', '>', ';', ',', '"', '=', ' ', 'r', 'e', 'l', 'n', 'x', 't'),
      }),
      (header) => {
        nextLink(header, 'https://a.example');
        valueAt({ a: { b: [1] } }, header);
      },
    ),
    RUNS,
  );
  expect(nextLink(`</a>; ${' '.repeat(20_000)}x`, 'https://a.example')).toBeUndefined();
  expect(valueAt({}, '__proto__.constructor')).toBeUndefined();
  expect(valueAt([[1, 2]], '0.1')).toBe(2);
});

test('sequencers are ordered: one is later than another or the other way round, never both', () => {
  const sequencer = fc.string({
    minLength: 1,
    maxLength: 20,
    unit: fc.constantFrom(...Array.from('0123456789ABCDEFabcdef')),
  });
  fc.assert(
    fc.property(sequencer, sequencer, sequencer, (a, b, c) => {
      expect(isLaterSequencer(a, b) && isLaterSequencer(b, a)).toBe(false);
      if (isLaterSequencer(a, b) && isLaterSequencer(b, c)) expect(isLaterSequencer(a, c)).toBe(true);
      expect(isLaterSequencer(a, a.toLowerCase())).toBe(false);
    }),
    RUNS,
  );
});

test('whatever is thrown has a word for clients, and words for the log without credentials', () => {
  fc.assert(
    fc.property(fc.anything(), (thrown) => {
      expect(failureOf(thrown).message).not.toBe('');
      expect(loggable(thrown).length).toBeLessThanOrEqual(500);
    }),
    RUNS,
  );
  const error = new Error('fetch https://user:pw@api.example.com/x?token=t#k failed', {
    cause: new Error('postgres://gateway:hunter2@db/cms refused'),
  });
  expect(loggable(error)).toBe('fetch https://api.example.com/x failed ← postgres://db/cms refused');
  expect(failureOf(error).message).toBe('it reported an error');
});

test('no verifier believes what it was not given a signature for, whatever the headers', async () => {
  const verifiers = [
    new CloudinaryVerifier(['secret']),
    new StandardVerifier([`whsec_${Buffer.from('secret').toString('base64')}`]),
    new TokenVerifier(['a token of enough characters']),
    new SnsVerifier({ topicArns: ['arn:aws:sns:eu-central-1:123456789012:t'] }, SILENT_LOG, () =>
      Promise.reject(new Error('nothing is fetched here')),
    ),
  ];
  const name = fc.constantFrom(
    'x-cld-signature',
    'x-cld-timestamp',
    'webhook-id',
    'webhook-timestamp',
    'webhook-signature',
    'authorization',
  );
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'v1,',
      'v1a,',
      String(Math.floor(Date.now() / 1_000)),
      'Bearer ',
      'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, value), fc.oneof(fc.string(), fc.json()), async (headers, body) => {
      for (const verifier of verifiers) {
        const { outcome } = await verifier.verify({ headers, body: Buffer.from(body) }, Date.now());
        expect(outcome).toBe('REFUSED');
      }
    }),
    RUNS,
  );
});
