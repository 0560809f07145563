import type { IncomingHttpHeaders } from 'node:http';

/** The one value of a header; undefined when it is missing, empty or there twice. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Seconds since 1970 in a header, as digits; undefined when they are not. */
export function secondsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
