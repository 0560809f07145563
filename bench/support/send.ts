import { type Agent, request } from 'node:http';

/** Sends JSON over a connection of `agent`; resolves with the whole answer as text, whatever its status. */
export function send(agent: Agent, method: string, url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { agent, method, headers: { 'content-type': 'application/json' } },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('end', () => resolve(Buffer.concat(pieces).toString()));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
