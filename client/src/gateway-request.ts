import { credentialsFor, type Credentials, type HeaderValues } from './credentials.ts';
import { errorFromGraphQL, GatewayRequestError, isRecord } from './gateway-request-error.ts';
import type { TypedDocumentString } from './operations.generated.ts';
import { deadline, type Clock } from './clock.ts';

/** Where requests go, and how. */
export type Endpoint = {
  readonly url: string;
  readonly headers: Credentials<HeaderValues> | undefined;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** How long one request may take, in milliseconds. */
  readonly requestTimeout: number;
};

/**
 * Asks the gateway; new credentials are asked for once when it refuses them. Rejects with GatewayRequestError, also when
 * `signal` aborts.
 */
export async function request<Result, Variables>(
  endpoint: Endpoint,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const body = JSON.stringify({ query: document.toString(), variables });
  try {
    return await post<Result>(endpoint, body, false, signal);
  } catch (error) {
    const refused = error instanceof GatewayRequestError && error.code === 'UNAUTHENTICATED';
    if (!refused || typeof endpoint.headers !== 'function') throw error;
    return post<Result>(endpoint, body, true, signal);
  }
}

async function post<Result>(
  endpoint: Endpoint,
  body: string,
  refused: boolean,
  signal: AbortSignal | undefined,
): Promise<Result> {
  const limit = new AbortController();
  const abort = () => limit.abort();
  const stopTimer = deadline(endpoint.clock, endpoint.requestTimeout, abort);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  try {
    const response = await endpoint.fetch(endpoint.url, {
      method: 'POST',
      headers: {
        ...(await credentialsFor(endpoint.headers, { refused }, limit.signal)),
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
      },
      body,
      signal: limit.signal,
    });
    return resultOf<Result>(response, await response.text());
  } catch (error) {
    if (error instanceof GatewayRequestError) throw error;
    const reason =
      limit.signal.aborted && signal?.aborted !== true
        ? `no answer within ${endpoint.requestTimeout} ms`
        : error instanceof Error
          ? error.message
          : 'the request failed';
    throw new GatewayRequestError('UNREACHABLE', `${endpoint.url}: ${reason}.`, {}, { cause: error });
  } finally {
    stopTimer();
    signal?.removeEventListener('abort', abort);
  }
}

function resultOf<Result>(response: Response, text: string): Result {
  const answer = parse(text);
  if (Array.isArray(answer?.['errors']) && answer['errors'].length > 0) {
    throw errorFromGraphQL(answer['errors']);
  }
  if (response.ok && isRecord(answer?.['data'])) return answer['data'] as Result;
  const code = response.status === 401 ? 'UNAUTHENTICATED' : 'UNREACHABLE';
  throw new GatewayRequestError(code, `${response.url} answered ${response.status} and no GraphQL.`, {
    status: response.status,
  });
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
