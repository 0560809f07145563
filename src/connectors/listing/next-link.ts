/** The target of `rel="next"` in a Link header (RFC 8288), resolved against `base`; undefined when there is none. */
export function nextLink(header: string | null, base: string): string | undefined {
  if (header === null) return undefined;
  for (const [, target, parameters] of header.matchAll(
    /<([^>]*)>((?:\s*;\s*[^\s;,=]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]+))?)*)/g,
  )) {
    if (target === undefined || parameters === undefined) continue;
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    const names = (relation?.[1] ?? relation?.[2] ?? '').toLowerCase().split(/\s+/);
    if (names.includes('next') && URL.canParse(target, base)) return new URL(target, base).href;
  }
  return undefined;
}
