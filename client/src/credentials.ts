/** Names and values, as in `fetch`. */
export type HeaderValues = Readonly<Record<string, string>>;

/** What the gateway wants to see before it answers: a value, or where to get one. */
export type Credentials<T> = T | ((occasion: CredentialsOccasion) => T | Promise<T>);

export type CredentialsOccasion = {
  /** The gateway did not accept the last ones: a cached token has expired, get a new one. */
  readonly refused: boolean;
};

/** Asks for credentials. Rejects when the function that was given does, or when `signal` aborts before it answers. */
export async function credentialsFor<T>(
  credentials: Credentials<T> | undefined,
  occasion: CredentialsOccasion,
  signal?: AbortSignal,
): Promise<T | undefined> {
  if (!isFunction(credentials)) return credentials;
  const given = credentials(occasion);
  return signal === undefined ? given : Promise.race([given, aborted(signal)]);
}

function isFunction<T>(
  credentials: Credentials<T> | undefined,
): credentials is (occasion: CredentialsOccasion) => T | Promise<T> {
  return typeof credentials === 'function';
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const refuse = () => reject(new Error('no credentials in time'));
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
}
