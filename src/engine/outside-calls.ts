import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import { assetResult, groupsResult, pageResult } from './engine-result.ts';
import type { OutsideAssets } from './outside-assets.ts';
import type { OutsideAnswer, OutsideCall } from './protocol.ts';

/** Calls that wait for the outside at one time; what comes beyond it fails at once. */
const MAX_OPEN = 1_000;

/** Answers what external sources in the engine ask, always and in time, whatever the outside does. */
export class OutsideCalls {
  readonly #outside: OutsideAssets | undefined;
  readonly #log: Log;
  readonly #limitMs: number;
  #open = 0;

  /** `limitMs`: how long one call may take. */
  constructor(outside: OutsideAssets | undefined, log: Log, limitMs: number) {
    this.#outside = outside;
    this.#log = log;
    this.#limitMs = limitMs;
  }

  /** Never rejects. A call that is given up goes on outside, and its answer is dropped. */
  async answer(call: OutsideCall): Promise<OutsideAnswer> {
    const outside = this.#outside;
    if (outside === undefined) return failed('There is no outside system behind it.');
    if (this.#open >= MAX_OPEN) return failed('Too many calls wait for outside systems.');
    this.#open += 1;
    const { promise: late, resolve: giveUp } = Promise.withResolvers<OutsideAnswer>();
    const timer = setTimeout(() => giveUp(failed('It did not answer in time.')), this.#limitMs);
    try {
      return await Promise.race([this.#ask(outside, call), late]);
    } finally {
      clearTimeout(timer);
      this.#open -= 1;
    }
  }

  async #ask(outside: OutsideAssets, call: OutsideCall): Promise<OutsideAnswer> {
    try {
      return { type: 'ANSWERED', json: await ask(outside, call) };
    } catch (error) {
      // The engine makes words of these part of its errors: only words that are meant for clients get there.
      if (error instanceof GatewayError) return failed(error.message);
      const { sourceId, type } = call;
      this.#log.warn(
        { err: error, sourceId, call: type },
        'A call of an external source in the engine failed',
      );
      return failed('It failed.');
    }
  }
}

async function ask(outside: OutsideAssets, call: OutsideCall): Promise<string> {
  const { sourceId } = call;
  switch (call.type) {
    case 'FIND_ASSETS':
      return pageResult(await outside.findAssets(sourceId, call.query), sourceId, call.query);
    case 'FETCH_ASSET': {
      const asset = await outside.fetchAsset(sourceId, call.assetId, call.locale);
      // The engine takes null for "there is none", and doesn't look whether it got what it asked for.
      if (asset === undefined || asset === null || asset.definition.id !== call.assetId) return 'null';
      return assetResult(asset, sourceId, call.locale);
    }
    case 'GET_GROUPS':
      return groupsResult(await outside.groups(sourceId));
  }
}

function failed(message: string): OutsideAnswer {
  return { type: 'FAILED', message };
}
