import { GatewayError, type ErrorDetails } from '../errors.ts';
import { MissingPeerError } from './optional-peer.ts';

/** What went wrong with an outside system, in a word that clients may see. */
export type FailureReason =
  | 'TIMEOUT'
  | 'BUSY'
  | 'UNREACHABLE'
  | 'REFUSED'
  | 'BAD_ANSWER'
  | 'TOO_LARGE'
  | 'FAILED'
  | 'STOPPED';

const SENTENCES: Record<FailureReason, string> = {
  TIMEOUT: 'it did not answer in time',
  BUSY: 'too many calls to it wait for their turn',
  UNREACHABLE: 'it can not be reached',
  REFUSED: 'it refused the request',
  BAD_ANSWER: 'its answer was not of the expected shape',
  TOO_LARGE: 'its answer was too large',
  FAILED: 'it reported an error',
  STOPPED: 'the gateway is stopping',
};

/** An outside system failed. The message holds no address, no credential and nothing that the system said. */
export class OutsideFailure extends Error {
  override readonly name = 'OutsideFailure';
  readonly reason: FailureReason;
  readonly detail: string | undefined;

  constructor(reason: FailureReason, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? SENTENCES[reason] : `${SENTENCES[reason]}: ${detail}`, options);
    this.reason = reason;
    this.detail = detail;
  }
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What any thrown thing comes to. Keeps codes and statuses, drops words: they may quote a URL with a token in it. */
export function failureOf(error: unknown): OutsideFailure {
  if (error instanceof OutsideFailure) return error;
  if (error instanceof MissingPeerError) return new OutsideFailure('FAILED', error.message, { cause: error });
  const named = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
  if (named['name'] === 'TimeoutError') return new OutsideFailure('TIMEOUT', undefined, { cause: error });
  const code = codeOf(named) ?? codeOf(named['cause']);
  if (code !== undefined && UNREACHABLE.has(code))
    return new OutsideFailure('UNREACHABLE', code, { cause: error });
  const status = statusOf(named);
  if (status !== undefined) {
    const reason = status === 401 || status === 403 ? 'REFUSED' : 'FAILED';
    return new OutsideFailure(reason, `HTTP status ${status}`, { cause: error });
  }
  return new OutsideFailure('FAILED', code, { cause: error });
}

function codeOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('code' in value)) return undefined;
  const { code } = value;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : undefined;
}

/** Where the AWS SDK and Cloudinary's put the HTTP status. */
function statusOf(error: Record<string, unknown>): number | undefined {
  const inner = error['error'];
  const metadata = error['$metadata'];
  const candidates = [
    error['http_code'],
    typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)['http_code'] : undefined,
    typeof metadata === 'object' && metadata !== null
      ? (metadata as Record<string, unknown>)['httpStatusCode']
      : undefined,
  ];
  return candidates.find((status): status is number => Number.isInteger(status) && Number(status) >= 300);
}

/** The failure as clients see it. A GatewayError stays what it is. */
export function externalSourceFailed(
  sourceId: string,
  error: unknown,
  details: ErrorDetails = {},
): GatewayError {
  if (error instanceof GatewayError) return error;
  const failure = failureOf(error);
  return new GatewayError(
    'EXTERNAL_SOURCE_FAILED',
    { sourceId, reason: failure.reason, ...details },
    `The outside system behind "${sourceId}" failed: ${failure.message}.`,
    { cause: error },
  );
}

/** Words about an error for the operator's log: URLs lose their credentials and queries, and it is cut short. */
export function loggable(error: unknown): string {
  const chain: string[] = [];
  for (let link: unknown = error; link !== undefined && link !== null && chain.length < 4;) {
    if (link instanceof Error) {
      chain.push(link.name === 'Error' ? link.message : `${link.name}: ${link.message}`);
      link = link.cause;
    } else {
      chain.push(typeof link === 'string' ? link : typeof link);
      break;
    }
  }
  return chain
    .join(' ← ')
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s"'<>]*/gi, (url, scheme: string) =>
      URL.canParse(url) ? `${scheme}${new URL(url).host}${new URL(url).pathname}` : scheme,
    )
    .slice(0, 500);
}
