/**
 * What a text or a list of texts reads like in a locale: in exactly this one, else in its language (`de` for
 * `de-AT`), else in `en`, else in the first there is. An entry that is there counts, even when it is empty.
 */
export function localized<T>(
  texts: Readonly<Record<string, T>> | undefined,
  locale: string | undefined,
): T | undefined {
  if (texts === undefined) return undefined;
  for (const candidate of localeChain(locale)) if (Object.hasOwn(texts, candidate)) return texts[candidate];
  for (const first in texts) if (Object.hasOwn(texts, first)) return texts[first];
  return undefined;
}

/** The locales that are looked for, in this order, before the first there is. */
export function localeChain(locale: string | undefined): readonly string[] {
  if (locale === undefined || locale === '' || locale === 'en') return ENGLISH;
  const language = locale.split(/[-_]/, 1)[0] ?? '';
  const chain = [locale];
  if (language !== '' && language !== locale) chain.push(language);
  if (language !== 'en') chain.push('en');
  return chain;
}

const ENGLISH: readonly string[] = ['en'];
