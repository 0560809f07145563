import { EVERYTHING } from '../../src/model/query.ts';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';

/** A gateway in a process of its own that a test can break. Speaks {@link GatewayChildRequest} over IPC. */
export type GatewayChildRequest = { readonly id: number; readonly type: 'KILL_ENGINE' | 'ENGINE_CONTENT' };

export type GatewayChildMessage =
  | { readonly type: 'READY'; readonly url: string }
  | { readonly type: 'ANSWER'; readonly id: number; readonly content?: EngineContent };

/** What the engine itself holds: ids of assets by source, sorted. Undefined while it is not as far as the journal. */
export type EngineContent = Readonly<Record<string, readonly string[]>> | undefined;

const config = readConfig();
const gateway = await startGateway({ config, log: createLog(config.logLevel, false) });

process.on('message', (request: GatewayChildRequest) => {
  void answer(request);
});
process.on('disconnect', () => process.exit(1));
send({ type: 'READY', url: gateway.url });

async function answer({ id, type }: GatewayChildRequest): Promise<void> {
  switch (type) {
    case 'KILL_ENGINE':
      await gateway.engine.kill();
      send({ type: 'ANSWER', id });
      break;
    case 'ENGINE_CONTENT': {
      const content = await engineContent().catch(() => undefined);
      send(content === undefined ? { type: 'ANSWER', id } : { type: 'ANSWER', id, content });
    }
  }
}

async function engineContent(): Promise<EngineContent> {
  const { state, confirmed } = gateway.engine.status;
  if (state !== 'READY' || gateway.catalog.cursorOf(confirmed) !== gateway.catalog.head()) return undefined;
  const content: Record<string, readonly string[]> = {};
  for (const sourceId of await gateway.engine.findAllSources()) {
    const { assets } = await gateway.engine.findAssets(sourceId, { ...EVERYTHING, perPage: 100_000 });
    content[sourceId] = assets.map((asset) => asset.id).toSorted();
  }
  return content;
}

function send(message: GatewayChildMessage): void {
  process.send?.(message);
}
