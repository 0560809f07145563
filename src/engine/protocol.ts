import type { SourceEventKind } from '../model/event.ts';
import type { AssetQuery } from '../model/query.ts';
import type { EngineSource } from './engine-source.ts';

/** What the thread is started with. */
export type EngineThreadOptions = {
  readonly license: string | undefined;
  /** Whether FAULT messages are obeyed. */
  readonly faultInjection: boolean;
  /** The engine aborts on this asset; for tests. */
  readonly lethalAssetId: string | undefined;
};

/** One real engine call. Assets travel as JSON: of what arrives, nothing can be anything but plain. */
export type EngineStep =
  | { readonly call: 'ADD_SOURCE'; readonly source: EngineSource }
  | { readonly call: 'REMOVE_SOURCE' }
  | { readonly call: 'CONTENTS_CHANGED' }
  | { readonly call: 'ADD_ASSET'; readonly assetId: string; readonly asset: string }
  | { readonly call: 'REPLACE_ASSET'; readonly assetId: string; readonly asset: string }
  | { readonly call: 'REMOVE_ASSET'; readonly assetId: string };

/** The calls behind one event of one source; the engine is ticked once, after the last of them. */
export type EngineUnit = {
  /** The journal position of the last entry in it. */
  readonly position: number;
  readonly sourceId: string;
  /** The event by which the engine confirms the unit. */
  readonly expects: SourceEventKind;
  readonly steps: readonly EngineStep[];
};

/** An event as the engine sent it. */
export type EngineEvent = { readonly kind: SourceEventKind; readonly sourceId: string };

/** A call that the engine turned down, and survived. */
export type EngineRefusal = {
  readonly sourceId: string;
  readonly assetId: string | undefined;
  readonly code: string;
  readonly message: string;
};

/** What the engine sent while a unit was applied. */
export type EngineConfirmation = { readonly position: number; readonly events: readonly EngineEvent[] };

/**
 * The requests of the thread, each answered once. Work is done and answered in order; reads begin in their turn
 * and are answered when they can be, because an external source's wait for the outside.
 */
export type EngineRequest =
  /** Makes a source without assets, and forgets the one that had this id. */
  | { readonly type: 'RESET_SOURCE'; readonly sourceId: string; readonly source: EngineSource }
  | { readonly type: 'DROP_SOURCE'; readonly sourceId: string }
  /** `content` is CE.SDK's content.json; `singles` are assets that only addAssetToSource takes unchanged. */
  | {
      readonly type: 'LOAD_ASSETS';
      readonly sourceId: string;
      readonly content: string | undefined;
      readonly singles: readonly string[];
    }
  /** Ticks the engine and forgets its events: what they tell is loaded. */
  | { readonly type: 'SETTLE' }
  | { readonly type: 'APPLY'; readonly units: readonly EngineUnit[] }
  | { readonly type: 'FIND_ASSETS'; readonly sourceId: string; readonly query: AssetQuery }
  | {
      readonly type: 'FETCH_ASSET';
      readonly sourceId: string;
      readonly assetId: string;
      readonly locale: string | undefined;
    }
  | { readonly type: 'GET_GROUPS'; readonly sourceId: string }
  | { readonly type: 'DESCRIBE_SOURCE'; readonly sourceId: string }
  | { readonly type: 'FIND_ALL_SOURCES' };

export type EngineAnswer =
  | { readonly type: 'LOADED'; readonly refusals: readonly EngineRefusal[] }
  | {
      readonly type: 'APPLIED';
      readonly confirmations: readonly EngineConfirmation[];
      readonly refusals: readonly EngineRefusal[];
    }
  | { readonly type: 'READ'; readonly value: unknown }
  /** The engine's own error, which does it no harm. */
  | { readonly type: 'REFUSED'; readonly code: string; readonly message: string };

/** What an external source asks, of whoever knows the outside system behind it. */
export type OutsideCall =
  | { readonly type: 'FIND_ASSETS'; readonly sourceId: string; readonly query: AssetQuery }
  | {
      readonly type: 'FETCH_ASSET';
      readonly sourceId: string;
      readonly assetId: string;
      readonly locale: string | undefined;
    }
  | { readonly type: 'GET_GROUPS'; readonly sourceId: string };

export type OutsideAnswer =
  /** What CE.SDK expects of the callback, as JSON: plain, and of the types that the engine takes. */
  | { readonly type: 'ANSWERED'; readonly json: string }
  | { readonly type: 'FAILED'; readonly message: string };

/** HANG spins for ever inside a call; ABORT fails as an aborted engine does; SILENCE swallows the next events. */
export type EngineFault = 'HANG' | 'ABORT' | 'SILENCE';

export type ToEngine =
  | { readonly type: 'REQUEST'; readonly id: number; readonly request: EngineRequest }
  | { readonly type: 'OUTSIDE_ANSWER'; readonly id: number; readonly answer: OutsideAnswer }
  | { readonly type: 'PING' }
  | { readonly type: 'FAULT'; readonly fault: EngineFault };

export type FromEngine =
  | { readonly type: 'STARTED'; readonly version: string }
  | { readonly type: 'ANSWER'; readonly id: number; readonly answer: EngineAnswer }
  | { readonly type: 'OUTSIDE_CALL'; readonly id: number; readonly call: OutsideCall }
  | { readonly type: 'PONG' }
  | { readonly type: 'LOG'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly message: string }
  /** The engine can't be trusted any more; the thread does nothing after this. */
  | { readonly type: 'FATAL'; readonly message: string };
