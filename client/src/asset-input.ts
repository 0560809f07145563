/** CE.SDK's AssetDefinition, as the gateway takes it. */
export type AssetInput = {
  readonly id: string;
  readonly label?: Readonly<Record<string, string>> | undefined;
  readonly tags?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  readonly payload?: Readonly<Record<string, unknown>> | undefined;
  readonly credits?: { readonly name: string; readonly url?: string | undefined } | undefined;
  readonly license?: { readonly name: string; readonly url?: string | undefined } | undefined;
  readonly utm?: { readonly source?: string | undefined; readonly medium?: string | undefined } | undefined;
};
