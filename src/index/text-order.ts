/**
 * A form of a text for which `<` means: before it in UTF-8, byte by byte, as the engine orders. `<` compares
 * UTF-16 code units, and those put characters outside the basic plane before U+E000 to U+FFFF.
 */
export function orderForm(text: string): string {
  if (!HIGH.test(text)) return text;
  return text.replace(HIGH_ALL, (unit) => {
    const code = unit.charCodeAt(0);
    return String.fromCharCode(code < 0xe000 ? code + 0x2000 : code - 0x800);
  });
}

const HIGH = /[\ud800-\uffff]/;
const HIGH_ALL = /[\ud800-\uffff]/g;

/** Orders texts as UTF-8 does, byte by byte. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const left = orderForm(a);
  const right = orderForm(b);
  return left < right ? -1 : left > right ? 1 : 0;
}
