/** What an editor needs to know of a file besides its address. */
export type Media = {
  readonly mimeType?: string | undefined;
  readonly blockType?: string | undefined;
  readonly fillType?: string | undefined;
};

const MIME_TYPES: Readonly<Record<string, string>> = {
  apng: 'image/apng',
  avif: 'image/avif',
  bmp: 'image/bmp',
  gif: 'image/gif',
  heic: 'image/heic',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  webp: 'image/webp',
  m4v: 'video/mp4',
  mkv: 'video/matroska',
  mov: 'video/quicktime',
  mp4: 'video/mp4',
  webm: 'video/webm',
  aac: 'audio/aac',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
  otf: 'font/otf',
  ttf: 'font/ttf',
  woff: 'font/woff',
  woff2: 'font/woff2',
};

/** The file name extensions that are taken for assets where nothing else is said. */
export const MEDIA_EXTENSIONS: readonly string[] = Object.keys(MIME_TYPES);

export function mimeTypeOf(path: string): string | undefined {
  const extension = /\.([A-Za-z0-9]+)(?:[?#].*)?$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(MIME_TYPES, extension) ? MIME_TYPES[extension] : undefined;
}

/** MIME type, by the file's name where nobody told it, and CE.SDK's block and fill for it. */
export function mediaOf(given: string | undefined, path: string): Media {
  const mimeType = given ?? mimeTypeOf(path);
  if (mimeType === undefined) return {};
  if (mimeType.startsWith('image/')) {
    return { mimeType, blockType: '//ly.img.ubq/graphic', fillType: '//ly.img.ubq/fill/image' };
  }
  if (mimeType.startsWith('video/')) {
    return { mimeType, blockType: '//ly.img.ubq/graphic', fillType: '//ly.img.ubq/fill/video' };
  }
  if (mimeType.startsWith('audio/')) return { mimeType, blockType: '//ly.img.ubq/audio' };
  return { mimeType };
}

/** A name to show for a file: its last segment without the extension, `my_photo-01.jpg` → `my photo 01`. */
export function labelOf(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const dot = file.lastIndexOf('.');
  return (dot > 0 ? file.slice(0, dot) : file).replaceAll(/[_-]+/g, ' ').trim() || file;
}
