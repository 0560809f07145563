import { createHash } from 'node:crypto';

/** A weak entity tag of everything that an answer follows from. */
export function entityTagOf(...facts: readonly unknown[]): string {
  return `W/"${createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 27)}"`;
}

/** Tells whether an If-None-Match header names the tag. */
export function isKnownTag(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = tag.replace(/^W\//, '');
  return ifNoneMatch
    .split(',')
    .map((known) => known.trim())
    .some((known) => known === '*' || known.replace(/^W\//, '') === opaque);
}
