import fc from 'fast-check';

import type { AssetDefinition } from '../../../src/model/asset.ts';

/** Texts that have hurt somebody: keys of prototypes, NUL, templates, other scripts, and everything else. */
const text = fc.oneof(
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'toString',
    '\u0000',
    'a\u0000b',
    '{{base_url}}/x',
    '{{',
    '"\\',
    '\u2028',
    '東京',
    '👩‍👩‍👧',
    'Éclair',
    '\uFEFF',
    'id',
    'label',
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const locale = fc.oneof(
  fc.constantFrom('en', 'de', 'de-AT', '__proto__'),
  fc.string({ minLength: 1, maxLength: 8 }),
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e300, -1e300, 5e-324, Number.MAX_SAFE_INTEGER, 2 ** 32, -1),
);
const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' });
const channels = { r: number, g: number, b: number };
const rgb = fc.record({ colorSpace: fc.constant('sRGB'), ...channels });
const size = fc.integer({ min: 0, max: 100_000 });

const payload = fc.record(
  {
    color: fc.oneof(
      rgb,
      fc.record({ colorSpace: fc.constant('CMYK'), c: number, m: number, y: number, k: number }),
      fc.record({
        colorSpace: fc.constant('SpotColor'),
        name: text,
        externalReference: text,
        representation: rgb,
      }),
    ),
    sourceSet: fc.array(fc.record({ uri: text, width: size, height: size }), { maxLength: 3 }),
    typeface: fc.record({
      name: text,
      fonts: fc.array(
        fc.record(
          {
            uri: text,
            subFamily: text,
            weight: fc.constantFrom('bold', 'thin'),
            style: fc.constantFrom('italic'),
          },
          { requiredKeys: ['uri'] },
        ),
        { maxLength: 3 },
      ),
    }),
    transformPreset: fc.oneof(
      fc.record({ type: fc.constantFrom('FreeAspectRatio', 'ContentAspectRatio') }),
      fc.record({ type: fc.constant('FixedAspectRatio'), width: number, height: number }),
      fc.record({
        type: fc.constant('FixedSize'),
        width: number,
        height: number,
        designUnit: fc.constantFrom('Pixel', 'Inch'),
      }),
    ),
    properties: fc.array(
      fc.oneof(
        fc.record({
          property: text,
          type: fc.constantFrom('Int', 'Float', 'Double'),
          value: number,
          defaultValue: number,
          min: number,
          max: number,
          step: number,
        }),
        fc.record({ property: text, type: fc.constant('String'), value: text, defaultValue: text }),
        fc.record({
          property: text,
          type: fc.constant('Color'),
          value: fc.record({ ...channels, a: number }),
          defaultValue: fc.record({ name: text, tint: number, externalReference: text }),
        }),
      ),
      { maxLength: 3 },
    ),
    stylePreset: fc.dictionary(text, json, { maxKeys: 3 }),
    unknown: json,
  },
  { requiredKeys: [] },
);

const named = fc.record({ name: text, url: text }, { requiredKeys: ['name'] });

/** Definitions that are hostile and, most of them, valid. Their ids are for the caller to give. */
export const arbitraryDefinition: fc.Arbitrary<Omit<AssetDefinition, 'id'>> = fc.record(
  {
    label: fc.dictionary(locale, text, { maxKeys: 3 }),
    tags: fc.dictionary(locale, fc.array(text, { maxLength: 4 }), { maxKeys: 3 }),
    groups: fc.array(text, { maxLength: 4 }),
    meta: fc.dictionary(text, json, { maxKeys: 6 }),
    payload,
    credits: named,
    license: named,
    utm: fc.record({ source: text, medium: text }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
) as never;

/** Anything where a definition's fields should be: what no validation lets through. */
export const arbitraryNonsense: fc.Arbitrary<Record<string, unknown>> = (() => {
  const anything = fc.anything({ withNullPrototype: true, maxDepth: 3 });
  const nearly = fc.oneof(anything, fc.dictionary(text, anything, { maxKeys: 3 }));
  return fc.record(
    {
      label: nearly,
      tags: nearly,
      groups: anything,
      meta: nearly,
      payload: fc.oneof(
        nearly,
        fc.record(
          {
            color: nearly,
            sourceSet: fc.array(fc.record({ uri: anything, width: anything }, { requiredKeys: [] })),
            typeface: nearly,
            transformPreset: nearly,
            properties: fc.array(nearly),
            stylePreset: nearly,
          },
          { requiredKeys: [] },
        ),
      ),
      credits: nearly,
      license: nearly,
      utm: nearly,
    },
    { requiredKeys: [] },
  );
})();
