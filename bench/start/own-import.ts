import { readFileSync } from 'node:fs';
import CreativeEngine from '@cesdk/node';

// The engine alone in a process of its own: started, and given a whole source as one JSON text.

const content = readFileSync(process.argv[2] ?? '', 'utf8');
const engine = await CreativeEngine.init({ logger: () => undefined });
const began = performance.now();
await engine.asset.addLocalAssetSourceFromJSONString(content);
process.send?.(performance.now() - began);
engine.dispose();
process.disconnect();
