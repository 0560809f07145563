import { setTimeout as delay } from 'node:timers/promises';
import type { Deed } from './ledger.ts';

const SOURCES = ['s0', 's1', 's2'];
const RETRY_MS = 50;
/** The share of operations whose caller gives up at the first attempt that has no answer. */
const IMPATIENT = 0.2;

type Operation = {
  readonly sourceId: string;
  readonly field: string;
  readonly query: string;
  readonly variables: object;
  /** How many entries it makes when it is made; undefined: the answer tells. */
  readonly entries: number | undefined;
  readonly onDone: () => void;
};

type Body = {
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
};

const CHANGE = /* GraphQL */ `
  mutation ($sourceId: ID!, $changes: [AssetChangeInput!]!, $key: String) {
    changeAssets(sourceId: $sourceId, changes: $changes, idempotencyKey: $key) {
      version
      cursor
      changedCount
    }
  }
`;
const SYNC = /* GraphQL */ `
  mutation ($sourceId: ID!, $assets: [AssetInput!]!, $key: String) {
    syncSource(sourceId: $sourceId, assets: $assets, removalLimit: 1, idempotencyKey: $key) {
      version
      cursor
      added
      updated
      removed
      moved
    }
  }
`;

/** A client that writes, and tries again with the same key until it has an answer; mostly. */
export class Writer {
  readonly deeds: Deed[] = [];
  /** Answers that no outage explains. */
  readonly surprises: string[] = [];
  readonly #name: string;
  readonly #url: () => string;
  /** Its own assets by source. */
  readonly #mine = new Map<string, string[]>(SOURCES.map((id) => [id, []]));
  #count = 0;

  constructor(name: string, url: () => string) {
    this.#name = name;
    this.#url = url;
  }

  get syncedSource(): string {
    return `sync ${this.#name}`;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await this.#perform(this.#next());
  }

  async #perform({ sourceId, field, query, variables, entries, onDone }: Operation): Promise<void> {
    this.#count += 1;
    const key = `${this.#name}/${this.#count}`;
    const note = (state: Deed['state']): void => void this.deeds.push({ key, sourceId, state });
    const impatient = Math.random() < IMPATIENT;
    for (;;) {
      const body = await this.#send(query, { ...variables, key });
      const code = body?.errors?.[0]?.extensions.code;
      const answer = body?.data?.[field];
      if (answer !== undefined && answer !== null) {
        onDone();
        const { version, cursor, ...counts } = answer;
        let made = 0;
        for (const count of Object.values(counts)) made += Number(count);
        note({ kind: 'ACKNOWLEDGED', version: Number(version), cursor: String(cursor), entries: made });
        return;
      }
      if (code === 'INTERNAL_SERVER_ERROR') this.surprises.push(`${key}: ${code}`);
      else if (code !== undefined && code !== 'UNAVAILABLE') {
        note({ kind: 'REFUSED', code });
        return;
      }
      if (impatient) {
        note({ kind: 'UNKNOWN', entries });
        return;
      }
      await delay(RETRY_MS);
    }
  }

  /** Undefined: no answer. */
  async #send(query: string, variables: object): Promise<Body | undefined> {
    try {
      const response = await fetch(`${this.#url()}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Body;
    } catch {
      return undefined;
    }
  }

  #next(): Operation {
    const sourceId = pick(SOURCES) ?? 's0';
    const mine = this.#mine.get(sourceId) ?? [];
    const dice = Math.random();
    const id = pick(mine);
    if (dice < 0.15) return this.#sync();
    if (id === undefined || dice < 0.5) return this.#add(sourceId, mine);
    if (dice < 0.7) {
      const patch = { meta: { turn: this.#count } };
      return this.#change(sourceId, [{ update: { id, patch } }], 1, () => undefined);
    }
    if (dice < 0.85) {
      return this.#change(sourceId, [{ move: { id, before: pick(mine) } }], undefined, () => undefined);
    }
    const forget = (): void => void mine.splice(mine.indexOf(id), 1);
    return this.#change(sourceId, [{ remove: { id } }], 1, forget);
  }

  #add(sourceId: string, mine: string[]): Operation {
    const ids = Array.from({ length: 1 + Math.floor(Math.random() * 5) }, (_, index) => {
      return `${this.#name}-${this.#count}-${index}`;
    });
    const changes = ids.map((id) => ({ add: { id, label: { en: id }, meta: { uri: id } } }));
    return this.#change(sourceId, changes, ids.length, () => mine.push(...ids));
  }

  #change(
    sourceId: string,
    changes: readonly object[],
    entries: number | undefined,
    onDone: () => void,
  ): Operation {
    return {
      sourceId,
      field: 'changeAssets',
      query: CHANGE,
      variables: { sourceId, changes },
      entries,
      onDone,
    };
  }

  #sync(): Operation {
    const sourceId = this.syncedSource;
    const assets = Array.from({ length: 60 }, (_, index) => ({ id: `asset-${index}` }))
      .filter(() => Math.random() < 0.7)
      .toSorted(() => (Math.random() < 0.1 ? -1 : 0))
      .map((asset) => (Math.random() < 0.1 ? { ...asset, meta: { turn: this.#count } } : asset));
    const variables = { sourceId, assets };
    return {
      sourceId,
      field: 'syncSource',
      query: SYNC,
      variables,
      entries: undefined,
      onDone: () => undefined,
    };
  }
}

function pick<T>(items: readonly T[]): T | undefined {
  return items[Math.floor(Math.random() * items.length)];
}
