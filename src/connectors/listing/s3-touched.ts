import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { S3Config } from '../config/listing-config.ts';
import { OutsideFailure } from '../outside-failure.ts';
import type { Touched } from './listing.ts';

/**
 * The objects that an event of S3 names: as S3 itself and MinIO write it (`Records`), as EventBridge wraps it
 * (`detail`), or as SNS carries it (in `Message`, as text). Other buckets, and keys outside the prefix, are left out.
 */
export function s3Touched(payload: unknown, config: Pick<S3Config, 'bucket' | 'prefix'>): readonly Touched[] {
  const event = unwrapped(payload);
  const objects = [...recordsOf(event), ...detailOf(event)];
  return objects
    .filter(({ bucket, key }) => bucket === config.bucket && key.startsWith(config.prefix ?? ''))
    .map(({ key, sequencer }) => ({ key, assetId: key, order: sequencer }));
}

/** Sequencers are hexadecimal and of different lengths: the shorter is padded with zeros on the right, as S3 says. */
export function isLaterSequencer(a: string, b: string): boolean {
  const length = Math.max(a.length, b.length);
  return a.toUpperCase().padEnd(length, '0') > b.toUpperCase().padEnd(length, '0');
}

type Named = { readonly bucket: string; readonly key: string; readonly sequencer: string | undefined };

function unwrapped(payload: unknown): JsonObject {
  if (!isJsonObject(payload)) throw new OutsideFailure('BAD_ANSWER', 'an event is not an object');
  const { Type: type, Message: message } = payload;
  if (type !== 'Notification' || typeof message !== 'string') return payload;
  try {
    const inner: unknown = JSON.parse(message);
    return isJsonObject(inner) ? inner : payload;
  } catch {
    throw new OutsideFailure('BAD_ANSWER', 'the message of a notification is not JSON');
  }
}

/** Keys are URL-encoded here, with plus signs for spaces. */
function* recordsOf(event: JsonObject): Generator<Named> {
  const records = event['Records'];
  if (!Array.isArray(records)) return;
  for (const record of records as readonly Json[]) {
    const s3 = member(record, 's3');
    const bucket = member(member(s3, 'bucket'), 'name');
    const object = member(s3, 'object');
    const key = member(object, 'key');
    if (typeof bucket !== 'string' || typeof key !== 'string') continue;
    yield { bucket, key: decoded(key), sequencer: sequencerOf(object) };
  }
}

/** Keys are as they are here. */
function* detailOf(event: JsonObject): Generator<Named> {
  const { detail } = event;
  const bucket = member(member(detail, 'bucket'), 'name');
  const object = member(detail, 'object');
  const key = member(object, 'key');
  if (typeof bucket !== 'string' || typeof key !== 'string') return;
  yield { bucket, key, sequencer: sequencerOf(object) };
}

function member(value: Json | undefined, key: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function sequencerOf(object: Json | undefined): string | undefined {
  const sequencer = member(object, 'sequencer');
  return typeof sequencer === 'string' && /^[0-9A-Fa-f]{1,64}$/.test(sequencer) ? sequencer : undefined;
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
