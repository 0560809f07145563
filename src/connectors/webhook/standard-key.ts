import { createPublicKey, type KeyObject } from 'node:crypto';

/** A key of Standard Webhooks: a shared secret (signatures `v1`) or an ed25519 public key (signatures `v1a`). */
export type StandardKey =
  | { readonly kind: 'v1'; readonly secret: Buffer }
  | { readonly kind: 'v1a'; readonly publicKey: KeyObject };

/** What DER puts before the 32 bytes of an ed25519 public key (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Reads `whsec_…`, `whpk_…`, or a bare base64 secret. Throws a TypeError, which does not quote it, for anything else. */
export function standardKey(text: string): StandardKey {
  const isPublic = text.startsWith('whpk_');
  const base64 = text.replace(/^wh(sec|pk)_/, '');
  const bytes = BASE64.test(base64) ? Buffer.from(base64, 'base64') : Buffer.alloc(0);
  if (!isPublic) {
    if (bytes.length === 0) throw new TypeError('not a Standard Webhooks secret');
    return { kind: 'v1', secret: bytes };
  }
  if (bytes.length !== 32) throw new TypeError('not an ed25519 public key');
  const publicKey = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, bytes]),
    format: 'der',
    type: 'spki',
  });
  return { kind: 'v1a', publicKey };
}
