import fc from 'fast-check';

import { checkDefinition } from '../../../src/catalog/check-asset.ts';
import type { AssetDefinition } from '../../../src/model/asset.ts';
import { arbitraryDefinition } from './arbitrary-definition.ts';

/** The definitions among `count` random ones that users may send, with ids. */
export function validDefinitions(count: number): AssetDefinition[] {
  const valid: AssetDefinition[] = [];
  for (const [index, fields] of fc.sample(arbitraryDefinition, count).entries()) {
    try {
      // Which of several locales the engine shows is certain only when there is an English text.
      const label = { en: 'English', ...fields.label };
      const tags = { en: ['english'], ...fields.tags };
      valid.push(checkDefinition({ id: `asset-${index}`, ...fields, label, tags }, []));
    } catch {
      // Not this one.
    }
  }
  return valid;
}
