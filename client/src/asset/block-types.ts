/** What the engine makes of a file: a block, what fills it, and what the editor calls it. */
export type BlockTypes = {
  readonly blockType: string;
  readonly fillType?: string;
  readonly kind?: string;
};

const BY_KIND: Readonly<Record<string, BlockTypes>> = {
  image: { blockType: '//ly.img.ubq/graphic', fillType: '//ly.img.ubq/fill/image', kind: 'image' },
  video: { blockType: '//ly.img.ubq/graphic', fillType: '//ly.img.ubq/fill/video', kind: 'video' },
  audio: { blockType: '//ly.img.ubq/audio' },
};

/** Which block shows a file of this type; undefined when none does. Without a type, that of a `data:` URI is taken. */
export function blockTypesFor(mimeType: string | undefined, uri: string | undefined): BlockTypes | undefined {
  const type = mimeType ?? /^data:([^;,]+)/i.exec(uri ?? '')?.[1];
  const kind = type?.split('/', 1)[0]?.trim().toLowerCase();
  return kind !== undefined && Object.hasOwn(BY_KIND, kind) ? BY_KIND[kind] : undefined;
}
