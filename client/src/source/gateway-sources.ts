import { backoffDelay, type Backoff } from '../backoff.ts';
import { pause } from '../clock.ts';
import { errorOf } from '../gateway-request-error.ts';
import { request } from '../gateway-request.ts';
import { SourcesDocument, type SourceFieldsFragment } from '../operations.generated.ts';
import type { StreamItem } from '../stream/stream.ts';
import type { ConnectedSource } from './connected-source.ts';
import { GatewaySource, type GatewaySourceOptions } from './gateway-source.ts';

export type GatewaySourcesOptions = GatewaySourceOptions & {
  /** Which sources to show; undefined: all. */
  readonly sourceIds: readonly string[] | undefined;
  readonly backoff: Backoff;
  /** Called whenever sources came, went, or are described differently. */
  readonly onSources: () => void;
};

/** VERSIONS: what changed is told by versions. ALL: versions can't be trusted, everything may be different. */
type Reread = 'VERSIONS' | 'ALL';

/**
 * The gateway's sources in one engine, kept as the stream's items tell. After a gap they are read anew: only after the stream
 * that tells what happens next has opened, so that nothing falls between, and what the stream tells meanwhile prevails.
 */
export class GatewaySources {
  readonly #options: GatewaySourcesOptions;
  readonly #sources = new Map<string, GatewaySource>();
  readonly #leaving = new Set<Promise<void>>();
  readonly #disposed = new AbortController();
  readonly #firstRead: () => void;
  /** Resolves when the sources that the gateway has are in the engine. Never rejects; never settles if it can't be reached. */
  readonly ready: Promise<void>;
  #owed: Reread | undefined;
  #reading = false;
  /** Sources that the stream spoke of while they are being read. */
  #toldMeanwhile = new Set<string>();

  constructor(options: GatewaySourcesOptions) {
    this.#options = options;
    let settle: () => void = () => undefined;
    this.ready = new Promise((resolve) => {
      settle = resolve;
    });
    this.#firstRead = settle;
  }

  /** Those that are in the engine, by id. */
  get list(): readonly ConnectedSource[] {
    const list = Array.from(this.#sources.values(), ({ id, fields, version }) => ({
      id,
      names: fields.names,
      version,
    }));
    return list.sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  take(item: StreamItem): void {
    switch (item.kind) {
      case 'OPENED':
        for (const source of this.#sources.values()) source.reachable();
        if (item.status === 'MISSED') this.reread('ALL');
        break;
      case 'RESET':
        this.reread('ALL');
        break;
      case 'MOVED_ON':
        this.reread('VERSIONS');
        break;
      case 'CHANGED':
        if (this.#reading) this.#toldMeanwhile.add(item.sourceId);
        if (item.source !== null && this.#wanted(item.sourceId)) this.#put(item.source, item.version);
        break;
      case 'REMOVED':
        if (this.#reading) this.#toldMeanwhile.add(item.sourceId);
        this.#remove(item.sourceId);
        break;
    }
  }

  /** Reads the gateway's sources until it succeeds. */
  reread(what: Reread): void {
    if (this.#owed !== 'ALL') this.#owed = what;
    if (!this.#reading) void this.#read();
  }

  /** Resolves when every source is out of the engine, which takes half a second: asset panels have to let go of them. */
  async dispose(): Promise<void> {
    if (!this.#disposed.signal.aborted) {
      this.#disposed.abort();
      const sources = [...this.#sources.values()];
      this.#sources.clear();
      this.#options.onSources();
      for (const source of sources) this.#goodbye(source);
    }
    await Promise.all(this.#leaving);
  }

  async #read(): Promise<void> {
    const { endpoint, backoff } = this.#options;
    const { signal } = this.#disposed;
    this.#reading = true;
    for (let failures = 0; this.#owed !== undefined && !signal.aborted;) {
      const what: Reread = this.#owed;
      this.#owed = undefined;
      this.#toldMeanwhile.clear();
      try {
        const { assetSources } = await request(endpoint, SourcesDocument, {}, signal);
        if (signal.aborted) break;
        this.#apply(assetSources, what);
        failures = 0;
        this.#firstRead();
      } catch (error) {
        if (signal.aborted) break;
        this.#owed = this.#owed === 'ALL' ? 'ALL' : what;
        failures += 1;
        if (failures === 1) this.#options.onError(errorOf(error), 'readSources');
        await pause(endpoint.clock, backoffDelay(backoff, failures, endpoint.clock.random()), signal);
      }
    }
    this.#reading = false;
  }

  #apply(listed: readonly SourceFieldsFragment[], what: Reread): void {
    const ids = new Set(listed.map((source) => source.id));
    for (const id of this.#sources.keys()) {
      if (!ids.has(id) && !this.#toldMeanwhile.has(id)) this.#remove(id);
    }
    for (const source of listed) {
      if (!this.#wanted(source.id)) continue;
      const told = this.#toldMeanwhile.has(source.id);
      if (!told && (what === 'ALL' || source.version !== this.#sources.get(source.id)?.version)) {
        this.#put(source, source.version);
      }
    }
  }

  #put(fields: SourceFieldsFragment, version: number): void {
    const source = this.#sources.get(fields.id);
    if (source !== undefined) {
      source.changed(fields, version);
    } else {
      try {
        this.#sources.set(fields.id, new GatewaySource(fields, version, this.#options));
      } catch (error) {
        this.#options.onError(errorOf(error), 'addSource', fields.id);
        return;
      }
      // A panel that showed an earlier source with this id notices a new one only so.
      this.#sources.get(fields.id)?.refresh();
    }
    this.#options.onSources();
  }

  #remove(id: string): void {
    const source = this.#sources.get(id);
    if (source === undefined) return;
    this.#sources.delete(id);
    // Before the engine loses it: what shows the source must be able to let go.
    this.#options.onSources();
    this.#goodbye(source);
  }

  #goodbye(source: GatewaySource): void {
    const left = source.leave(this.#disposed.signal).finally(() => this.#leaving.delete(left));
    this.#leaving.add(left);
  }

  /** Tells the engine that everything may have changed. */
  refresh(): void {
    for (const source of this.#sources.values()) source.refresh();
  }

  #wanted(id: string): boolean {
    return this.#options.sourceIds?.includes(id) ?? true;
  }
}
