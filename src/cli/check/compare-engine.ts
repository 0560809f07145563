import { EVERYTHING } from '../../model/query.ts';
import { once, EventEmitter } from 'node:events';
import { disposing } from '../../disposing.ts';
import { EngineSupervisor } from '../../engine/engine-supervisor.ts';
import type { EngineAssetPage, EngineAssetView } from '../../engine/engine-views.ts';
import type { AssetIndex } from '../../index/asset-index.ts';
import type { Log } from '../../log.ts';
import type { Asset } from '../../model/asset.ts';
import type { Findings } from './findings.ts';

const PER_PAGE = 10_000;

/**
 * Loads everything into a real engine and compares what it shows with the index: the same sources, the same assets, the
 * same texts in meta. The engine keeps no order of its own. Returns the engine's version.
 */
export async function compareEngine(
  findings: Findings,
  index: AssetIndex,
  options: {
    readonly license: string | undefined;
    readonly log: Log;
    readonly onSource: (share: number) => void;
  },
): Promise<string> {
  const ready = new EventEmitter();
  const sources = index.sources().filter(({ kind }) => kind === 'LOCAL');
  const supervisor = new EngineSupervisor({
    changes: {
      entriesAfter: () => [],
      snapshot: () => ({
        position: 0,
        sources: sources.map((source) => ({ source, assets: index.assets(source.definition.id) })),
      }),
      sourceSnapshot: () => undefined,
    },
    license: options.license,
    log: options.log,
    onConfirmed: () => undefined,
    onStatus: ({ state }) => {
      if (state === 'READY') ready.emit('ready');
    },
  });
  return disposing(supervisor, async (engine) => {
    const loaded = once(ready, 'ready');
    engine.start();
    await loaded;

    const wanted = sources.map(({ definition }) => definition.id);
    const held = new Set(await engine.findAllSources());
    for (const id of held)
      if (!wanted.includes(id)) findings.add(`engine: has the source ${id}, which is not there`);
    for (const [place, id] of wanted.entries()) {
      if (held.has(id)) await compareSource(findings, engine, id, index.assets(id));
      else findings.add(`engine: lacks the source ${id}`);
      options.onSource((place + 1) / wanted.length);
    }
    return engine.status.version;
  });
}

async function compareSource(
  findings: Findings,
  engine: EngineSupervisor,
  id: string,
  assets: readonly Asset[],
): Promise<void> {
  const missing = new Map(assets.map((asset) => [asset.definition.id, asset]));
  for (let page: number | undefined = 0; page !== undefined;) {
    const shown: EngineAssetPage = await engine.findAssets(id, { ...EVERYTHING, perPage: PER_PAGE, page });
    for (const view of shown.assets) {
      const asset = missing.get(view.id);
      missing.delete(view.id);
      if (asset === undefined)
        findings.add(`engine: source ${id} has the asset ${view.id}, the index does not`);
      else compareMeta(findings, id, view, asset);
    }
    page = shown.nextPage;
  }
  for (const assetId of missing.keys()) findings.add(`engine: source ${id} lacks the asset ${assetId}`);
}

/** Texts alone: the engine turns all other values into some. */
function compareMeta(
  findings: Findings,
  sourceId: string,
  view: EngineAssetView,
  { definition }: Asset,
): void {
  for (const [key, value] of Object.entries(definition.meta ?? {})) {
    if (typeof value !== 'string' || key === '__proto__' || view.meta?.[key] === value) continue;
    findings.add(`engine: asset ${view.id} of source ${sourceId} has another text in meta.${key}`);
  }
}
