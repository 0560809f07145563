import type {
  GetObjectCommand,
  GetObjectCommandOutput,
  HeadObjectCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3Config } from '../config/listing-config.ts';
import { OutsideFailure } from '../outside-failure.ts';
import { optionalPeer } from '../optional-peer.ts';

export type S3Object = {
  readonly key: string;
  readonly size: number | undefined;
  readonly etag: string | undefined;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly lastModified: number | undefined;
  readonly contentType?: string | undefined;
};

/** The calls that a mirror makes to a bucket. */
export type Bucket = {
  page(
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<{ objects: S3Object[]; next: string | undefined }>;
  /** Undefined when there is no such object. */
  head(key: string, signal: AbortSignal): Promise<S3Object | undefined>;
  tags(key: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  text(key: string, maxBytes: number, signal: AbortSignal): Promise<string | undefined>;
  /** Good for so many seconds from `from`. */
  presign(key: string, seconds: number, from: Date): Promise<string>;
};

/** Loads the AWS SDK and opens a bucket with it. Nothing is asked yet. */
export async function openBucket(config: S3Config): Promise<Bucket> {
  const sdk = await optionalPeer('@aws-sdk/client-s3', () => import('@aws-sdk/client-s3'));
  const client = new sdk.S3Client({
    forcePathStyle: config.forcePathStyle ?? config.endpoint !== undefined,
    ...(config.region !== undefined && { region: config.region }),
    ...(config.endpoint !== undefined && { endpoint: config.endpoint }),
    ...(config.credentials !== undefined && {
      credentials: {
        accessKeyId: config.credentials.accessKeyId,
        secretAccessKey: config.credentials.secretAccessKey,
        ...(config.credentials.sessionToken !== undefined && {
          sessionToken: config.credentials.sessionToken,
        }),
      },
    }),
    maxAttempts: 3,
  });
  const { bucket: Bucket } = config;
  return {
    async page(token, signal) {
      const command = new sdk.ListObjectsV2Command({
        Bucket,
        ...(config.prefix !== undefined && { Prefix: config.prefix }),
        ...(token !== undefined && { ContinuationToken: token }),
      });
      const answer = await client.send(command, { abortSignal: signal });
      const objects = (answer.Contents ?? []).flatMap(({ Key, Size, ETag, LastModified }) =>
        Key === undefined
          ? []
          : [{ key: Key, size: Size, etag: ETag, lastModified: LastModified?.getTime() }],
      );
      if (answer.IsTruncated !== true) return { objects, next: undefined };
      const next = answer.NextContinuationToken;
      if (next === undefined || next === token)
        throw new OutsideFailure('BAD_ANSWER', 'its pages go in a circle');
      return { objects, next };
    },
    async head(key, signal) {
      const answer = await orMissing(
        client.send(new sdk.HeadObjectCommand({ Bucket, Key: key }), { abortSignal: signal }),
      );
      return answer === undefined ? undefined : objectOf(key, answer);
    },
    async tags(key, signal) {
      const command = new sdk.GetObjectTaggingCommand({ Bucket, Key: key });
      const answer = await orMissing(client.send(command, { abortSignal: signal }));
      const pairs = (answer?.TagSet ?? []).map(({ Key = '', Value = '' }) => [Key, Value] as const);
      return Object.fromEntries(pairs);
    },
    async text(key, maxBytes, signal) {
      const answer = await orMissing(
        client.send(new sdk.GetObjectCommand({ Bucket, Key: key }), { abortSignal: signal }),
      );
      return answer === undefined ? undefined : await textOf(answer, maxBytes);
    },
    presign: (key, seconds, from) =>
      presign(client, new sdk.GetObjectCommand({ Bucket, Key: key }), seconds, from),
  };
}

async function presign(
  client: S3Client,
  command: GetObjectCommand,
  seconds: number,
  from: Date,
): Promise<string> {
  const { getSignedUrl } = await optionalPeer(
    '@aws-sdk/s3-request-presigner',
    () => import('@aws-sdk/s3-request-presigner'),
  );
  return await getSignedUrl(client, command, { expiresIn: seconds, signingDate: from });
}

function objectOf(key: string, head: HeadObjectCommandOutput): S3Object {
  return {
    key,
    size: head.ContentLength,
    etag: head.ETag,
    lastModified: head.LastModified?.getTime(),
    contentType: head.ContentType,
  };
}

async function textOf(answer: GetObjectCommandOutput, maxBytes: number): Promise<string> {
  if ((answer.ContentLength ?? 0) > maxBytes)
    throw new OutsideFailure('TOO_LARGE', `more than ${maxBytes} bytes`);
  return (await answer.Body?.transformToString('utf-8')) ?? '';
}

async function orMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'NotFound' || name === 'NoSuchKey') return undefined;
    throw error;
  }
}
