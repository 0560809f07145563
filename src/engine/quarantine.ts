/** One state of one asset. */
export type AssetState = { readonly sourceId: string; readonly assetId: string; readonly version: number };

/** How often an engine must die on an asset that it was given alone, before the asset is kept from it. */
const STRIKES = 2;

/**
 * Finds the assets that kill engines, so that one of them can not keep every next engine from its work.
 *
 * What an engine had in hand when it died is suspect. The next engine gets suspects one by one, so that its
 * death, if it dies again, names the culprit; culprits are kept out until they are changed. An engine that
 * has loaded clears the rest. Validation should leave this nothing to do.
 */
export class Quarantine {
  /** Suspects, with the number of engines that died on each alone. */
  readonly #strikes = new Map<string, number>();
  /** Culprits, with the version that did it. */
  readonly #kept = new Map<string, number>();

  /** Whether the engine must not get this asset. */
  isKept(asset: AssetState): boolean {
    return this.#kept.get(keyOf(asset)) === asset.version;
  }

  isSuspect(asset: AssetState): boolean {
    return this.#strikes.has(keyOf(asset));
  }

  /** An engine died with these in hand. Returns the asset that is kept from engines from now on, if there is one. */
  accuse(inHand: readonly AssetState[]): AssetState | undefined {
    const [only] = inHand;
    const strikes = only === undefined ? undefined : this.#strikes.get(keyOf(only));
    if (only === undefined || inHand.length > 1 || strikes === undefined) {
      for (const asset of inHand) this.#strikes.set(keyOf(asset), this.#strikes.get(keyOf(asset)) ?? 0);
      return undefined;
    }
    if (strikes + 1 < STRIKES) {
      this.#strikes.set(keyOf(only), strikes + 1);
      return undefined;
    }
    this.#strikes.delete(keyOf(only));
    this.#kept.set(keyOf(only), only.version);
    return only;
  }

  /** An engine has loaded everything and lives. */
  acquit(): void {
    this.#strikes.clear();
  }
}

function keyOf({ sourceId, assetId }: AssetState): string {
  return JSON.stringify([sourceId, assetId]);
}
