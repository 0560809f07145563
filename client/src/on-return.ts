/** Calls back when the machine has a network again and when its user looks at the page again, where there is such a thing. */
export function onReturn(calls: { online: () => void; visible: () => void }): () => void {
  if (typeof addEventListener !== 'function' || typeof document === 'undefined') return () => undefined;
  const onVisibility = () => {
    if (document.visibilityState === 'visible') calls.visible();
  };
  addEventListener('online', calls.online);
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    removeEventListener('online', calls.online);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}
