/** Differences that are told one by one; beyond, they are counted. */
const TOLD = 100;

/** What a check has found. */
export class Findings {
  readonly #told: string[] = [];
  #count = 0;

  add(finding: string): void {
    this.#count += 1;
    if (this.#told.length < TOLD) this.#told.push(finding);
  }

  get count(): number {
    return this.#count;
  }

  /** The first of them, as lines for a person. */
  get lines(): readonly string[] {
    const more = this.#count - this.#told.length;
    return more === 0 ? this.#told : [...this.#told, `… and ${more} more`];
  }
}
