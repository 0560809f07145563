import { badInput } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import { LIMITS } from './limits.ts';

/**
 * Where a check is, from the argument down: grows on the way in, shrinks on the way out, and so names the
 * place when something throws. One array serves a whole validation: 100,000 assets make no garbage.
 */
export type Path = (string | number)[];

/** Runs `check` one step deeper. */
export function at<T>(path: Path, step: string | number, check: () => T): T {
  path.push(step);
  const result = check();
  path.pop();
  return result;
}

/** Throws BAD_USER_INPUT that names the place. */
export function refuse(path: Path, message: string): never {
  throw badInput([...path], message);
}

/** A string that every part can hold: well-formed Unicode without NUL, at most `maxLength` UTF-16 code units. */
export function text(value: unknown, path: Path, maxLength: number = LIMITS.textLength): string {
  if (typeof value !== 'string') return refuse(path, `expected a string, got ${kindOf(value)}`);
  if (value.length > maxLength)
    refuse(path, `must have at most ${maxLength} characters, has ${value.length}`);
  if (!value.isWellFormed()) refuse(path, 'must be well-formed Unicode: it has a lone surrogate');
  if (value.includes('\0')) refuse(path, 'must not contain NUL (U+0000)');
  return value;
}

/** An id: 1 to 512 bytes of UTF-8. */
export function idText(value: unknown, path: Path): string {
  const id = text(value, path, LIMITS.idBytes);
  if (id === '') refuse(path, 'must not be empty');
  if (Buffer.byteLength(id) > LIMITS.idBytes) refuse(path, `must have at most ${LIMITS.idBytes} bytes`);
  return id;
}

export function object(value: unknown, path: Path): JsonObject {
  if (!isJsonObject(value)) return refuse(path, `expected an object, got ${kindOf(value)}`);
  return value;
}

export function list(value: unknown, path: Path, maxItems: number): readonly unknown[] {
  if (!Array.isArray(value)) return refuse(path, `expected a list, got ${kindOf(value)}`);
  if (value.length > maxItems) refuse(path, `must have at most ${maxItems} items, has ${value.length}`);
  return value;
}

export function texts(value: unknown, path: Path, maxItems: number): readonly string[] {
  const items = list(value, path, maxItems);
  for (let index = 0; index < items.length; index += 1) {
    path.push(index);
    text(items[index], path);
    path.pop();
  }
  return items as readonly string[];
}

export function finite(value: unknown, path: Path): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return refuse(path, `expected a number, got ${kindOf(value)}`);
  return value;
}

/** What a value is, in the words of JSON. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}
