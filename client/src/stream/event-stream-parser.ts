/** One event of a `text/event-stream`. */
export type ServerSentEvent = { readonly event: string; readonly data: string };

/** The longest event that is put together, in UTF-16 code units; a longer one means that this is no event stream of ours. */
const LONGEST = 16 * 1024 * 1024;

/** Takes a `text/event-stream` in pieces of any size and calls back with each event. Throws when one grows too long. */
export function eventStreamParser(onEvent: (event: ServerSentEvent) => void): (piece: string) => void {
  let rest = '';
  let event = '';
  let data: string[] = [];

  function line(text: string) {
    if (text === '') {
      if (event !== '' || data.length > 0) onEvent({ event: event || 'message', data: data.join('\n') });
      event = '';
      data = [];
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return;
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? '' : text.slice(colon + (text[colon + 1] === ' ' ? 2 : 1));
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
  }

  return (piece) => {
    rest += piece;
    if (rest.length > LONGEST) throw new RangeError('An event is longer than any of a gateway.');
    // A carriage return at the very end may be half of a line break.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const text of lines) line(text);
  };
}
