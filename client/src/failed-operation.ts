/** What failed where nobody waits for an answer. */
export type FailedOperation = 'readSources' | 'addSource' | 'addAsset' | 'removeAsset';
