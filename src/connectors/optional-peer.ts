/** Packages that are only needed by those who use them, and what for. */
export const PEERS = {
  cloudinary: 'a cloudinary mirror',
  '@aws-sdk/client-s3': 'an s3 mirror',
  '@aws-sdk/s3-request-presigner': 'presigned URLs of an s3 mirror',
  pg: 'a PostgreSQL trigger',
  redis: 'a Redis trigger',
} as const;

export type PeerName = keyof typeof PEERS;

/** What to do about a package that is not installed. */
export function peerSentence(peer: PeerName): string {
  return `The package ${peer} is needed for ${PEERS[peer]} and is not installed. Run: npm install ${peer}`;
}

/** A package is not installed. The message says what to do. */
export class MissingPeerError extends Error {
  override readonly name = 'MissingPeerError';
}

/** Runs `load`, the import of `peer`; throws {@link MissingPeerError} when that is what fails. */
export async function optionalPeer<T>(peer: PeerName, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const missing =
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
      error.message.includes(peer);
    if (missing) throw new MissingPeerError(peerSentence(peer), { cause: error });
    throw error;
  }
}
