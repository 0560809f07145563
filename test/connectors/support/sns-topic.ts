import { createSign, randomUUID } from 'node:crypto';
import { selfSigned } from './self-signed.ts';

const DAY_MS = 86_400_000;

/** Amazon SNS at its wire: signs messages as it publishes them, and serves the certificate for its own host. */
export function snsTopic(topicArn: string, validUntil = Date.now() + DAY_MS) {
  const { privateKey, certificate } = selfSigned(new Date(validUntil - 2 * DAY_MS), new Date(validUntil));
  const certificateUrl = 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-test.pem';
  const fetched: string[] = [];
  const serve: typeof fetch = (input) => {
    const url = input instanceof Request ? input.url : input.toString();
    fetched.push(url);
    return Promise.resolve(url === certificateUrl ? new Response(certificate) : new Response('<Confirmed/>'));
  };
  /** A signed message; `changes` are made before it is signed. */
  const message = (changes: Record<string, string> = {}, version: '1' | '2' = '2') => {
    const fields: Record<string, string> = {
      Type: 'Notification',
      MessageId: randomUUID(),
      TopicArn: topicArn,
      Message: '{}',
      Timestamp: new Date().toISOString(),
      ...changes,
    };
    // The order that SNS documents, which is the order of the alphabet.
    const order = [
      'Message',
      'MessageId',
      'SubscribeURL',
      'Subject',
      'Timestamp',
      'Token',
      'TopicArn',
      'Type',
    ];
    const text = order
      .filter((key) => fields[key] !== undefined)
      .map((key) => `${key}\n${fields[key]}\n`)
      .join('');
    const signer = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256').update(text);
    return {
      ...fields,
      SignatureVersion: version,
      Signature: signer.sign(privateKey, 'base64'),
      SigningCertURL: certificateUrl,
    };
  };
  return { message, serve, fetched, certificateUrl, certificate };
}
