import { untilAborted } from '../until-aborted.ts';
import { OutsideFailure } from '../outside-failure.ts';

/** Pages of one listing, empty ones included; more is a loop. */
const MAX_PAGES = 20_000;

/**
 * All assets of a listing. Bounded in assets, pages, and by `signal` in time, whatever the listing does: one
 * that never answers is left behind. An id that comes twice, as it does when something is added while pages
 * are turned, keeps its first place and its last definition.
 */
export async function collectPages(
  pages: AsyncIterable<readonly unknown[]>,
  signal: AbortSignal,
  maxAssets: number,
  onProgress: (listed: number) => void,
): Promise<unknown[]> {
  const iterator = pages[Symbol.asyncIterator]();
  const byId = new Map<unknown, unknown>();
  let nameless = 0;
  try {
    for (let turned = 0; turned < MAX_PAGES; turned += 1) {
      const step = await untilAborted(iterator.next(), signal);
      if (step.done === true) return [...byId.values()];
      const page: unknown = step.value;
      if (!Array.isArray(page)) throw new OutsideFailure('BAD_ANSWER', 'a page is not a list');
      if (byId.size + page.length > maxAssets) {
        throw new OutsideFailure('TOO_LARGE', `more than ${maxAssets} assets`);
      }
      for (const asset of page as readonly unknown[]) {
        const id = typeof asset === 'object' && asset !== null && 'id' in asset ? asset.id : undefined;
        // The catalog refuses assets without an id; here they must only not fall together.
        if (typeof id === 'string') byId.set(id, asset);
        else byId.set((nameless += 1), asset);
      }
      onProgress(byId.size);
    }
    throw new OutsideFailure('TOO_LARGE', `more than ${MAX_PAGES} pages`);
  } finally {
    // A listing that hangs must not hold this one up.
    iterator.return?.().catch(() => {});
  }
}
