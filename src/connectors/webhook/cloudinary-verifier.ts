import { createHash } from 'node:crypto';
import { headerOf, secondsOf } from './header-of.ts';
import { isOneOf } from './same-secret.ts';
import { refused, type RawDelivery, type Verdict, type Verifier } from './verifier.ts';

/** How far ahead a clock of Cloudinary's may be, in seconds. */
const MAX_AHEAD_SECONDS = 300;

/**
 * Cloudinary's notification signature: X-Cld-Signature is the hex digest of body + X-Cld-Timestamp + API
 * secret, SHA-1 or, where the account is set so, SHA-256. Unlike Cloudinary's own SDK it looks at the bytes that came,
 * bounds the timestamp on both sides, and compares in constant time.
 */
export class CloudinaryVerifier implements Verifier {
  readonly #secrets: readonly string[];
  readonly #maxAgeSeconds: number;

  constructor(secrets: readonly string[], maxAgeSeconds = 7_200) {
    this.#secrets = secrets;
    this.#maxAgeSeconds = maxAgeSeconds;
  }

  verify({ headers, body }: RawDelivery, now: number): Promise<Verdict> {
    return Promise.resolve(this.#verdict(headers, body, now));
  }

  #verdict(headers: RawDelivery['headers'], body: Buffer, now: number): Verdict {
    const signature = headerOf(headers, 'x-cld-signature')?.toLowerCase();
    const timestamp = headerOf(headers, 'x-cld-timestamp');
    const seconds = secondsOf(timestamp);
    if (signature === undefined || timestamp === undefined || seconds === undefined) {
      return refused('FORGED', 'X-Cld-Signature or X-Cld-Timestamp is missing');
    }
    const algorithm = signature.length === 64 ? 'sha256' : 'sha1';
    const expected = this.#secrets.map((secret) =>
      createHash(algorithm).update(body).update(timestamp).update(secret).digest('hex'),
    );
    if (!isOneOf(signature, expected)) return refused('FORGED', 'the signature is not the right one');
    const age = now / 1_000 - seconds;
    if (age > this.#maxAgeSeconds) return refused('EXPIRED', 'it was signed too long ago');
    if (age < -MAX_AHEAD_SECONDS) return refused('EXPIRED', 'it is dated in the future');
    // Cloudinary gives no delivery id; the signature stands for body and time together.
    return { outcome: 'BELIEVED', deliveryId: signature };
  }
}
