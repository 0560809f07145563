import { request, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';

export type ServerSentEvent = { readonly event: string; readonly id: string; readonly data: string };

/** What a browser's EventSource does, in plain HTTP: a GET that remembers the id of the last event. */
export class RawEventSource {
  readonly events: ServerSentEvent[] = [];
  readonly comments: string[] = [];
  lastEventId = '';
  retryMs: number | undefined;
  response: IncomingMessage | undefined;
  ended = false;
  readonly #url: string;
  #close: () => void = () => undefined;

  constructor(url: string) {
    this.#url = url;
    onTestFinished(() => this.disconnect());
  }

  /** Connects, or reconnects with the last id; resolves with the status. */
  async connect(): Promise<number> {
    this.ended = false;
    const headers: Record<string, string> = { accept: 'text/event-stream', 'cache-control': 'no-cache' };
    if (this.lastEventId !== '') headers['last-event-id'] = this.lastEventId;
    return new Promise((resolve, reject) => {
      const sent = request(this.#url, { headers, agent: false }, (response) => {
        this.response = response;
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => {
          const blocks = (text + chunk).split('\n\n');
          text = blocks.pop() ?? '';
          for (const block of blocks) this.#take(block);
        });
        response.on('close', () => {
          this.ended = true;
        });
        response.on('error', () => undefined);
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject);
      sent.end();
      this.#close = () => sent.destroy();
    });
  }

  disconnect(): void {
    this.#close();
  }

  results(): unknown[] {
    return this.events.filter(({ event }) => event === 'next').map(({ data }) => JSON.parse(data) as unknown);
  }

  #take(block: string): void {
    let event = 'message';
    let data: string | undefined;
    for (const line of block.split('\n')) {
      const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (field === 'event') event = value;
      else if (field === 'data') data = data === undefined ? value : `${data}\n${value}`;
      else if (field === 'id') this.lastEventId = value;
      else if (field === 'retry') this.retryMs = Number(value);
      else if (field === '') this.comments.push(value);
    }
    if (data !== undefined) this.events.push({ event, id: this.lastEventId, data });
  }
}
