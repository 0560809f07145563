/** What a client can be answered with on /graphql. */
export type MediaType = 'application/json' | 'application/graphql-response+json' | 'text/event-stream';

/** In order of preference where the client has none. */
const OFFERED: readonly MediaType[] = [
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
];

/**
 * The media type that an Accept header asks for most: by `q`, then by the order in which it lists them.
 * Undefined when it accepts nothing that is offered. Without a header, or with a wildcard, it is JSON.
 */
export function mediaTypeFor(accept: string | undefined): MediaType | undefined {
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return 'application/json';
  let best: { readonly type: MediaType; readonly quality: number } | undefined;
  for (const range of accept.split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    if (parameters.some((parameter) => /^charset=(?!"?utf-?8"?$)/.test(parameter))) continue;
    const type = OFFERED.find((offered) => matches(name, offered));
    const quality = qualityIn(parameters);
    if (type !== undefined && quality > (best?.quality ?? 0)) best = { type, quality };
  }
  return best?.type;
}

/** Tells whether a browser that wants a page is asking. */
export function wantsHtml(accept: string | undefined): boolean {
  return accept?.includes('text/html') === true;
}

function matches(range: string, type: string): boolean {
  if (range === type || range === '*/*') return true;
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1));
}

function qualityIn(parameters: readonly string[]): number {
  const parameter = parameters.find((candidate) => candidate.startsWith('q='));
  if (parameter === undefined) return 1;
  const quality = Number(parameter.slice('q='.length));
  return Number.isFinite(quality) ? quality : 1;
}
