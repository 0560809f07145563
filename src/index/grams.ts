/** The UTF-16 code unit at `place` with the one before it, as one number. */
export function pairAt(text: string, place: number): number {
  return (text.charCodeAt(place - 1) << 16) | text.charCodeAt(place);
}

/** The distinct code units of a text, and its distinct pairs of them. A pair that begins with U+0000 is taken for its second half. */
export function gramsOf(text: string): ReadonlySet<number> {
  const grams = new Set<number>();
  if (text !== '') grams.add(text.charCodeAt(0));
  for (let place = 1; place < text.length; place += 1) {
    grams.add(text.charCodeAt(place));
    grams.add(pairAt(text, place));
  }
  return grams;
}

/** The grams that tell most of a text: its pairs, or its only code unit. */
export function tellingGramsOf(text: string): ReadonlySet<number> {
  const grams = new Set<number>();
  if (text.length === 1) grams.add(text.charCodeAt(0));
  for (let place = 1; place < text.length; place += 1) grams.add(pairAt(text, place));
  return grams;
}
