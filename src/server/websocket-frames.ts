import type { Delivery } from '../feed/delivery.ts';

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
  write(bytes: Uint8Array): boolean;
  /** Bytes that were written and have not been handed to the operating system. */
  readonly writableLength: number;
};

const sheets = new WeakMap<Delivery, Map<number, Sheet>>();

/**
 * Writes a delivery as `next` messages of one operation, in one go. `id` is the operation's id as JSON.
 *
 * The sink is what the WebSocket was upgraded from: this is sound as long as nothing compresses messages and
 * the WebSocket is open, because then `ws` too writes whole frames to it, at once.
 */
export function writeFrames(sink: FrameSink, delivery: Delivery, id: Buffer): void {
  const sheet = sheetFor(delivery, id.length);
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

function sheetFor(delivery: Delivery, idLength: number): Sheet {
  let byLength = sheets.get(delivery);
  if (byLength === undefined) {
    byLength = new Map();
    sheets.set(delivery, byLength);
  }
  let sheet = byLength.get(idLength);
  if (sheet === undefined) {
    sheet = newSheet(delivery, idLength);
    byLength.set(idLength, sheet);
  }
  return sheet;
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
