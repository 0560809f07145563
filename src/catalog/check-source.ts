import { badInput } from '../errors.ts';
import type { SourceDefinition } from '../model/source.ts';
import { finite, idText, object, refuse, texts, type Path } from './check.ts';
import { credits, license, localizedString } from './check-asset.ts';
import { LIMITS } from './limits.ts';

/** Ids that begin so are the engine's own: `ly.img.animations`, `ly.img.scene.colors` … */
const RESERVED_PREFIX = 'ly.img.';

/** The id of a source that a user may create. */
export function newSourceId(value: unknown, path: Path): string {
  const id = idText(value, path);
  if (id.startsWith(RESERVED_PREFIX))
    refuse(path, `ids that begin with "${RESERVED_PREFIX}" are reserved for the engine's own sources`);
  return id;
}

/** What may be said of a source; throws BAD_USER_INPUT that names the place. Null counts as left out. */
export function checkSourceDefinition(input: unknown, now: number, path: Path): SourceDefinition {
  const given = object(input, path);
  path.push('id');
  const id = newSourceId(given['id'], path);
  path.pop();
  return { id, ...checkSourceFields(given, now, path) };
}

/** The fields of a source that are there and not null. */
export function checkSourceFields(
  given: Readonly<Record<string, unknown>>,
  now: number,
  path: Path,
): Omit<SourceDefinition, 'id'> {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    if (key === 'id' || value === null || value === undefined) continue;
    path.push(key);
    if (!Object.hasOwn(FIELDS, key)) refuse(path, 'is not a field of an asset source');
    fields[key] = FIELDS[key as keyof typeof FIELDS](value, path);
    path.pop();
  }
  const { expiresAt } = fields;
  if (typeof expiresAt === 'number' && expiresAt <= now)
    throw badInput([...path, 'expiresAt'], 'must be in the future');
  return fields;
}

const MIME_TYPE = /^[\w.+*-]+\/[\w.+*-]+$/;

const FIELDS = {
  name: localizedString,
  supportedMimeTypes: (value: unknown, path: Path) => {
    const types = texts(value, path, LIMITS.mimeTypes);
    for (const [index, type] of types.entries()) {
      if (!MIME_TYPE.test(type)) refuse([...path, index], 'must be a MIME type, as in image/png or image/*');
    }
    return types;
  },
  credits,
  license,
  expiresAt: finite,
} satisfies Record<keyof Omit<SourceDefinition, 'id'>, (value: unknown, path: Path) => unknown>;
