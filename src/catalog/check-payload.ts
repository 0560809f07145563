import { finite, list, object, refuse, text, type Path } from './check.ts';
import { jsonObject } from './check-json.ts';
import { LIMITS } from './limits.ts';
import type { JsonObject } from '../model/json.ts';

/**
 * CE.SDK's AssetPayload. The parts that the engine reads must have their shape to the letter: a sourceSet
 * entry without a width, given often enough, makes the engine spin for ever. Other keys are kept as JSON.
 */
export function payload(value: unknown, path: Path): JsonObject {
  const checked = jsonObject(value, path);
  for (const [key, part] of Object.entries(checked)) {
    const check = PARTS[key];
    if (check === undefined || !Object.hasOwn(PARTS, key)) continue;
    path.push(key);
    check(part, path);
    path.pop();
  }
  return checked;
}

type Check = (value: unknown, path: Path) => void;

/** Runs `check` on a member of an object. */
function member(parent: JsonObject, key: string, path: Path, check: Check): void {
  path.push(key);
  check(Object.hasOwn(parent, key) ? parent[key] : undefined, path);
  path.pop();
}

function optional(parent: JsonObject, key: string, path: Path, check: Check): void {
  if (Object.hasOwn(parent, key)) member(parent, key, path, check);
}

function each(value: unknown, path: Path, check: Check): void {
  const items = list(value, path, LIMITS.metaKeys);
  for (let index = 0; index < items.length; index += 1) {
    path.push(index);
    check(items[index], path);
    path.pop();
  }
}

function oneOf(allowed: readonly string[]): Check {
  return (value, path) => {
    if (typeof value !== 'string' || !allowed.includes(value))
      refuse(path, `must be one of ${allowed.join(', ')}`);
  };
}

/** The engine keeps sizes as uint32. */
function size(value: unknown, path: Path): void {
  const pixels = finite(value, path);
  if (pixels < 0 || pixels > 4_294_967_295) refuse(path, 'must be from 0 to 4294967295');
}

function string(value: unknown, path: Path): void {
  text(value, path);
}

function boolean(value: unknown, path: Path): void {
  if (typeof value !== 'boolean') refuse(path, 'expected a boolean');
}

const COLOR_CHANNELS: Record<string, readonly string[]> = {
  sRGB: ['r', 'g', 'b'],
  CMYK: ['c', 'm', 'y', 'k'],
};

function assetColor(value: unknown, path: Path): void {
  const color = object(value, path);
  member(color, 'colorSpace', path, oneOf(['sRGB', 'CMYK', 'SpotColor']));
  const space = color['colorSpace'];
  const channels = typeof space === 'string' ? COLOR_CHANNELS[space] : undefined;
  if (channels !== undefined) {
    for (const channel of channels) member(color, channel, path, finite);
    return;
  }
  member(color, 'name', path, string);
  member(color, 'externalReference', path, string);
  member(color, 'representation', path, (representation, inner) => {
    if (object(representation, inner)['colorSpace'] === 'SpotColor')
      refuse(inner, 'must be an sRGB or a CMYK color');
    assetColor(representation, inner);
  });
}

function sourceSet(value: unknown, path: Path): void {
  each(value, path, (entry, inner) => {
    const source = object(entry, inner);
    member(source, 'uri', inner, string);
    member(source, 'width', inner, size);
    member(source, 'height', inner, size);
  });
}

const FONT_WEIGHTS = [
  'thin',
  'extraLight',
  'light',
  'normal',
  'medium',
  'semiBold',
  'bold',
  'extraBold',
  'heavy',
];

function typeface(value: unknown, path: Path): void {
  const face = object(value, path);
  member(face, 'name', path, string);
  member(face, 'fonts', path, (fonts, inner) => {
    each(fonts, inner, (entry, innermost) => {
      const font = object(entry, innermost);
      member(font, 'uri', innermost, string);
      optional(font, 'subFamily', innermost, string);
      optional(font, 'weight', innermost, oneOf(FONT_WEIGHTS));
      optional(font, 'style', innermost, oneOf(['normal', 'italic']));
    });
  });
}

function transformPreset(value: unknown, path: Path): void {
  const preset = object(value, path);
  member(
    preset,
    'type',
    path,
    oneOf(['FixedAspectRatio', 'FreeAspectRatio', 'ContentAspectRatio', 'FixedSize']),
  );
  if (preset['type'] !== 'FixedAspectRatio' && preset['type'] !== 'FixedSize') return;
  member(preset, 'width', path, finite);
  member(preset, 'height', path, finite);
  if (preset['type'] === 'FixedSize')
    member(preset, 'designUnit', path, oneOf(['Pixel', 'Millimeter', 'Inch']));
}

/** The colors of properties are CE.SDK's Color: no colorSpace, told apart by their keys. */
function propertyColor(value: unknown, path: Path): void {
  const color = object(value, path);
  if (Object.hasOwn(color, 'r'))
    for (const channel of ['r', 'g', 'b', 'a']) member(color, channel, path, finite);
  else if (Object.hasOwn(color, 'c'))
    for (const channel of ['c', 'm', 'y', 'k', 'tint']) member(color, channel, path, finite);
  else {
    member(color, 'name', path, string);
    member(color, 'tint', path, finite);
    member(color, 'externalReference', path, string);
  }
}

const PROPERTY_VALUES: Record<string, Check> = {
  Int: finite,
  Float: finite,
  Double: finite,
  Boolean: boolean,
  String: string,
  Enum: string,
  Color: propertyColor,
};

function property(value: unknown, path: Path): void {
  const entry = object(value, path);
  member(entry, 'property', path, string);
  member(entry, 'type', path, oneOf(Object.keys(PROPERTY_VALUES)));
  const { type } = entry;
  const check = typeof type === 'string' ? PROPERTY_VALUES[type] : undefined;
  if (check === undefined) return;
  member(entry, 'value', path, check);
  member(entry, 'defaultValue', path, check);
  if (check === finite) for (const bound of ['min', 'max', 'step']) member(entry, bound, path, finite);
  if (type === 'Enum') member(entry, 'options', path, (options, inner) => each(options, inner, string));
}

const PARTS: Record<string, Check> = {
  color: assetColor,
  sourceSet,
  typeface,
  transformPreset,
  properties: (value, path) => each(value, path, property),
  stylePreset: (value, path) => {
    jsonObject(value, path);
  },
};
