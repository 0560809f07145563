import type { Json, JsonObject } from '../model/json.ts';

const GRAPHIC = '//ly.img.ubq/graphic';

const BY_KIND: Readonly<Record<string, JsonObject>> = {
  image: { blockType: GRAPHIC, fillType: '//ly.img.ubq/fill/image', kind: 'image' },
  video: { blockType: GRAPHIC, fillType: '//ly.img.ubq/fill/video', kind: 'video' },
  audio: { blockType: '//ly.img.ubq/audio' },
};

/**
 * Meta with what the engine needs to make a block of a file, where the author left it to the MIME type: without
 * it an image lands on the page as an empty shape.
 */
export function withBlockTypes(meta: JsonObject): JsonObject {
  const { mimeType, uri, blockType } = meta;
  if (blockType !== undefined) return meta;
  const type = typeof mimeType === 'string' ? mimeType : typeInDataUri(uri);
  const kind = type?.split('/', 1)[0]?.trim().toLowerCase() ?? '';
  const types = Object.hasOwn(BY_KIND, kind) ? BY_KIND[kind] : undefined;
  return types === undefined ? meta : { ...types, ...meta };
}

function typeInDataUri(uri: Json | undefined): string | undefined {
  return typeof uri === 'string' ? /^data:([^;,]+)/i.exec(uri)?.[1] : undefined;
}
