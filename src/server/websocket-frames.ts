import type { Delivery, Payload } from '../feed/delivery.ts';

const TEXT_FRAME = 0x81;
const BEFORE_ID = Buffer.from('{"id":');
const AFTER_ID = Buffer.from(',"type":"next","payload":');
const END = Buffer.from('}');

/**
 * The `next` messages of one delivery as WebSocket frames, one behind the other, with room for the id of an
 * operation in each. Operations whose ids are equally long share it: an id is written into the same bytes
 * just before they go to a socket.
 */
type Sheet = {
  bytes: Buffer;
  readonly idOffsets: readonly number[];
  /** A socket still reads from the bytes: they must not be written to any more. */
  lent: boolean;
};

/** The part of a net.Socket that frames are written to. */
export type FrameSink = {
  cork(): void;
  write(bytes: Uint8Array): boolean;
  uncork(): void;
  /** Bytes that were written and have not been handed to the operating system. */
  readonly writableLength: number;
};

/** From this length on, a payload's bytes are shared by all sockets that still have to send them. */
const LARGE_LENGTH = 8 * 1024;

/** Sheets by the length of the id; LARGE: there is no sheet, because a payload is too long to be copied. */
const plans = new WeakMap<Delivery, Map<number, Sheet> | 'LARGE'>();
const largeTails = new WeakMap<Payload, Buffer>();

/**
 * Writes a delivery as `next` messages of one operation, in one go. `id` is the operation's id as JSON.
 *
 * The sink is what the WebSocket was upgraded from: this is sound as long as nothing compresses messages and
 * the WebSocket is open, because then `ws` too writes whole frames to it, at once.
 */
export function writeFrames(sink: FrameSink, delivery: Delivery, id: Buffer): void {
  const plan = planFor(delivery);
  if (plan === 'LARGE') {
    writeLarge(sink, delivery, id);
    return;
  }
  let sheet = plan.get(id.length);
  if (sheet === undefined) {
    sheet = newSheet(delivery, id.length);
    plan.set(id.length, sheet);
  }
  writeSheet(sink, sheet, id);
}

function planFor(delivery: Delivery): Map<number, Sheet> | 'LARGE' {
  let plan = plans.get(delivery);
  if (plan === undefined) {
    const large = delivery.payloads.some(({ json }) => json.length >= LARGE_LENGTH);
    plan = large ? 'LARGE' : new Map();
    plans.set(delivery, plan);
  }
  return plan;
}

function writeSheet(sink: FrameSink, sheet: Sheet, id: Buffer): void {
  if (sheet.lent) {
    const own = Buffer.allocUnsafeSlow(sheet.bytes.length);
    own.set(sheet.bytes);
    sheet.bytes = own;
    sheet.lent = false;
  }
  const { bytes } = sheet;
  for (const offset of sheet.idOffsets) bytes.set(id, offset);
  sink.write(bytes);
  if (sink.writableLength > 0) sheet.lent = true;
}

/** The id goes out in bytes of its own, so that a slow socket holds no copy of a large payload. */
function writeLarge(sink: FrameSink, { payloads }: Delivery, id: Buffer): void {
  sink.cork();
  for (const payload of payloads) {
    const tail = largeTailOf(payload);
    const beforeTail = BEFORE_ID.length + id.length + AFTER_ID.length;
    const head = Buffer.allocUnsafeSlow(headerLength(beforeTail + tail.length) + beforeTail);
    let offset = writeHeader(head, 0, beforeTail + tail.length);
    for (const part of [BEFORE_ID, id, AFTER_ID]) offset += part.copy(head, offset);
    sink.write(head);
    sink.write(tail);
  }
  sink.uncork();
}

function largeTailOf(payload: Payload): Buffer {
  let tail = largeTails.get(payload);
  if (tail === undefined) {
    tail = Buffer.from(`${payload.json}}`);
    largeTails.set(payload, tail);
  }
  return tail;
}

function newSheet({ payloads }: Delivery, idLength: number): Sheet {
  const texts = payloads.map(({ json }) => Buffer.from(json));
  const around = BEFORE_ID.length + idLength + AFTER_ID.length + END.length;
  let length = 0;
  for (const text of texts) length += headerLength(around + text.length) + around + text.length;
  // Not from the shared pool: bytes that a slow socket holds on to must not keep others from being freed.
  const bytes = Buffer.allocUnsafeSlow(length);
  const idOffsets: number[] = [];
  let offset = 0;
  for (const text of texts) {
    offset = writeHeader(bytes, offset, around + text.length);
    offset += BEFORE_ID.copy(bytes, offset);
    idOffsets.push(offset);
    offset += idLength;
    offset += AFTER_ID.copy(bytes, offset);
    offset += text.copy(bytes, offset);
    offset += END.copy(bytes, offset);
  }
  return { bytes, idOffsets, lent: false };
}

function headerLength(payloadLength: number): number {
  if (payloadLength < 126) return 2;
  return payloadLength < 65_536 ? 4 : 10;
}

/** RFC 6455, 5.2: final text frame, not masked. */
function writeHeader(bytes: Buffer, start: number, payloadLength: number): number {
  let offset = bytes.writeUInt8(TEXT_FRAME, start);
  if (payloadLength < 126) return bytes.writeUInt8(payloadLength, offset);
  if (payloadLength < 65_536) {
    offset = bytes.writeUInt8(126, offset);
    return bytes.writeUInt16BE(payloadLength, offset);
  }
  offset = bytes.writeUInt8(127, offset);
  return bytes.writeBigUInt64BE(BigInt(payloadLength), offset);
}
