import { X509Certificate, type KeyObject } from 'node:crypto';
import { isSnsUrl } from './sns-url.ts';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 64 * 1024;
/** SNS has a handful, one per region and year. */
const MAX_KEPT = 32;

/** The certificates that SNS signs with, fetched once from its own hosts. */
export class SnsCertificates {
  readonly #fetch: typeof fetch;
  readonly #kept = new Map<string, Promise<X509Certificate>>();

  constructor(fetchFrom: typeof fetch) {
    this.#fetch = fetchFrom;
  }

  /**
   * The key at `url`; undefined when the address is not SNS's, or the certificate is not valid at `now`. Rejects when
   * it can't be fetched.
   */
  async publicKey(url: string, now: number): Promise<KeyObject | undefined> {
    if (!isSnsUrl(url) || !new URL(url).pathname.endsWith('.pem')) return undefined;
    const certificate = await this.#certificate(url);
    if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)) return undefined;
    return certificate.publicKey;
  }

  #certificate(url: string): Promise<X509Certificate> {
    const kept = this.#kept.get(url);
    if (kept !== undefined) return kept;
    const fetched = this.#get(url);
    // What could not be fetched is fetched again.
    fetched.catch(() => this.#kept.delete(url));
    this.#kept.set(url, fetched);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return fetched;
  }

  async #get(url: string): Promise<X509Certificate> {
    const response = await this.#fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`The certificate of SNS can't be fetched: status ${response.status}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (bytes.length > MAX_BYTES) throw new Error('The certificate of SNS is too large to be one');
    return new X509Certificate(bytes);
  }
}
