import dns from 'node:dns';
import { writeSync } from 'node:fs';
import net from 'node:net';

/*
 * Preloaded into a process and its threads: writes a line for every connection and every look-up of a name,
 * before it is made.
 */

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (this: net.Socket, ...parts: unknown[]) {
  writeSync(2, 'NETWORK: connect\n');
  return Reflect.apply(connect, this, parts) as net.Socket;
} as typeof connect;

const { lookup } = dns;
dns.lookup = ((...parts: unknown[]): unknown => {
  writeSync(2, 'NETWORK: lookup\n');
  return Reflect.apply(lookup, dns, parts);
}) as typeof lookup;
