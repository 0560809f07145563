/** Times of one thing, in milliseconds. */
export class Times {
  readonly #times: number[] = [];

  time<T>(act: () => T): T {
    const start = performance.now();
    const result = act();
    this.#times.push(performance.now() - start);
    return result;
  }

  async timeAsync<T>(act: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const result = await act();
    this.#times.push(performance.now() - start);
    return result;
  }

  get count(): number {
    return this.#times.length;
  }

  get p50(): number {
    return this.#at(0.5);
  }

  get p99(): number {
    return this.#at(0.99);
  }

  get max(): number {
    return this.#at(1);
  }

  #at(share: number): number {
    const sorted = this.#times.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  }
}

export function ms(time: number): string {
  if (Number.isNaN(time)) return '';
  return time < 10 ? time.toFixed(3) : time.toFixed(1);
}

export function times(ratio: number): string {
  if (Number.isNaN(ratio)) return '';
  return `${ratio < 10 ? ratio.toFixed(1) : ratio.toFixed(0)} ×`;
}

/** Prints rows under a head, numbers to the right. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(cells.join('  ').trimEnd());
  }
}
