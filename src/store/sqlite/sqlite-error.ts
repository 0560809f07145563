/** SQLite's primary result codes that are told apart here. */
const BUSY = 5;
const TOO_BIG = 18;
const CONSTRAINT = 19;
const MISMATCH = 20;

/** A batch that contradicts the records that it is to change. A bug of whoever made it, not a failure of the disk. */
export class BatchFault extends Error {
  override readonly name = 'BatchFault';
}

/** Whether the batch is to blame, so that its neighbours in the transaction can go on. */
export function isBatchFault(error: unknown): boolean {
  if (error instanceof BatchFault) return true;
  const code = primaryCode(error);
  return code === CONSTRAINT || code === TOO_BIG || code === MISMATCH;
}

/** Whether another connection held a lock for too long. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY;
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}
