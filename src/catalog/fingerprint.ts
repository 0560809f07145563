import { createHash } from 'node:crypto';

/** Tells one input from another: equal for inputs that say the same, whatever the order of their keys. */
export function fingerprint(input: unknown): string {
  const hash = createHash('sha256');
  write(input, (piece) => hash.update(piece));
  return hash.digest('base64url');
}

function write(value: unknown, out: (piece: string) => void): void {
  if (Array.isArray(value)) {
    out('[');
    for (const item of value) {
      write(item, out);
      out(',');
    }
    out(']');
  } else if (typeof value === 'object' && value !== null) {
    out('{');
    for (const key of Object.keys(value).toSorted()) {
      const member = (value as Record<string, unknown>)[key];
      if (member === undefined) continue;
      out(JSON.stringify(key));
      out(':');
      write(member, out);
      out(',');
    }
    out('}');
  } else out(JSON.stringify(value) ?? 'null');
}
