import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells nothing of where the two differ, nor how long either is. */
export function sameSecret(a: string | Buffer, b: string | Buffer): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

/** Whether one of `secrets` is `given`; looks at all of them whatever comes of it. */
export function isOneOf(given: string, secrets: readonly string[]): boolean {
  let found = false;
  for (const secret of secrets) if (sameSecret(given, secret)) found = true;
  return found;
}

function digest(value: string | Buffer): Buffer {
  return createHash('sha256').update(value).digest();
}
