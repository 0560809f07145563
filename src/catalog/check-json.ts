import { LIMITS } from './limits.ts';
import { kindOf, object, refuse, text, type Path } from './check.ts';
import type { JsonObject } from '../model/json.ts';

/** A JSON object of bounded depth and size, with strings that every part can hold. */
export function jsonObject(value: unknown, path: Path): JsonObject {
  const checked = object(value, path);
  const keys = Object.keys(checked).length;
  if (keys > LIMITS.metaKeys) refuse(path, `must have at most ${LIMITS.metaKeys} keys, has ${keys}`);
  checkJson(checked, path, 0, { left: LIMITS.jsonValues });
  return checked;
}

function checkJson(value: unknown, path: Path, depth: number, budget: { left: number }): void {
  budget.left -= 1;
  if (budget.left < 0) refuse(path, `must have at most ${LIMITS.jsonValues} values in all`);
  switch (typeof value) {
    case 'string':
      text(value, path);
      return;
    case 'number':
      if (!Number.isFinite(value)) refuse(path, 'must be a finite number');
      return;
    case 'boolean':
      return;
    case 'object':
      if (value === null) return;
      if (depth >= LIMITS.jsonDepth) refuse(path, `must not be nested deeper than ${LIMITS.jsonDepth}`);
      if (Array.isArray(value)) {
        for (let index = 0; index < value.length; index += 1) {
          path.push(index);
          checkJson(value[index], path, depth + 1, budget);
          path.pop();
        }
        return;
      }
      for (const [key, child] of Object.entries(value)) {
        path.push(key);
        text(key, path, LIMITS.keyLength);
        checkJson(child, path, depth + 1, budget);
        path.pop();
      }
      return;
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      refuse(path, `expected a JSON value, got ${kindOf(value)}`);
  }
}
