import { createHmac, verify } from 'node:crypto';
import { headerOf, secondsOf } from './header-of.ts';
import { sameSecret } from './same-secret.ts';
import { standardKey, type StandardKey } from './standard-key.ts';
import { refused, type RawDelivery, type Verdict, type Verifier } from './verifier.ts';

/** Signatures that one delivery may bring along; senders that rotate keys bring two. */
const MAX_SIGNATURES = 16;

/** Standard Webhooks 1.0: HMAC-SHA256 (`v1`) and ed25519 (`v1a`), any of several keys. */
export class StandardVerifier implements Verifier {
  readonly #keys: readonly StandardKey[];
  readonly #toleranceSeconds: number;

  /** Throws a TypeError when a secret can't be read. */
  constructor(secrets: readonly string[], toleranceSeconds = 300) {
    this.#keys = secrets.map(standardKey);
    this.#toleranceSeconds = toleranceSeconds;
  }

  verify({ headers, body }: RawDelivery, now: number): Promise<Verdict> {
    return Promise.resolve(this.#verdict(headers, body, now));
  }

  #verdict(headers: RawDelivery['headers'], body: Buffer, now: number): Verdict {
    const id = headerOf(headers, 'webhook-id');
    const timestamp = headerOf(headers, 'webhook-timestamp');
    const signatures = headerOf(headers, 'webhook-signature');
    const seconds = secondsOf(timestamp);
    if (id === undefined || timestamp === undefined || signatures === undefined || seconds === undefined) {
      return refused('FORGED', 'webhook-id, webhook-timestamp or webhook-signature is missing');
    }
    if (id.length > 255) return refused('MALFORMED', 'webhook-id is too long');
    const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
    const given = signatures.split(' ').slice(0, MAX_SIGNATURES);
    if (!given.some((signature) => this.#isRight(signature, signed))) {
      return refused('FORGED', 'no signature is the right one');
    }
    if (Math.abs(now / 1_000 - seconds) > this.#toleranceSeconds) {
      return refused('EXPIRED', 'it was signed too long ago, or is dated in the future');
    }
    return { outcome: 'BELIEVED', deliveryId: id };
  }

  #isRight(signature: string, signed: Buffer): boolean {
    const comma = signature.indexOf(',');
    const version = signature.slice(0, comma);
    const bytes = Buffer.from(signature.slice(comma + 1), 'base64');
    let right = false;
    for (const key of this.#keys) {
      if (key.kind !== version) continue;
      const matches =
        key.kind === 'v1'
          ? sameSecret(bytes, createHmac('sha256', key.secret).update(signed).digest())
          : bytes.length === 64 && verify(null, signed, key.publicKey, bytes);
      if (matches) right = true;
    }
    return right;
  }
}
