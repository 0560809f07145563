import { expect, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

type Message = { readonly type: string; readonly id?: string; readonly payload?: unknown };

export type RawOptions = {
  readonly protocol?: string;
  /** Says connection_init and waits for the answer; default: true. */
  readonly init?: boolean;
  readonly headers?: Record<string, string>;
  readonly params?: unknown;
};

/** A WebSocket client that sends what it is told and shows all that comes back, frame by frame. */
export class RawClient {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  refused: number | undefined;

  static async open(url: string, options: RawOptions = {}): Promise<RawClient> {
    const { protocol = 'graphql-transport-ws', init = true, headers = {}, params } = options;
    const client = new RawClient(
      new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol, { headers }),
    );
    await expect.poll(() => client.settled, { timeout: 10_000 }).toBe(true);
    if (!init || client.closed !== undefined) return client;
    client.send({ type: 'connection_init', ...(params === undefined ? {} : { payload: params }) });
    await expect
      .poll(() => client.closed !== undefined || client.messages.length > 0, { timeout: 10_000 })
      .toBe(true);
    return client;
  }

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (bytes) => {
      this.messages.push(JSON.parse((bytes as Buffer).toString()) as Message);
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    socket.on('unexpected-response', (_request, response) => {
      this.refused = response.statusCode;
      response.destroy();
      this.closed = { code: 0, reason: '' };
    });
    socket.on('error', () => undefined);
    onTestFinished(() => socket.terminate());
  }

  get settled(): boolean {
    return this.closed !== undefined || this.socket.readyState === WebSocket.OPEN;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: object): void {
    this.send({
      id,
      type: 'subscribe',
      payload: { query, ...(variables === undefined ? {} : { variables }) },
    });
  }

  /** Payloads of the `next` messages of an operation so far. */
  results(id: string): unknown[] {
    return this.messages
      .filter((message) => message.type === 'next' && message.id === id)
      .map(({ payload }) => payload);
  }

  /** Waits until there are so many results of an operation. */
  async waitFor(id: string, count: number, timeout = 10_000): Promise<unknown[]> {
    await expect.poll(() => this.results(id).length, { timeout, interval: 5 }).toBeGreaterThanOrEqual(count);
    return this.results(id);
  }

  async closing(timeout = 10_000): Promise<{ readonly code: number; readonly reason: string }> {
    await expect.poll(() => this.closed !== undefined, { timeout, interval: 5 }).toBe(true);
    return this.closed ?? { code: 0, reason: '' };
  }
}
