import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CloudinaryVerifier } from '../../src/connectors/webhook/cloudinary-verifier.ts';
import { SnsVerifier } from '../../src/connectors/webhook/sns-verifier.ts';
import { isSnsUrl } from '../../src/connectors/webhook/sns-url.ts';
import { StandardVerifier } from '../../src/connectors/webhook/standard-verifier.ts';
import { TokenVerifier } from '../../src/connectors/webhook/token-verifier.ts';
import type { Verdict } from '../../src/connectors/webhook/verifier.ts';
import { SILENT_LOG } from '../../src/log.ts';
import { snsTopic } from './support/sns-topic.ts';

const outcomeOf = (verdict: Verdict) => (verdict.outcome === 'REFUSED' ? verdict.reason : verdict.outcome);

describe("Cloudinary's signature", () => {
  // The test vector that Cloudinary's own SDKs are published with (verify_notification_signature).
  const secret = 'X7qLTrsES31MzxxkxPPA-pAGGfU';
  const timestamp = '1549533514';
  const signature = 'dfe82de1d9083fe0b7ea68070649f9a15b8874da';
  const body = Buffer.from(
    '{"notification_type":"eager","eager":[{"transformation":"sp_full_hd/mp4","bytes":1055,' +
      '"url":"http://res.cloudinary.com/demo/video/upload/sp_full_hd/v1533125278/dog.mp4",' +
      '"secure_url":"https://res.cloudinary.com/demo/video/upload/sp_full_hd/v1533125278/dog.mp4"}],' +
      '"public_id":"dog","batch_id":"9b11fa058c61fa577f4ec516bf6ee756ac2aefef095af99aef1302142cc1694a"}',
  );
  const signedAt = 1_549_533_514_000;
  const headers = { 'x-cld-signature': signature, 'x-cld-timestamp': timestamp };
  const verdict = async (changes: { headers?: object; body?: Buffer; now?: number }) =>
    outcomeOf(
      await new CloudinaryVerifier([secret]).verify(
        { headers: { ...headers, ...changes.headers }, body: changes.body ?? body },
        changes.now ?? signedAt,
      ),
    );

  test('is taken as published, in SHA-1 and in SHA-256', async () => {
    const sha256 = createHash('sha256').update(body).update(timestamp).update(secret).digest('hex');

    expect(await verdict({})).toBe('BELIEVED');
    expect(await verdict({ headers: { 'x-cld-signature': sha256 } })).toBe('BELIEVED');
  });

  test('is refused when one byte of the body, the time or the secret differs', async () => {
    const other = Buffer.from(body);
    other[10] = (other[10] ?? 0) ^ 1;

    expect(await verdict({ body: other })).toBe('FORGED');
    expect(await verdict({ body: Buffer.concat([body, Buffer.from(' ')]) })).toBe('FORGED');
    expect(await verdict({ headers: { 'x-cld-timestamp': '1549533515' } })).toBe('FORGED');
    expect(await verdict({ headers: { 'x-cld-signature': undefined } })).toBe('FORGED');
    expect(await verdict({ headers: { 'x-cld-signature': '' } })).toBe('FORGED');
    expect(await verdict({ headers: { 'x-cld-timestamp': '1e9' } })).toBe('FORGED');
    const stranger = new CloudinaryVerifier(['another secret']);
    expect(outcomeOf(await stranger.verify({ headers, body }, signedAt))).toBe('FORGED');
  });

  test('is good for two hours, and not before it was made', async () => {
    expect(await verdict({ now: signedAt + 7_199_000 })).toBe('BELIEVED');
    expect(await verdict({ now: signedAt + 7_201_000 })).toBe('EXPIRED');
    expect(await verdict({ now: signedAt - 299_000 })).toBe('BELIEVED');
    expect(await verdict({ now: signedAt - 301_000 })).toBe('EXPIRED');
  });

  test('may be of any of several secrets, while they are changed', async () => {
    const rotating = new CloudinaryVerifier(['the next one', secret]);

    expect(outcomeOf(await rotating.verify({ headers, body }, signedAt))).toBe('BELIEVED');
  });
});

describe('Standard Webhooks', () => {
  // The test vector of the specification's reference libraries.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const body = Buffer.from('{"test": 2432232314}');
  const signedAt = 1_614_265_330_000;
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const verdict = async (secrets: readonly string[], changes: object = {}, now = signedAt, content = body) =>
    outcomeOf(
      await new StandardVerifier(secrets).verify({ headers: { ...headers, ...changes }, body: content }, now),
    );

  test('is taken as published', async () => {
    expect(await verdict([secret])).toBe('BELIEVED');
    expect(await verdict([secret.slice('whsec_'.length)])).toBe('BELIEVED');
  });

  test('is refused when anything that is signed differs, or nothing is signed', async () => {
    expect(await verdict([secret], { 'webhook-id': 'msg_other' })).toBe('FORGED');
    expect(await verdict([secret], { 'webhook-timestamp': '1614265331' })).toBe('FORGED');
    expect(await verdict([secret], {}, signedAt, Buffer.from('{"test": 2432232315}'))).toBe('FORGED');
    expect(await verdict([secret], { 'webhook-signature': 'v1,' })).toBe('FORGED');
    expect(
      await verdict([secret], { 'webhook-signature': 'v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' }),
    ).toBe('FORGED');
    expect(await verdict([secret], { 'webhook-signature': undefined })).toBe('FORGED');
    expect(await verdict([`whsec_${Buffer.from('another').toString('base64')}`])).toBe('FORGED');
  });

  test('is good for five minutes on either side', async () => {
    expect(await verdict([secret], {}, signedAt + 299_000)).toBe('BELIEVED');
    expect(await verdict([secret], {}, signedAt + 301_000)).toBe('EXPIRED');
    expect(await verdict([secret], {}, signedAt - 301_000)).toBe('EXPIRED');
  });

  test('may bring several signatures and meet several secrets, while keys are changed', async () => {
    const next = `whsec_${Buffer.from('the next secret of 24 bytes').toString('base64')}`;
    const signatures = `v1,AAAA v1a,AAAA ${headers['webhook-signature']}`;

    expect(await verdict([next, secret], { 'webhook-signature': signatures })).toBe('BELIEVED');
  });

  test('may be signed with ed25519', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    const key = `whpk_${raw.toString('base64')}`;
    const signed = Buffer.concat([
      Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`),
      body,
    ]);
    const signature = `v1a,${sign(null, signed, privateKey).toString('base64')}`;

    expect(await verdict([key], { 'webhook-signature': signature })).toBe('BELIEVED');
    expect(await verdict([key], { 'webhook-signature': signature }, signedAt, Buffer.from('{}'))).toBe(
      'FORGED',
    );
    // A public key is no HMAC secret, though both are bytes.
    const confused = createHmac('sha256', raw).update(signed).digest('base64');
    expect(await verdict([key], { 'webhook-signature': `v1,${confused}` })).toBe('FORGED');
  });
});

describe('Amazon SNS', () => {
  const topicArn = 'arn:aws:sns:eu-central-1:123456789012:bucket-events';
  const bodyOf = (message: object) => ({ headers: {}, body: Buffer.from(JSON.stringify(message)) });

  test('is believed in both signature versions, and its certificate is fetched once', async () => {
    const topic = snsTopic(topicArn);
    const verifier = new SnsVerifier({ topicArns: [topicArn] }, SILENT_LOG, topic.serve);

    const verdicts = [
      await verifier.verify(bodyOf(topic.message({}, '1')), Date.now()),
      await verifier.verify(bodyOf(topic.message({ Subject: 'Amazon S3 Notification' }, '2')), Date.now()),
    ];

    expect(verdicts.map(outcomeOf)).toEqual(['BELIEVED', 'BELIEVED']);
    expect(topic.fetched).toEqual([topic.certificateUrl]);
  });

  test('is refused when a field was changed, or another topic speaks', async () => {
    const topic = snsTopic(topicArn);
    const verifier = new SnsVerifier({ topicArns: [topicArn] }, SILENT_LOG, topic.serve);
    const verdict = async (message: object) => outcomeOf(await verifier.verify(bodyOf(message), Date.now()));

    expect(await verdict({ ...topic.message(), Message: '{"forged":true}' })).toBe('FORGED');
    expect(await verdict({ ...topic.message(), Signature: 'AAAA' })).toBe('FORGED');
    expect(await verdict({ ...topic.message(), SignatureVersion: '3' })).toBe('FORGED');
    expect(await verdict(topic.message({ TopicArn: `${topicArn}-other` }))).toBe('NOT_ALLOWED');
    expect(await verdict(['no message'])).toBe('MALFORMED');
  });

  test('keeps what was signed, and nothing that was put beside it', async () => {
    const topic = snsTopic(topicArn);
    const verifier = new SnsVerifier({ topicArns: [topicArn] }, SILENT_LOG, topic.serve);

    const verdict = await verifier.verify(
      bodyOf({ ...topic.message({ Message: '{"a":1}' }), Records: ['smuggled in'] }),
      Date.now(),
    );

    const signed = verdict.outcome === 'BELIEVED' ? verdict.signed?.toString() : undefined;
    expect(JSON.parse(signed ?? '')).toMatchObject({
      Type: 'Notification',
      Message: '{"a":1}',
      TopicArn: topicArn,
    });
    expect(signed).not.toContain('smuggled');
  });

  test('is refused when it was signed too long ago', async () => {
    const topic = snsTopic(topicArn);
    const verifier = new SnsVerifier(
      { topicArns: [topicArn], maxAgeSeconds: 3_600 },
      SILENT_LOG,
      topic.serve,
    );
    const old = topic.message({ Timestamp: new Date(Date.now() - 3_700_000).toISOString() });
    const early = topic.message({ Timestamp: new Date(Date.now() + 3_700_000).toISOString() });

    expect(outcomeOf(await verifier.verify(bodyOf(old), Date.now()))).toBe('EXPIRED');
    expect(outcomeOf(await verifier.verify(bodyOf(early), Date.now()))).toBe('EXPIRED');
  });

  test("fetches a certificate from SNS's own hosts alone", async () => {
    const topic = snsTopic(topicArn);
    const verifier = new SnsVerifier({ topicArns: [topicArn] }, SILENT_LOG, topic.serve);
    const elsewhere = [
      'https://sns.eu-central-1.amazonaws.com.evil.example/x.pem',
      'https://evil.example/sns.eu-central-1.amazonaws.com/x.pem',
      'http://sns.eu-central-1.amazonaws.com/x.pem',
      'https://sns.eu-central-1.amazonaws.com@evil.example/x.pem',
      'https://sns.eu-central-1.amazonaws.com:8443/x.pem',
      'https://s3.amazonaws.com/x.pem',
      'file:///etc/passwd',
    ];

    for (const SigningCertURL of elsewhere) {
      const verdict = await verifier.verify(bodyOf({ ...topic.message(), SigningCertURL }), Date.now());
      expect(outcomeOf(verdict)).toBe('FORGED');
    }

    expect(topic.fetched).toEqual([]);
    expect(isSnsUrl('https://sns.cn-north-1.amazonaws.com.cn/x.pem')).toBe(true);
  });

  test('is refused when its certificate is not valid any more', async () => {
    const topic = snsTopic(topicArn, Date.now() - 60_000);
    const verifier = new SnsVerifier({ topicArns: [topicArn] }, SILENT_LOG, topic.serve);

    expect(outcomeOf(await verifier.verify(bodyOf(topic.message()), Date.now()))).toBe('FORGED');
  });

  test('has a subscription confirmed only where that is turned on', async () => {
    const topic = snsTopic(topicArn);
    const SubscribeURL = 'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
    const message = topic.message({
      Type: 'SubscriptionConfirmation',
      SubscribeURL,
      Token: 't',
      Message: 'Confirm',
    });
    const closed = new SnsVerifier({ topicArns: [topicArn] }, SILENT_LOG, topic.serve);
    const open = new SnsVerifier(
      { topicArns: [topicArn], confirmSubscription: true },
      SILENT_LOG,
      topic.serve,
    );

    expect(outcomeOf(await closed.verify(bodyOf(message), Date.now()))).toBe('IGNORED');
    expect(topic.fetched).not.toContain(SubscribeURL);
    expect(outcomeOf(await open.verify(bodyOf(message), Date.now()))).toBe('IGNORED');
    expect(topic.fetched).toContain(SubscribeURL);
  });
});

describe('a token', () => {
  const token = 'a token of enough characters';
  const verifier = new TokenVerifier(['another one that is old', token]);
  const verdict = (headers: object, body: object | string = {}) =>
    verifier.verify({
      headers: { ...headers },
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    });

  test('is taken with and without Bearer, and nothing else is', async () => {
    expect(outcomeOf(await verdict({ authorization: `Bearer ${token}` }))).toBe('BELIEVED');
    expect(outcomeOf(await verdict({ authorization: token }))).toBe('BELIEVED');
    expect(outcomeOf(await verdict({ authorization: `Bearer ${token}x` }))).toBe('FORGED');
    expect(outcomeOf(await verdict({ authorization: 'Bearer ' }))).toBe('FORGED');
    expect(outcomeOf(await verdict({}))).toBe('FORGED');
  });

  test('tells deliveries apart by the id of EventBridge, by the records of MinIO, and else not at all', async () => {
    const idOf = async (body: object) => {
      const verdictOf = await verdict({ authorization: token }, body);
      return verdictOf.outcome === 'BELIEVED' ? verdictOf.deliveryId : undefined;
    };

    expect(await idOf({ id: 'event-1', detail: {} })).toBe('event-1');
    expect(await idOf({ Records: [{ s3: 1 }] })).toBe(await idOf({ Records: [{ s3: 1 }] }));
    expect(await idOf({ Records: [{ s3: 1 }] })).not.toBe(await idOf({ Records: [{ s3: 2 }] }));
    expect(await idOf({ changed: true })).not.toBe(await idOf({ changed: true }));
  });
});
