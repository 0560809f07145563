import type { AssetDefinition } from '../../model/asset.ts';

/** An outside system that can be listed. */
export interface Listing {
  /**
   * Its assets, page by page, in the order that they shall have. Each call lists anew and stops soon after
   * `signal` aborts. AssetDefinition-shaped; the catalog checks them. Throws what went wrong.
   */
  pages(signal: AbortSignal): AsyncIterable<readonly unknown[]>;

  /** Reads single assets; undefined where the system can only be listed. */
  readonly single?: SingleAssets | undefined;

  /** Calls `changed` when something changed, until disposed of. */
  watch?(changed: () => void): AsyncDisposable;
}

/** What a delivery says of one asset. The delivery names it; the system itself is asked what it is now. */
export type Touched = {
  /** What the system calls it. */
  readonly key: string;
  /** The asset's id in the source. */
  readonly assetId: string;
  /** Where it came from, when this is where it was renamed to: the id of the asset whose place it takes. */
  readonly renamedFrom?: string | undefined;
  /** Compares with other values for the same key: the greater one happened later. Undefined: no order is told. */
  readonly order?: string | undefined;
};

export interface SingleAssets {
  /** The assets that a delivery's payload names and that belong to this listing. Throws when it is not of the expected shape. */
  touched(payload: unknown): readonly Touched[];

  /** The assets as they are now, by key; those that are gone are left out. */
  read(keys: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, AssetDefinition>>;

  /** The order of ids that listings come in; undefined where they have none, and what is new goes to the end. */
  compareIds?(a: string, b: string): number;

  /** Whether `a` is later than `b`. Default: by text. */
  isLater?(a: string, b: string): boolean;
}
