import { createHash, randomUUID } from 'node:crypto';
import { isJsonObject } from '../../model/json.ts';
import { headerOf } from './header-of.ts';
import { isOneOf } from './same-secret.ts';
import { refused, type RawDelivery, type Verdict, type Verifier } from './verifier.ts';

/**
 * A shared secret in a header: what EventBridge's API destinations and MinIO can send. It proves who sent it and
 * not that nobody changed it on the way, so it belongs behind TLS.
 */
export class TokenVerifier implements Verifier {
  readonly #tokens: readonly string[];
  readonly #header: string;

  constructor(tokens: readonly string[], header = 'authorization') {
    this.#tokens = tokens;
    this.#header = header.toLowerCase();
  }

  verify({ headers, body }: RawDelivery): Promise<Verdict> {
    return Promise.resolve(this.#verdict(headers, body));
  }

  #verdict(headers: RawDelivery['headers'], body: Buffer): Verdict {
    const given = headerOf(headers, this.#header)?.replace(/^Bearer +/i, '');
    if (given === undefined) return refused('FORGED', `the header ${this.#header} is missing`);
    if (!isOneOf(given, this.#tokens)) return refused('FORGED', 'the token is not the right one');
    return { outcome: 'BELIEVED', deliveryId: deliveryIdOf(body) };
  }
}

/**
 * EventBridge's event id, or a digest where records tell deliveries apart, as S3's and MinIO's do. Anything else may
 * say the same twice and mean it: such deliveries are all different.
 */
function deliveryIdOf(body: Buffer): string {
  try {
    const payload: unknown = JSON.parse(body.toString('utf8'));
    if (isJsonObject(payload)) {
      const { id } = payload;
      if (typeof id === 'string' && id !== '' && id.length <= 200) return id;
      if (Array.isArray(payload['Records'])) return createHash('sha256').update(body).digest('hex');
    }
  } catch {
    // A body that is no JSON has no id; whether it may be none is not for this to say.
  }
  return randomUUID();
}
