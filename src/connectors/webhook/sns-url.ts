const SNS_HOST = /^sns\.[a-z0-9-]{3,30}\.amazonaws\.com(\.cn)?$/;

/** Whether a URL leads to SNS itself: https, one of its hosts, the usual port, no user. */
export function isSnsUrl(text: string): boolean {
  if (text.length > 2_048 || !URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'https:' && url.port === '' && url.username === '' && SNS_HOST.test(url.hostname);
}
