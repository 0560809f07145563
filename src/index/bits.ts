/** A set of slots, one bit each. What lies beyond the end is not in the set. */
export type Bits = Uint32Array;

export function hasBit(bits: Bits, slot: number): boolean {
  return (((bits[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1;
}

/** `slot` lies within `bits`. */
export function setBit(bits: Bits, slot: number): void {
  const place = slot >>> 5;
  bits[place] = (bits[place] ?? 0) | (1 << (slot & 31));
}

export function clearBit(bits: Bits, slot: number): void {
  const place = slot >>> 5;
  if (place < bits.length) bits[place] = (bits[place] ?? 0) & ~(1 << (slot & 31));
}

/** `target` is at least as long as `other`. */
export function orInto(target: Bits, other: Bits): void {
  for (let place = 0; place < other.length; place += 1) {
    target[place] = (target[place] ?? 0) | (other[place] ?? 0);
  }
}

export function andInto(target: Bits, other: Bits): void {
  const common = Math.min(target.length, other.length);
  for (let place = 0; place < common; place += 1) {
    target[place] = (target[place] ?? 0) & (other[place] ?? 0);
  }
  if (common < target.length) target.fill(0, common);
}

export function andNotInto(target: Bits, other: Bits): void {
  const common = Math.min(target.length, other.length);
  for (let place = 0; place < common; place += 1) {
    target[place] = (target[place] ?? 0) & ~(other[place] ?? 0);
  }
}

export function countBits(bits: Bits): number {
  let count = 0;
  for (let place = 0; place < bits.length; place += 1) count += ones(bits[place] ?? 0);
  return count;
}

export function countCommon(a: Bits, b: Bits): number {
  const common = Math.min(a.length, b.length);
  let count = 0;
  for (let place = 0; place < common; place += 1) count += ones((a[place] ?? 0) & (b[place] ?? 0));
  return count;
}

/** Calls `visit` with every slot of the set, ascending; stops when it returns false. */
export function eachBit(bits: Bits, visit: (slot: number) => boolean | void): void {
  for (let place = 0; place < bits.length; place += 1) {
    let word = bits[place] ?? 0;
    while (word !== 0) {
      const lowest = word & -word;
      if (visit((place << 5) | (31 - Math.clz32(lowest))) === false) return;
      word ^= lowest;
    }
  }
}

function ones(word: number): number {
  let rest = word - ((word >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
