import type CreativeEngine from '@cesdk/node';

/**
 * Shows a source as the editor's asset panel does, all of its pages: asks when it opens and when the engine says that the source
 * changed, one page after the other, and forgets what the engine says meanwhile. An answer that fails leaves what was shown.
 */
export class Panel {
  readonly #engine: CreativeEngine;
  readonly #sourceId: string;
  readonly #perPage: number;
  readonly #stop: () => void;
  #asking = false;
  #closed = false;
  /** How often it has asked for its first page. */
  refreshes = 0;
  /** `id: label` of every asset shown. */
  shown: readonly string[] = [];

  constructor(engine: CreativeEngine, sourceId: string, perPage = 30) {
    this.#engine = engine;
    this.#sourceId = sourceId;
    this.#perPage = perPage;
    this.#stop = engine.asset.onAssetSourceUpdated((id) => {
      if (id === sourceId) void this.#ask();
    });
    void this.#ask();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stop();
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    this.refreshes += 1;
    try {
      const lines: string[] = [];
      for (let page: number | undefined = 0; page !== undefined;) {
        const query = { page, perPage: this.#perPage };
        const result = await this.#engine.asset.findAssets(this.#sourceId, query);
        lines.push(...result.assets.map((asset) => `${asset.id}: ${asset.label ?? ''}`));
        page = result.nextPage;
      }
      this.shown = lines;
    } catch {
      // As the panel does: what was there stays.
    } finally {
      this.#asking = false;
    }
  }
}
