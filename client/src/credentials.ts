/** Names and values, as in `fetch`. */
export type HeaderValues = Readonly<Record<string, string>>;

/** What the gateway wants to see before it answers: a value, or where to get one. */
export type Credentials<T> = T | ((occasion: CredentialsOccasion) => T | Promise<T>);

export type CredentialsOccasion = {
  /** The gateway did not accept the last ones: a cached token has expired, get a new one. */
  readonly refused: boolean;
};

/** Asks for credentials. Rejects when the function that was given does. */
export async function credentialsFor<T>(
  credentials: Credentials<T> | undefined,
  occasion: CredentialsOccasion,
): Promise<T | undefined> {
  return isFunction(credentials) ? await credentials(occasion) : credentials;
}

function isFunction<T>(
  credentials: Credentials<T> | undefined,
): credentials is (occasion: CredentialsOccasion) => T | Promise<T> {
  return typeof credentials === 'function';
}
