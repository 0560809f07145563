import { randomUUID } from 'node:crypto';
import { Catalog } from '../catalog/catalog.ts';
import { JournalTail } from '../catalog/journal-tail.ts';
import { Projector } from '../catalog/projector.ts';
import { buildIndex } from '../build-index.ts';
import { SILENT_LOG } from '../log.ts';
import type { Store } from '../store/store.ts';

/** A catalog on a store, with all that a gateway has behind it but engine, feed and server. */
export async function openCatalog(store: Store): Promise<Catalog> {
  const { head } = await store.bounds();
  const index = await buildIndex(store);
  const tail = new JournalTail(store, head);
  const projector = new Projector({ store, records: index, tail, onAdvanced: () => undefined });
  await projector.catchUp();
  return new Catalog({
    store,
    records: index,
    tail,
    projector,
    log: SILENT_LOG,
    now: Date.now,
    newId: randomUUID,
  });
}
