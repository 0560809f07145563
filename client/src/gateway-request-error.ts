/** A request that the gateway refused, or that never reached it. */
export class GatewayRequestError extends Error {
  override readonly name = 'GatewayRequestError';
  /** The gateway's own code (`SOURCE_NOT_FOUND`, `VERSION_CONFLICT` …), or `UNREACHABLE` when there was no answer of its. */
  readonly code: string;
  /** What the gateway said beside the code: ids, limits, versions. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** Whatever was thrown, as an Error: the engine never settles a promise that is rejected with nothing. */
export function errorOf(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new GatewayRequestError('UNREACHABLE', thrown === undefined ? 'Failed.' : describe(thrown));
}

/** A rejection in the words of the GraphQL specification, as an Error. */
export function errorFromGraphQL(errors: readonly unknown[]): GatewayRequestError {
  const [first] = errors;
  const { message, extensions } = isRecord(first) ? first : {};
  const { code, ...details } = isRecord(extensions) ? extensions : {};
  return new GatewayRequestError(
    typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    typeof message === 'string' ? message : 'The gateway reported an error.',
    details,
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(thrown: unknown): string {
  if (isRecord(thrown)) {
    const { code, reason, message, type } = thrown;
    const words = [code, reason, message, type].filter(
      (part) => (typeof part === 'string' && part !== '') || typeof part === 'number',
    );
    if (words.length > 0) return words.join(' ');
  }
  return typeof thrown === 'string' ? thrown : 'Failed.';
}
