/** Where a license key that is not checked offline gets activated. */
const ACTIVATION_URL = 'https://api.img.ly/activate';
/** License keys of at least this many characters are checked without a call. */
const OFFLINE_LICENSE_LENGTH = 128;

/** The URLs that an engine with this license may call. */
export function allowedUrls(license: string | undefined): ReadonlySet<string> {
  const activates =
    license !== undefined &&
    license !== '' &&
    license !== 'evaluation-license' &&
    license.length < OFFLINE_LICENSE_LENGTH;
  return new Set(activates ? [ACTIVATION_URL] : []);
}

/**
 * A fetch that reaches `allowed` and nothing else: no redirect either, and no longer than `timeoutMs`.
 * Calls `onDenied` for everything else, and rejects as fetch does when there is no network.
 */
export function guardedFetch(
  allowed: ReadonlySet<string>,
  onDenied: (url: string) => void,
  inner: typeof fetch = fetch,
  timeoutMs = 15_000,
): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!allowed.has(url)) {
      onDenied(url);
      throw new TypeError('fetch failed', { cause: new Error(`Not configured: ${url}`) });
    }
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    return inner(input, { ...init, redirect: 'error', signal });
  };
}
