import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors.ts';
import { badRequest, Refusal } from './refusal.ts';

/**
 * The whole body of a request as text. Throws a {@link Refusal}: 413 beyond `limit` bytes, as soon as that is
 * known; 400 when it is cut off or is not UTF-8; 415 when it is compressed. What a refused client still
 * sends is thrown away.
 */
export async function readText(request: IncomingMessage, limit: number): Promise<string> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw badRequest('Send the body without Content-Encoding.', 415, { 'accept-encoding': 'identity' });
  }
  const body = await readBytes(request, limit);
  if (!isUtf8(body)) throw badRequest('The body is not UTF-8.');
  return body.toString('utf8');
}

// Listeners instead of `for await`: a body is nearly always one chunk, and an iterator costs more than reading it.
/** The same as bytes, whatever they are. */
export function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge(request, limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        request.off('data', onData);
        reject(tooLarge(request, limit));
        return;
      }
      chunks.push(chunk);
    };
    request.on('data', onData);
    request.once('end', () => {
      const [first] = chunks;
      resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size));
    });
    request.once('error', () => reject(badRequest('The body was cut off.')));
  });
}

function tooLarge(request: IncomingMessage, limit: number): Refusal {
  request.resume();
  const message = `The body has more than ${limit} bytes.`;
  return new Refusal(new GatewayError('LIMIT_EXCEEDED', { limit }, message), 413, { connection: 'close' });
}
