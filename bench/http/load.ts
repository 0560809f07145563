import { connect } from 'node:net';

// Sends one request over and over on keep-alive connections, each as soon as the one before is answered.

/** What the parent sends. */
export type LoadOrder = {
  readonly port: number;
  readonly body: string;
  readonly seconds: number;
  readonly connections: number;
};

/** What it gets back. */
export type LoadReport = { readonly requests: number; readonly failures: number };

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run({ port, body, seconds, connections }: LoadOrder): Promise<LoadReport> {
  const until = performance.now() + seconds * 1_000;
  const request = Buffer.from(
    `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n` +
      `Accept: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const reports = await Promise.all(Array.from({ length: connections }, () => talk(port, request, until)));
  return reports.reduce((sum, one) => ({
    requests: sum.requests + one.requests,
    failures: sum.failures + one.failures,
  }));
}

function talk(port: number, request: Buffer, until: number): Promise<LoadReport> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(request));
    let requests = 0;
    let failures = 0;
    let received = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const length = responseLength(received);
      if (length === undefined || received.length < length) return;
      requests += 1;
      if (!received.subarray(0, 15).includes(' 200 ') || received.includes('"errors"')) failures += 1;
      received = Buffer.alloc(0);
      if (performance.now() < until) socket.write(request);
      else socket.end(() => resolve({ requests, failures }));
    });
  });
}

/** How long the response that begins here is, once its headers or its last chunk have come. */
function responseLength(received: Buffer): number | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const header = received.toString('latin1', 0, end);
  const announced = /content-length: (\d+)/i.exec(header)?.[1];
  if (announced !== undefined) return end + 4 + Number(announced);
  return received.subarray(-5).equals(Buffer.from('0\r\n\r\n')) ? received.length : undefined;
}
