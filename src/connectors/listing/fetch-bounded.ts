import { OutsideFailure } from '../outside-failure.ts';

export type BoundedRequest = {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal: AbortSignal;
  /** For the whole answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Where the request, and every redirect, may lead. Headers are only ever sent to the first of them. */
  readonly origins: readonly string[];
};

/** An answer whose body has not been read: reading throws {@link OutsideFailure} beyond the bound. */
export type OpenAnswer = {
  readonly url: string;
  readonly headers: Headers;
  readonly chunks: AsyncIterable<Uint8Array>;
};

export type BoundedAnswer = Omit<OpenAnswer, 'chunks'> & { readonly body: Buffer };

const MAX_REDIRECTS = 5;

/**
 * GETs a URL: only from the given origins, with a bound on time and size. Throws {@link OutsideFailure} for
 * anything but an answer with status 2xx.
 */
export async function openBounded(url: string, request: BoundedRequest): Promise<OpenAnswer> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(request.timeoutMs)]);
  let address = new URL(url);
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    if (!request.origins.includes(address.origin)) {
      throw new OutsideFailure('REFUSED', 'it leads to an origin that is not allowed');
    }
    const headers = address.origin === request.origins[0] ? { ...request.headers } : {};
    const response = await fetch(address, { headers, redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      if (!URL.canParse(location, address)) throw new OutsideFailure('BAD_ANSWER', 'a redirect to no URL');
      address = new URL(location, address);
      continue;
    }
    if (!response.ok) {
      await response.body?.cancel();
      const reason = response.status === 401 || response.status === 403 ? 'REFUSED' : 'FAILED';
      throw new OutsideFailure(reason, `HTTP status ${response.status}`);
    }
    return { url: address.href, headers: response.headers, chunks: bounded(response, request.maxBytes) };
  }
  throw new OutsideFailure('BAD_ANSWER', 'too many redirects');
}

/** The same, read to its end. */
export async function fetchBounded(url: string, request: BoundedRequest): Promise<BoundedAnswer> {
  const { chunks, ...answer } = await openBounded(url, request);
  return { ...answer, body: Buffer.concat(await Array.fromAsync(chunks)) };
}

/** The same for JSON. */
export async function fetchJson(
  url: string,
  request: BoundedRequest,
): Promise<BoundedAnswer & { json: unknown }> {
  const headers = { accept: 'application/json', ...request.headers };
  const answer = await fetchBounded(url, { ...request, headers });
  try {
    return { ...answer, json: JSON.parse(answer.body.toString('utf8')) as unknown };
  } catch {
    throw new OutsideFailure('BAD_ANSWER', 'it is not JSON');
  }
}

async function* bounded(response: Response, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = Number(response.headers.get('content-length') ?? 0);
  if (size <= maxBytes) {
    size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) break;
      yield chunk;
    }
  }
  if (size <= maxBytes) return;
  await response.body?.cancel().catch(() => {});
  throw new OutsideFailure('TOO_LARGE', `more than ${maxBytes} bytes`);
}
