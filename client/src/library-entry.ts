import type { AssetGateway } from './connect.ts';

/**
 * The part of CE.SDK's editor that is used here, by its shape. What its methods take is not spelled out: it differs between
 * versions in ways that don't matter here, and would only keep one of them from fitting.
 */
export interface Editor {
  readonly ui: {
    addAssetLibraryEntry(entry: never): void;
    updateAssetLibraryEntry(id: string, entry: never): void;
    removeAssetLibraryEntry(id: string): void;
    getAssetLibraryEntry(id: string): { readonly sourceIds: unknown } | undefined;
    insertOrderComponent?(options: never, component: never): unknown;
    removeOrderComponent?(options: never): unknown;
  };
  readonly i18n?: { getLocale(): string };
}

/** The same, as it is called here. */
interface EditorUi {
  addAssetLibraryEntry(entry: LibraryEntry): void;
  updateAssetLibraryEntry(id: string, entry: { sourceIds: SourceIds }): void;
  removeAssetLibraryEntry(id: string): void;
  getAssetLibraryEntry(id: string): { readonly sourceIds: SourceIds } | undefined;
  insertOrderComponent?(
    options: { in: string; position: string },
    component: { id: string; key: string; label: string; entries: string[] },
  ): unknown;
  removeOrderComponent?(options: { in: string; match: { id: string; key: string } }): unknown;
}

type SourceIds = readonly string[] | ((context: unknown) => readonly string[]);

/** CE.SDK's AssetLibraryEntry, as far as it is filled in here. */
type LibraryEntry = {
  id: string;
  sourceIds: SourceIds;
  title: (place: { group?: string; sourceId?: string }) => string;
  canAdd: boolean;
  canRemove: boolean;
};

export type LibraryEntryOptions = {
  /** Of the entry. One that exists keeps what it has, and shows the gateway's sources behind its own. Default: `asset-gateway`. */
  readonly id?: string | undefined;
  /** Of a new entry. Default: `Assets`. */
  readonly title?: string | undefined;
  /** Which of the connected sources to show, in this order. Default: all, by id, as they come and go. */
  readonly sourceIds?: readonly string[] | undefined;
  /** Whether a new entry gets a button in the dock. Default: true. */
  readonly dock?: boolean | undefined;
  /** Whether a new entry lets users upload and delete. Default: false. */
  readonly canChange?: boolean | undefined;
  /** Anything else of CE.SDK's AssetLibraryEntry for a new entry: `gridColumns`, `cardLabel` … */
  readonly entry?: Readonly<Record<string, unknown>> | undefined;
};

const DOCK_BUTTON = 'ly.img.assetLibrary.dock';

/**
 * Shows the gateway's sources in the editor's asset library, under their names and with their groups, and follows sources that
 * come and go. Replaces nothing. Call the function that it returns to take back what it did.
 */
export function addGatewayLibraryEntry(
  cesdk: Editor,
  gateway: AssetGateway,
  options: LibraryEntryOptions = {},
): () => void {
  const { id = 'asset-gateway', title = 'Assets' } = options;
  const ui = cesdk.ui as unknown as EditorUi;
  const present = ui.getAssetLibraryEntry(id)?.sourceIds;
  const sourceIds = () => shownSources(gateway, options.sourceIds);

  if (present === undefined) {
    const looks = { gridColumns: 3, previewLength: 3, gridItemHeight: 'square', ...options.entry };
    ui.addAssetLibraryEntry({
      canAdd: options.canChange ?? false,
      canRemove: options.canChange ?? false,
      ...looks,
      id,
      sourceIds: sourceIds(),
      title: ({ group, sourceId }) =>
        group ?? nameOf(cesdk, gateway, sourceId) ?? (sourceIds().length > 1 ? sourceId : undefined) ?? title,
    });
    if (options.dock ?? true) {
      ui.insertOrderComponent?.(
        { in: 'ly.img.dock', position: 'end' },
        { id: DOCK_BUTTON, key: id, label: title, entries: [id] },
      );
    }
  } else {
    ui.updateAssetLibraryEntry(id, { sourceIds: both(present, sourceIds()) });
  }

  const stop = gateway.onSources(() => {
    ui.updateAssetLibraryEntry(id, {
      sourceIds: present === undefined ? sourceIds() : both(present, sourceIds()),
    });
  });
  return () => {
    stop();
    if (present !== undefined) {
      ui.updateAssetLibraryEntry(id, { sourceIds: present });
      return;
    }
    ui.removeOrderComponent?.({ in: 'ly.img.dock', match: { id: DOCK_BUTTON, key: id } });
    ui.removeAssetLibraryEntry(id);
  };
}

function shownSources(gateway: AssetGateway, wanted: readonly string[] | undefined): string[] {
  const connected = gateway.sources.map((source) => source.id);
  return wanted === undefined ? connected : wanted.filter((id) => connected.includes(id));
}

/** An entry's own sources, which may depend on where it is shown, and others behind them. */
function both(own: SourceIds, others: readonly string[]): SourceIds {
  const join = (ids: readonly string[]) => [...new Set([...ids, ...others])];
  return typeof own === 'function' ? (context) => join(own(context)) : join(own);
}

/** A source's name in the editor's locale, else in its language, else in English, else the first. */
function nameOf(cesdk: Editor, gateway: AssetGateway, sourceId: string | undefined): string | undefined {
  const names = gateway.sources.find((source) => source.id === sourceId)?.names;
  if (names === null || names === undefined) return undefined;
  const locale = cesdk.i18n?.getLocale() ?? 'en';
  return names[locale] ?? names[locale.split('-', 1)[0] ?? ''] ?? names['en'] ?? Object.values(names)[0];
}
