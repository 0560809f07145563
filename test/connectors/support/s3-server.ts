import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';

type Server = { run(): Promise<{ port: number }>; close(): Promise<void> };
const S3rver = createRequire(import.meta.url)('s3rver') as new (options: object) => Server;

const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** A real S3-compatible server with one bucket; gone when the test ends. */
export async function s3Server(bucket = 'media') {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-s3-'));
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: CREDENTIALS,
  });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    endpoint,
    put: (key: string, body = 'x') =>
      client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body })),
    tag: (key: string, tags: Readonly<Record<string, string>>) => {
      const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      return client.send(new PutObjectTaggingCommand({ Bucket: bucket, Key: key, Tagging: { TagSet } }));
    },
    remove: (key: string) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })),
    config: {
      from: 's3',
      bucket,
      region: 'us-east-1',
      endpoint,
      credentials: CREDENTIALS,
      urls: { publicBase: 'https://cdn.example.com' },
    } as const,
  };
}

/** An event as S3 writes it; the key is encoded as S3 does. */
export function s3Event(
  key: string,
  sequencer: string,
  { bucket = 'media', name = 'ObjectCreated:Put' } = {},
) {
  const encoded = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
  return {
    Records: [
      {
        eventVersion: '2.2',
        eventSource: 'aws:s3',
        eventTime: new Date().toISOString(),
        eventName: name,
        s3: { s3SchemaVersion: '1.0', bucket: { name: bucket }, object: { key: encoded, sequencer } },
      },
    ],
  };
}
