/**
 * The form in which texts are searched: compatibility forms are resolved (NFKD), letter case and diacritics
 * are gone. `Éclair` becomes `eclair`, `STRASSE` and `straße` both `strasse`, `ﾃﾞｻﾞｲﾝ` becomes `デザイン`.
 *
 * Marks that make another letter, not an accented one, stay: the voicing marks of kana, the vowel signs of
 * Indic scripts and Thai, й, ї and ў. Folding a folded text changes nothing.
 */
export function foldText(text: string): string {
  if (isPlain(text)) return text.toLowerCase();
  const once = foldOnce(text);
  const twice = foldOnce(once);
  return twice === once ? once : foldOnce(twice);
}

/** The form in which filters compare: letter case is gone, everything else counts. */
export function foldCase(text: string): string {
  if (isPlain(text)) return text.toLowerCase();
  return text.normalize('NFC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

/**
 * The words of a folded text: runs of letters, digits, `_` and the marks that belong to them, in any script.
 * Outside ASCII a symbol is a word by itself, so that emoji can be found: a flag is one, and an emoji takes
 * its skin tone along. Everything else separates.
 */
export function wordsOf(folded: string): readonly string[] {
  return folded.match(isPlain(folded) ? PLAIN_WORD : WORD) ?? NONE;
}

/** Whether a text is ASCII: then folding only lower-cases it. */
export function isPlain(text: string): boolean {
  return !BEYOND_ASCII.test(text);
}

const NONE: readonly string[] = [];

const BEYOND_ASCII = /[\u0080-\uffff]/;
const PLAIN_WORD = /[a-z0-9_]+/g;
const WORD = /[\p{L}\p{N}\p{M}_]+|\p{Regional_Indicator}{2}|[\p{S}--\p{ASCII}]\p{Emoji_Modifier}?/gv;

/** Diacritics, Hebrew points, Arabic vowel signs and what only joins, stretches or varies; й ї ў keep theirs. */
const DROPPED =
  /(?<![иИуУ])\u0306|(?<![іІ])\u0308|[[\p{M}&&[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Cyrillic}]]--[\u0306\u0308\u3099\u309a]]|[\p{Cf}\u0640]/gv;

/** Letters that Unicode does not take apart and that people type without their stroke. */
const STROKED = /[øłđðħŧıæœþς]/g;
const UNSTROKED: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ς: 'σ',
};

function foldOnce(text: string): string {
  return text
    .normalize('NFKD')
    .replace(DROPPED, '')
    .toUpperCase()
    .toLowerCase()
    .replace(STROKED, (letter) => UNSTROKED[letter] ?? letter)
    .normalize('NFC');
}
