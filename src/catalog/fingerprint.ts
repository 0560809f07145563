import { createHash } from 'node:crypto';

/** Tells one input from another: equal for inputs that say the same, whatever the order of their keys. */
export function fingerprint(input: unknown): string {
  const one = new Fingerprint();
  one.add(input);
  return one.digest();
}

/** The fingerprint of an input that comes in pieces, in their order. */
export class Fingerprint {
  readonly #hash = createHash('sha256');

  add(piece: unknown): void {
    const parts: string[] = [];
    write(piece, parts);
    this.#hash.update(parts.join(''));
  }

  /** Ends it. */
  digest(): string {
    return this.#hash.digest('base64url');
  }
}

function write(value: unknown, out: string[]): void {
  if (Array.isArray(value)) {
    out.push('[');
    for (const item of value) {
      write(item, out);
      out.push(',');
    }
    out.push(']');
  } else if (typeof value === 'object' && value !== null) {
    out.push('{');
    for (const key of Object.keys(value).toSorted()) {
      const member = (value as Record<string, unknown>)[key];
      if (member === undefined) continue;
      out.push(JSON.stringify(key), ':');
      write(member, out);
      out.push(',');
    }
    out.push('}');
  } else out.push(JSON.stringify(value) ?? 'null');
}
