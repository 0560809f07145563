/** A source of the gateway that is in the engine. */
export type ConnectedSource = {
  readonly id: string;
  /** Per locale; null when it has none. */
  readonly names: Readonly<Record<string, string>> | null;
  /** The newest version that was heard of. */
  readonly version: number;
};
