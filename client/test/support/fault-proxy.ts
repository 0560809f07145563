import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What a proxy on the way does to requests, by what they ask for. */
export type Blockade = {
  /** `REFUSED`: 403. `SWALLOWED`: taken, never answered. */
  readonly webSocket?: 'REFUSED' | 'SWALLOWED' | undefined;
  /** `SWALLOWED` is what a buffering proxy does: the answer never comes through. */
  readonly eventStream?: 'REFUSED' | 'SWALLOWED' | undefined;
};

const FORBIDDEN = 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

/** A TCP proxy in front of a gateway, to break what lies between. Whoever listens with it closes it. */
export class FaultProxy {
  #server: Server;
  #target: number;
  #port = 0;
  #blockade: Blockade = {};
  #stalled = false;
  readonly #pairs = new Set<{ readonly client: Socket; readonly gateway: Socket }>();

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  static async listen(target: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.#listen();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Open connections through the proxy. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Sends what comes from now on elsewhere: a gateway that was started again. */
  retarget(port: number): void {
    this.#target = port;
  }

  block(blockade: Blockade): void {
    this.#blockade = blockade;
  }

  /** Drops every connection without a word. */
  cut(): void {
    for (const { client, gateway } of this.#pairs) {
      client.resetAndDestroy();
      gateway.resetAndDestroy();
    }
  }

  /** Nothing gets through any more, in either direction, and nobody is told. */
  stall(): void {
    this.#stalled = true;
    for (const { client, gateway } of this.#pairs) {
      client.pause();
      gateway.pause();
    }
  }

  /** The end of {@link FaultProxy.stall}: what was held back is dropped with its connections. */
  unstall(): void {
    this.#stalled = false;
    this.cut();
  }

  /** Nobody listens any more: connections are refused. */
  async refuse(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** The end of {@link FaultProxy.refuse}, on the same port. */
  async accept(): Promise<void> {
    this.#server = createServer((client) => this.#accept(client));
    await this.#listen();
  }

  async close(): Promise<void> {
    this.cut();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #accept(client: Socket): void {
    const gateway = connect(this.#target, '127.0.0.1');
    const pair = { client, gateway };
    this.#pairs.add(pair);
    let swallowing = false;
    const end = () => {
      client.destroy();
      gateway.destroy();
      this.#pairs.delete(pair);
    };
    for (const socket of [client, gateway]) socket.on('error', end).on('close', end);
    client.on('data', (chunk: Buffer) => {
      switch (this.#fateOf(chunk.toString('latin1'))) {
        case 'REFUSED':
          client.end(FORBIDDEN);
          break;
        case 'SWALLOWED':
          swallowing = true;
          break;
        case undefined:
          gateway.write(chunk);
      }
    });
    gateway.on('data', (chunk: Buffer) => {
      if (!swallowing) client.write(chunk);
    });
    if (this.#stalled) {
      client.pause();
      gateway.pause();
    }
  }

  #fateOf(chunk: string): 'REFUSED' | 'SWALLOWED' | undefined {
    const { webSocket, eventStream } = this.#blockade;
    if (webSocket !== undefined && /^upgrade: websocket/im.test(chunk)) return webSocket;
    if (eventStream !== undefined && /^accept: text\/event-stream/im.test(chunk)) return eventStream;
    return undefined;
  }
}
