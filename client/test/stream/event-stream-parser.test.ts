import { expect, test } from 'vitest';

import { eventStreamParser, type ServerSentEvent } from '../../src/stream/event-stream-parser.ts';

const STREAM =
  ':\n\nid: a.1\nevent: next\ndata: {"a":1}\n\n: ping\n\nretry: 1000\nevent: next\r\ndata:{"b":\r\ndata: 2}\r\n\r\nevent: complete\rdata\r\r';

const EVENTS = [
  { event: 'next', data: '{"a":1}' },
  { event: 'next', data: '{"b":\n2}' },
  { event: 'complete', data: '' },
];

test.each([1, 2, 3, 7, 1_000])('reads events from pieces of %i characters', (size) => {
  const events: ServerSentEvent[] = [];
  const parse = eventStreamParser((event) => events.push(event));

  for (let at = 0; at < STREAM.length; at += size) parse(STREAM.slice(at, at + size));
  // The last line break might have been half of one.
  parse('\n');

  expect(events).toEqual(EVENTS);
});

test('refuses an event without end', () => {
  const parse = eventStreamParser(() => undefined);

  expect(() => {
    for (let piece = 0; piece < 20; piece += 1) parse('x'.repeat(1024 * 1024));
  }).toThrow(RangeError);
});
