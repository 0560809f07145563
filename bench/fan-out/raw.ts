import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { serveOrders } from './contender.ts';
import { eventOf } from './document.ts';

// The yardstick: a WebSocket server that knows nothing, and sends one string to everybody.

const http = createServer();
const server = new WebSocketServer({ server: http, handleProtocols: () => 'graphql-transport-ws' });
const subscribers = new Set<WebSocket>();
server.on('connection', (socket) => {
  socket.on('message', (bytes) => {
    const { type } = JSON.parse((bytes as Buffer).toString()) as { readonly type: string };
    if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
    else if (type === 'subscribe') subscribers.add(socket);
  });
  socket.on('close', () => subscribers.delete(socket));
});
http.listen(0, '127.0.0.1', () => {
  const id = '00000000-0000-0000-0000-000000000000';
  serveOrders((http.address() as AddressInfo).port, (version) => {
    const payload = { data: { onAssetSourceUpdated: eventOf(version) } };
    const text = JSON.stringify({ id, type: 'next', payload });
    for (const socket of subscribers) socket.send(text);
  });
});
