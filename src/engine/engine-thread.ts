import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

import { errorCode } from './engine-errors.ts';
import { allowedUrls, guardedFetch } from './guarded-fetch.ts';
import type { EngineSources } from './engine-sources.ts';
import { OutsideLine } from './outside-line.ts';
import type {
  EngineAnswer,
  EngineFault,
  EngineRequest,
  EngineThreadOptions,
  FromEngine,
  ToEngine,
} from './protocol.ts';

/*
 * The thread that the engine lives in. It answers pings at once, takes requests one after the other, and
 * says FATAL, once, when the engine can't be trusted any more.
 */

if (parentPort === null) throw new Error('engine-thread.ts runs as a worker thread.');
const port = parentPort;
const options = workerData as EngineThreadOptions;

const post = (message: FromEngine): void => port.postMessage(message);

const log = (level: 'debug' | 'info' | 'warn' | 'error', message: string): void => {
  post({ type: 'LOG', level, message });
};

type Work = { readonly id: number; readonly request: EngineRequest };

/** Bounded by its one client, which has few requests under way at a time. */
const waiting: Work[] = [];
let phase: 'STARTING' | 'IDLE' | 'WORKING' | 'DEAD' = 'STARTING';
let sources: EngineSources | undefined;
const outside = new OutsideLine((id, call) => post({ type: 'OUTSIDE_CALL', id, call }));

function die(error: unknown): void {
  if (phase === 'DEAD') return;
  phase = 'DEAD';
  post({ type: 'FATAL', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

port.on('message', (message: ToEngine) => {
  switch (message.type) {
    case 'PING':
      if (phase !== 'DEAD') post({ type: 'PONG' });
      return;
    case 'REQUEST':
      waiting.push(message);
      if (phase === 'IDLE') void work();
      return;
    case 'OUTSIDE_ANSWER':
      return outside.answered(message.id, message.answer);
    case 'FAULT':
      if (options.faultInjection) fail(message.fault);
      return;
  }
});

async function work(): Promise<void> {
  if (phase !== 'IDLE' || sources === undefined) return;
  phase = 'WORKING';
  for (let next = waiting.shift(); next !== undefined && !dead(); next = waiting.shift()) {
    const done = respond(sources, next);
    // What a read waits for may be outside, and nothing else waits for that.
    if (!READS.has(next.request.type)) await done;
  }
  if (!dead()) phase = 'IDLE';
}

const READS: ReadonlySet<EngineRequest['type']> = new Set([
  'FIND_ASSETS',
  'FETCH_ASSET',
  'GET_GROUPS',
  'DESCRIBE_SOURCE',
  'FIND_ALL_SOURCES',
]);

async function respond(from: EngineSources, { id, request }: Work): Promise<void> {
  try {
    post({ type: 'ANSWER', id, answer: await answer(from, request) });
  } catch (error) {
    die(error);
  }
}

function dead(): boolean {
  return phase === 'DEAD';
}

async function answer(to: EngineSources, request: EngineRequest): Promise<EngineAnswer> {
  if (isLethal(request)) throw new WebAssembly.RuntimeError('Aborted(injected)');
  switch (request.type) {
    case 'RESET_SOURCE':
      to.resetSource(request.sourceId, request.source);
      return { type: 'LOADED', refusals: [] };
    case 'DROP_SOURCE':
      to.dropSource(request.sourceId);
      return { type: 'LOADED', refusals: [] };
    case 'LOAD_ASSETS':
      return { type: 'LOADED', refusals: await to.load(request) };
    case 'SETTLE':
      to.settle();
      return { type: 'LOADED', refusals: [] };
    case 'APPLY':
      return { type: 'APPLIED', ...(await to.apply(request.units)) };
    case 'FIND_ASSETS':
      return read(() => to.findAssets(request.sourceId, request.query));
    case 'FETCH_ASSET':
      return read(() => to.fetchAsset(request.sourceId, request.assetId, request.locale));
    case 'GET_GROUPS':
      return read(() => to.getGroups(request.sourceId));
    case 'DESCRIBE_SOURCE':
      return read(() => to.describeSource(request.sourceId));
    case 'FIND_ALL_SOURCES':
      return read(() => to.findAllSources());
  }
}

async function read(call: () => unknown): Promise<EngineAnswer> {
  try {
    return { type: 'READ', value: await call() };
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return { type: 'REFUSED', code, message: error instanceof Error ? error.message : String(error) };
  }
}

function isLethal(request: EngineRequest): boolean {
  const { lethalAssetId } = options;
  if (lethalAssetId === undefined) return false;
  const id = `"id":${JSON.stringify(lethalAssetId)}`;
  if (request.type === 'LOAD_ASSETS') {
    return [request.content ?? '', ...request.singles].some((text) => text.includes(id));
  }
  if (request.type !== 'APPLY') return false;
  return request.units.some(({ steps }) => steps.some((step) => 'asset' in step && step.asset.includes(id)));
}

function fail(fault: EngineFault): void {
  switch (fault) {
    case 'HANG':
      for (;;);
    case 'ABORT':
      return die(new WebAssembly.RuntimeError('Aborted(injected)'));
    case 'SILENCE':
      return sources?.silence();
  }
}

/** The engine tries again every few seconds: one line for each address is enough. */
const denied = new Set<string>();

function logDenied(url: string): void {
  if (denied.has(url) || denied.size >= 100) return;
  denied.add(url);
  log('debug', `Call denied: ${url}`);
}

/** The engine prints a banner and more; here it goes to the log. */
function redirectConsole(): void {
  const say =
    (level: 'debug' | 'warn') =>
    (...parts: unknown[]): void =>
      log(level, format(...parts));
  const debug = say('debug');
  Object.assign(console, { debug, log: debug, info: debug, error: debug, warn: say('warn') });
}

async function start(): Promise<void> {
  redirectConsole();
  // The engine keeps the fetch that it finds when it is imported.
  globalThis.fetch = guardedFetch(allowedUrls(options.license), logDenied);
  const { default: CreativeEngine } = await import('@cesdk/node');
  const engine = await CreativeEngine.init({
    ...(options.license === undefined ? {} : { license: options.license }),
    logger: (message, level) => log(level === 'Error' ? 'warn' : 'debug', message),
  });
  const { EngineSources } = await import('./engine-sources.ts');
  sources = new EngineSources(engine, outside);
  phase = 'IDLE';
  post({ type: 'STARTED', version: engine.version });
  await work();
}

process.on('uncaughtException', die);
process.on('unhandledRejection', die);
await start().catch(die);
