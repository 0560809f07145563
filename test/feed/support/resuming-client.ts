import { WebSocket } from 'ws';

const eventsWith = (fields: string): string => `subscription ($after: Cursor) {
  assetSourceEvents(after: $after) {
    k: __typename
    ... on StreamOpened { cursor status }
    ... on StreamReset { cursor }
    ... on AssetSourceEvent { cursor sourceId version previousVersion }
    ${fields}
  }
}`;

type Item = {
  readonly k: string;
  readonly cursor: string;
  readonly status?: string;
  readonly sourceId?: string;
  readonly version?: number;
  readonly previousVersion?: number;
};

/** A client that comes back whenever it is cut off, goes on from its cursor, and checks every step. */
export class ResumingClient {
  readonly #url: string;
  readonly #query: string;
  readonly versions = new Map<string, number>();
  events = 0;
  /** Versions that its events stepped over, one by one or merged. */
  steps = 0;
  resumes = 0;
  resets = 0;
  gaps = 0;
  repeats = 0;
  #cursor: string | undefined;
  #socket: WebSocket | undefined;
  #stopped = false;

  /** `fields` are asked for besides those that are checked. */
  constructor(url: string, fields = '') {
    this.#query = eventsWith(fields);
    this.#url = `${url.replace('http', 'ws')}/graphql`;
    this.#connect();
  }

  /** True once it has been told where its stream begins. */
  get begun(): boolean {
    return this.#cursor !== undefined;
  }

  /** Cuts the connection without a goodbye, as a lost network does. */
  cut(): void {
    this.#socket?.terminate();
  }

  stall(): void {
    this.#socket?.pause();
  }

  goOn(): void {
    this.#socket?.resume();
  }

  stop(): void {
    this.#stopped = true;
    this.cut();
  }

  #connect(): void {
    const socket = new WebSocket(this.#url, 'graphql-transport-ws', { perMessageDeflate: false });
    this.#socket = socket;
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (bytes) => this.#onMessage((bytes as Buffer).toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (!this.#stopped) setTimeout(() => this.#connect(), 100 + Math.random() * 400);
    });
  }

  #onMessage(text: string): void {
    const { type, payload } = JSON.parse(text) as {
      type: string;
      payload?: { data: { assetSourceEvents: Item } };
    };
    if (type === 'connection_ack') {
      const variables = { after: this.#cursor };
      const subscribe = { id: '1', type: 'subscribe', payload: { query: this.#query, variables } };
      this.#socket?.send(JSON.stringify(subscribe));
    } else if (type === 'next' && payload !== undefined) {
      this.#take(payload.data.assetSourceEvents);
    }
  }

  #take(item: Item): void {
    this.#cursor = item.cursor;
    if (item.k === 'StreamOpened') {
      if (item.status === 'RESUMED') this.resumes += 1;
      if (item.status === 'RESET') this.#reset();
    } else if (item.k === 'StreamReset') {
      this.#reset();
    } else {
      const { sourceId = '', version = 0, previousVersion = 0 } = item;
      const known = this.versions.get(sourceId);
      if (known !== undefined && previousVersion > known) this.gaps += 1;
      if (known !== undefined && previousVersion < known) this.repeats += 1;
      this.versions.set(sourceId, version);
      this.events += 1;
      this.steps += version - previousVersion;
    }
  }

  /** Reads again: what it knew is void. */
  #reset(): void {
    this.resets += 1;
    this.versions.clear();
  }
}
