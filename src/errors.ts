/**
 * The failures that a client may act on. A code is part of the API: add freely, never rename.
 * Anything else that is thrown is a bug or an outage; clients see `INTERNAL_SERVER_ERROR` and no message.
 */
export const ERROR_CODES = {
  BAD_USER_INPUT: 'The input is well-typed but makes no sense.',
  UNAUTHENTICATED: 'Credentials are missing or were not accepted.',
  FORBIDDEN: 'These credentials do not allow this.',
  SOURCE_NOT_FOUND: 'There is no asset source with this id.',
  SOURCE_ALREADY_EXISTS: 'There is an asset source with this id already.',
  SOURCE_READ_ONLY: 'The assets of this source live in an outside system and are changed there.',
  ASSET_NOT_FOUND: 'The source has no asset with this id.',
  ASSET_ALREADY_EXISTS: 'The source has an asset with this id already.',
  MIME_TYPE_NOT_SUPPORTED: 'The source does not take assets of this MIME type.',
  VERSION_CONFLICT: 'It has changed since the expected version. Read it again, then decide.',
  IDEMPOTENCY_KEY_REUSED: 'This idempotency key was used before, with other input.',
  REMOVAL_LIMIT_EXCEEDED: 'The sync would remove more assets than its limit allows. Nothing was changed.',
  CURSOR_EXPIRED:
    'The events after this cursor are not kept any more. Read the sources again, then subscribe.',
  SUBSCRIBER_TOO_SLOW: 'The subscriber fell behind. Resume from the last cursor that it saw.',
  LIMIT_EXCEEDED: 'The request is larger than the gateway accepts.',
  RATE_LIMITED: 'Too many requests. Try again later.',
  EXTERNAL_SOURCE_FAILED: 'The outside system behind this source did not answer as it should.',
  UNAVAILABLE: 'The gateway can not do this right now. Try again; with an idempotency key, the same one.',
  INTERNAL_SERVER_ERROR: 'Something went wrong in the gateway. It has been logged.',
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What a client needs in order to act: ids, limits and versions, never secrets. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** A failure with a code of the table. Thrown anywhere, translated at the edge by server/. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  /** `message` replaces the table's sentence where more can be said. */
  constructor(
    code: ErrorCode,
    details: ErrorDetails = {},
    message: string = ERROR_CODES[code],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** Input that is well-typed and wrong. `path` leads to the value within its argument: `['asset', 'tags', 'en', 2]`. */
export function badInput(
  path: readonly (string | number)[],
  message: string,
  details: ErrorDetails = {},
): GatewayError {
  const field = path.join('.');
  return new GatewayError(
    'BAD_USER_INPUT',
    { field, ...details },
    field === '' ? message : `${field}: ${message}`,
  );
}
