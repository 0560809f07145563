import { deadline, pause, type Clock } from '../clock.ts';
import type { AssetEngine, EngineAssetSource } from '../engine.ts';

/** The longest wait between looks whether a source is still shown, in milliseconds. */
const LONGEST_LOOK = 30_000;

/** Sources on their way out, by engine and id: call what is there, and they are out. */
const leaving = new WeakMap<AssetEngine['asset'], Map<string, () => void>>();

/**
 * A source's being in an engine. The editor does not survive the loss of a source that one of its panels shows: it asks the
 * engine for the licence of a source that is gone, and shows nothing but an error from then on. So a source leaves slowly.
 */
export class Presence {
  readonly #engine: AssetEngine;
  readonly #clock: Clock;
  readonly #id: string;
  readonly #lettingGo: number;
  #asked = false;

  /**
   * `lettingGo`: how long an asset panel gets to let go of the source, in milliseconds. Throws the engine's error when the
   * engine has another source with this id.
   */
  constructor(engine: AssetEngine, clock: Clock, lettingGo: number, source: EngineAssetSource) {
    this.#engine = engine;
    this.#clock = clock;
    this.#lettingGo = lettingGo;
    this.#id = source.id;
    this.#leavingHere().get(source.id)?.();
    engine.asset.addSource(source);
  }

  /** Puts another description of the source in the place of the present one. */
  replace(source: EngineAssetSource): void {
    quietly(() => this.#engine.asset.removeSource(this.#id));
    quietly(() => this.#engine.asset.addSource(source));
  }

  /** Tells panels to ask anew. */
  contentsChanged(): void {
    // The app may have taken the source out of its engine, or ended the engine.
    quietly(() => this.#engine.asset.assetSourceContentsChanged(this.#id));
  }

  /** Somebody asked the source: a panel shows it. */
  asked(): void {
    this.#asked = true;
  }

  /**
   * Takes the source out when panels have had time to let go of it, and none asks it any more when it is told to. Once `hurry`
   * has aborted the first is enough. A source that enters with the same id comes in its place at once. Resolves when it is out.
   */
  async leave(hurry: AbortSignal): Promise<void> {
    const out = new AbortController();
    const others = this.#leavingHere();
    const goNow = () => {
      if (out.signal.aborted) return;
      out.abort();
      if (others.get(this.#id) === goNow) others.delete(this.#id);
      quietly(() => this.#engine.asset.removeSource(this.#id));
    };
    others.set(this.#id, goNow);

    await this.#lettingGoTime(out.signal);
    for (
      let wait = this.#lettingGo;
      !hurry.aborted && !out.signal.aborted;
      wait = Math.min(2 * wait, LONGEST_LOOK)
    ) {
      this.#asked = false;
      this.contentsChanged();
      await this.#lettingGoTime(out.signal);
      if (!this.#asked) break;
      await pause(this.#clock, wait, AbortSignal.any([hurry, out.signal]));
    }
    goNow();
  }

  /** Time in which the page was awake: one that is busy has no time to let go. */
  #lettingGoTime(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const stop = deadline(this.#clock, this.#lettingGo, resolve);
      signal.addEventListener('abort', () => {
        stop();
        resolve();
      });
    });
  }

  #leavingHere(): Map<string, () => void> {
    const { asset } = this.#engine;
    const present = leaving.get(asset) ?? new Map<string, () => void>();
    leaving.set(asset, present);
    return present;
  }
}

function quietly(call: () => void): void {
  try {
    call();
  } catch {
    // The engine has no such source any more.
  }
}
