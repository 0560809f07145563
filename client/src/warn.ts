/** Says that something failed which nobody waits for. */
export function warn(error: Error, operation: string, sourceId?: string): void {
  const where = sourceId === undefined ? '' : ` (source ${JSON.stringify(sourceId)})`;
  // oxlint-disable-next-line no-console -- the only voice that a library in a page has
  console.warn(`Asset gateway: ${operation}${where} failed: ${error.message}`);
}
