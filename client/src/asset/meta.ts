import { blockTypesFor } from './block-types.ts';

/**
 * Meta as the engine keeps it: text. The engine would write numbers as `%f` of a float32 (`123456789` becomes
 * `123456792.000000`); here they keep the form in which JSON has them, and so does everything else.
 */
export function metaForEngine(meta: Readonly<Record<string, unknown>> | null): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(meta ?? {})) {
    if (value !== null && value !== undefined)
      texts[key] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  const types = blockTypesFor(texts['mimeType'], texts['uri']);
  if (types !== undefined && texts['blockType'] === undefined) {
    texts['blockType'] = types.blockType;
    if (types.kind !== undefined) texts['kind'] ??= types.kind;
  }
  if (types?.fillType !== undefined && texts['blockType'] === types.blockType)
    texts['fillType'] ??= types.fillType;
  return texts;
}

/** How the engine writes a number: with six digits behind the point. */
const ENGINE_NUMBER = /^-?\d+\.\d{6}$/;

/** Keys whose values CE.SDK documents as JSON other than text. */
const DOCUMENTED: Readonly<Record<string, (value: unknown) => boolean>> = {
  width: (value) => typeof value === 'number',
  height: (value) => typeof value === 'number',
  looping: (value) => typeof value === 'boolean',
  sourceSet: Array.isArray,
};

/**
 * Meta as its author had it, as far as the engine's texts tell: its numbers, and what CE.SDK documents as something else than
 * text. A number beyond float32 has lost digits before it comes here; other objects and booleans stay text.
 */
export function metaFromEngine(meta: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(meta).map(([key, value]) => [key, restored(key, value)]));
}

function restored(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (ENGINE_NUMBER.test(value)) return Number(value);
  const fits = Object.hasOwn(DOCUMENTED, key) ? DOCUMENTED[key] : undefined;
  if (fits === undefined) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return fits(parsed) ? parsed : value;
  } catch {
    return value;
  }
}
