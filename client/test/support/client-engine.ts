import CreativeEngine from '@cesdk/node';

/** A headless engine that plays the client. Whoever starts it disposes of it. */
export async function startClientEngine(): Promise<CreativeEngine> {
  return CreativeEngine.init({ logger: () => undefined });
}

/** Ids of the sources that are not the engine's own. */
export function gatewaySourceIds(engine: CreativeEngine): string[] {
  return engine.asset.findAllSources().filter((id) => !id.startsWith('ly.img.'));
}
