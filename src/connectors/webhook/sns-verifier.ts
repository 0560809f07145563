import { createVerify } from 'node:crypto';
import type { Log } from '../../log.ts';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { SnsCertificates } from './sns-certificates.ts';
import { isSnsUrl } from './sns-url.ts';
import { refused, type RawDelivery, type Verdict, type Verifier } from './verifier.ts';

/** What is signed, in this order, by type of message. Fields that a message has not are left out. */
const SIGNED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

const DIGESTS: Readonly<Record<string, string>> = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' };

const MAX_AHEAD_SECONDS = 300;
const CONFIRM_TIMEOUT_MS = 10_000;

/**
 * Messages of Amazon SNS, signature versions 1 and 2. The signing certificate comes from SNS's own hosts and no
 * other, topics must be on the list, and a subscription is confirmed only where that is turned on.
 */
export class SnsVerifier implements Verifier {
  readonly #topicArns: ReadonlySet<string>;
  readonly #confirm: boolean;
  readonly #maxAgeSeconds: number;
  readonly #fetch: typeof fetch;
  readonly #log: Log;
  readonly #certificates: SnsCertificates;

  constructor(
    options: {
      readonly topicArns: readonly string[];
      readonly confirmSubscription?: boolean | undefined;
      readonly maxAgeSeconds?: number | undefined;
    },
    log: Log,
    fetchFrom: typeof fetch = fetch,
  ) {
    this.#topicArns = new Set(options.topicArns);
    this.#confirm = options.confirmSubscription ?? false;
    this.#maxAgeSeconds = options.maxAgeSeconds ?? 86_400;
    this.#fetch = fetchFrom;
    this.#log = log;
    this.#certificates = new SnsCertificates(fetchFrom);
  }

  async verify({ body }: RawDelivery, now: number): Promise<Verdict> {
    const message = parsed(body);
    if (message === undefined) return refused('MALFORMED', 'it is not a message of SNS');
    const { Type: type, TopicArn: topicArn, MessageId: messageId, Timestamp: timestamp } = message;
    const fields =
      typeof type === 'string' && Object.hasOwn(SIGNED_FIELDS, type) ? SIGNED_FIELDS[type] : undefined;
    if (fields === undefined || typeof topicArn !== 'string' || typeof messageId !== 'string') {
      return refused('MALFORMED', 'it is not a message of SNS');
    }
    // Before anything is fetched on a stranger's word.
    if (!this.#topicArns.has(topicArn)) return refused('NOT_ALLOWED', 'the topic is not on the list');
    const genuine = await this.#isGenuine(message, fields, now);
    if (!genuine) return refused('FORGED', 'the signature is not the right one');
    const age = (now - Date.parse(typeof timestamp === 'string' ? timestamp : '')) / 1_000;
    if (!(age <= this.#maxAgeSeconds)) return refused('EXPIRED', 'it was signed too long ago');
    if (age < -MAX_AHEAD_SECONDS) return refused('EXPIRED', 'it is dated in the future');
    if (type === 'Notification') {
      const signed = Object.fromEntries(fields.map((field) => [field, message[field]]));
      return { outcome: 'BELIEVED', deliveryId: messageId, signed: Buffer.from(JSON.stringify(signed)) };
    }
    if (type === 'UnsubscribeConfirmation') return { outcome: 'IGNORED', why: 'the subscription was ended' };
    return await this.#subscription(message, topicArn);
  }

  async #isGenuine(message: JsonObject, fields: readonly string[], now: number): Promise<boolean> {
    const { SigningCertURL: certificateUrl, Signature: signature, SignatureVersion: version } = message;
    const digest =
      typeof version === 'string' && Object.hasOwn(DIGESTS, version) ? DIGESTS[version] : undefined;
    if (digest === undefined || typeof signature !== 'string' || typeof certificateUrl !== 'string')
      return false;
    const publicKey = await this.#certificates.publicKey(certificateUrl, now);
    if (publicKey === undefined) return false;
    const verify = createVerify(digest);
    for (const field of fields) {
      const value = message[field];
      if (value === undefined || value === null) continue;
      if (typeof value !== 'string') return false;
      verify.update(`${field}\n${value}\n`, 'utf8');
    }
    return verify.verify(publicKey, signature, 'base64');
  }

  async #subscription(message: JsonObject, topicArn: string): Promise<Verdict> {
    const { SubscribeURL: url } = message;
    if (!this.#confirm) {
      this.#log.warn(
        { topicArn },
        'webhook: SNS asks to confirm a subscription: set confirmSubscription to do so',
      );
      return { outcome: 'IGNORED', why: 'confirmSubscription is off' };
    }
    if (typeof url !== 'string' || !isSnsUrl(url))
      return refused('FORGED', 'SubscribeURL is not an address of SNS');
    try {
      const signal = AbortSignal.timeout(CONFIRM_TIMEOUT_MS);
      const response = await this.#fetch(url, { redirect: 'error', signal });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`status ${response.status}`);
    } catch (error) {
      throw new Error('SNS did not take the confirmation', { cause: error });
    }
    this.#log.info({ topicArn }, 'webhook: confirmed the subscription to an SNS topic');
    return { outcome: 'IGNORED', why: 'the subscription is confirmed' };
  }
}

function parsed(body: Buffer): JsonObject | undefined {
  try {
    const message: unknown = JSON.parse(body.toString('utf8'));
    return isJsonObject(message) ? message : undefined;
  } catch {
    return undefined;
  }
}
