// Only ever type-checked: the editor, its engine and the headless one fit what the client asks of them.
import type CreativeEditorSDK from '@cesdk/cesdk-js';
import type CreativeEngine from '@cesdk/engine';
import { addGatewayLibraryEntry, connectAssetGateway, type AssetGateway } from '../../client/src/index.ts';

export function plugIn(cesdk: CreativeEditorSDK): () => void {
  const gateway = connectAssetGateway(cesdk.engine, { url: '/graphql' });
  return addGatewayLibraryEntry(cesdk, gateway, { title: 'Photos', entry: { gridColumns: 2 } });
}

export function plugInHeadless(engine: CreativeEngine): AssetGateway {
  return connectAssetGateway(engine, { url: 'https://assets.example.com/graphql' });
}
