import type { SourceEvent, SourceEventKind } from '../model/event.ts';

/** Which events a subscription delivers, and how it puts up with what it can't deliver. */
export type SubscriptionFilter = {
  readonly kinds: ReadonlySet<SourceEventKind>;
  /** Undefined: every source. */
  readonly sourceIds: ReadonlySet<string> | undefined;
  /**
   * True: begins with StreamOpened, and says StreamReset where events were dropped. False: nothing but
   * events; ends with an error where events would be missing.
   */
  readonly stream: boolean;
};

export function matches(filter: SubscriptionFilter, event: SourceEvent): boolean {
  return filter.kinds.has(event.kind) && (filter.sourceIds?.has(event.sourceId) ?? true);
}

/** Equal for filters that mean the same. */
export function filterKey(filter: SubscriptionFilter): string {
  const sources = filter.sourceIds === undefined ? null : [...filter.sourceIds].sort();
  return JSON.stringify([[...filter.kinds].sort(), sources, filter.stream]);
}
