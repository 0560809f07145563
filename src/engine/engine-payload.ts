import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';

/**
 * The part of a payload that the engine can take: exactly the shapes that it documents, and of each no more
 * than it documents. A field in any other shape is left out, because a value that the engine does not expect
 * throws inside WebAssembly, and enough of those corrupt its memory.
 */
export function enginePayload(payload: JsonObject): JsonObject | undefined {
  const taken: Record<string, Json> = {};
  for (const [field, shape] of Object.entries(SHAPES)) {
    const value = payload[field];
    const copy = value === undefined ? undefined : shape(value);
    if (copy !== undefined) taken[field] = copy;
  }
  return Object.keys(taken).length === 0 ? undefined : taken;
}

/** Returns the engine's copy of a value, or undefined when the engine must not see it. */
type Shape = (value: Json) => Json | undefined;

const text: Shape = (value) => (typeof value === 'string' ? value.toWellFormed() : undefined);
const number: Shape = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const flag: Shape = (value) => (typeof value === 'boolean' ? value : undefined);
const only =
  (...values: readonly string[]): Shape =>
  (value) =>
    typeof value === 'string' && values.includes(value) ? value : undefined;

/** An object with all of `required`, and of `optional` what it has and is right. */
function object(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  return (value) => {
    if (!isJsonObject(value)) return undefined;
    const copy: Record<string, Json> = {};
    for (const [key, shape] of Object.entries(required)) {
      const field = value[key];
      const taken = field === undefined ? undefined : shape(field);
      if (taken === undefined) return undefined;
      copy[key] = taken;
    }
    for (const [key, shape] of Object.entries(optional)) {
      const field = value[key];
      const taken = field === undefined ? undefined : shape(field);
      if (taken !== undefined) copy[key] = taken;
    }
    return copy;
  };
}

function list(element: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const copy: Json[] = [];
    for (const item of value as readonly Json[]) {
      const taken = element(item);
      if (taken === undefined) return undefined;
      copy.push(taken);
    }
    return copy;
  };
}

function oneOf(...shapes: readonly Shape[]): Shape {
  return (value) => {
    for (const shape of shapes) {
      const taken = shape(value);
      if (taken !== undefined) return taken;
    }
    return undefined;
  };
}

/** Deeper than any preset, and far from what exhausts the engine's stack. */
const MAX_DEPTH = 64;

/** Any JSON, with well-formed text. */
function json(value: Json, depth = 0): Json | undefined {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => json(item, depth + 1) ?? null);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.toWellFormed(), json(item, depth + 1) ?? null]),
  );
}

const rgb = object({ colorSpace: only('sRGB'), r: number, g: number, b: number });
const cmyk = object({ colorSpace: only('CMYK'), c: number, m: number, y: number, k: number });
const spot = object({
  colorSpace: only('SpotColor'),
  name: text,
  externalReference: text,
  representation: oneOf(rgb, cmyk),
});

/** Colours of properties are those of blocks, which are told apart by their fields. */
const blockColor = oneOf(
  object({ r: number, g: number, b: number, a: number }),
  object({ c: number, m: number, y: number, k: number, tint: number }),
  object({ name: text, tint: number, externalReference: text }),
);

const range = { value: number, defaultValue: number, min: number, max: number, step: number };

const property = oneOf(
  object({ property: text, type: only('Int', 'Float', 'Double'), ...range }),
  object({ property: text, type: only('Boolean'), value: flag, defaultValue: flag }),
  object({ property: text, type: only('String'), value: text, defaultValue: text }),
  object({ property: text, type: only('Enum'), value: text, defaultValue: text, options: list(text) }),
  object({ property: text, type: only('Color'), value: blockColor, defaultValue: blockColor }),
);

const looseFont = object({ uri: text }, { subFamily: text, weight: text, style: text });

/** The engine's documentation calls subFamily optional; addAssetToSource insists on it. */
const font: Shape = (value) => {
  const copy = looseFont(value);
  return isJsonObject(copy) ? { subFamily: '', ...copy } : undefined;
};

const SHAPES: Readonly<Record<string, Shape>> = {
  color: oneOf(rgb, cmyk, spot),
  sourceSet: list(object({ uri: text, width: number, height: number })),
  typeface: object({
    name: text,
    fonts: list(font),
  }),
  transformPreset: oneOf(
    object({ type: only('FixedSize'), width: number, height: number, designUnit: text }),
    object({ type: only('FixedAspectRatio'), width: number, height: number }),
    object({ type: only('FreeAspectRatio') }),
    object({ type: only('ContentAspectRatio') }),
  ),
  properties: list(property),
  stylePreset: (value) => (isJsonObject(value) ? json(value) : undefined),
};
