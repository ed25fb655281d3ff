/**
 * A URI (RFC 3986, appendix A), roughly. A comma and an exclamation mark have to be percent-encoded
 * in records that list URIs (RFC 9989, section 4.8; RFC 8460, section 3).
 */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[\w.~:/?#[\]@$&'()*+;=-]|%[0-9A-Fa-f]{2})*$/;

export const isUri = (text: string): boolean => URI.test(text);

const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;
const MAX_HOST = 253;

const isHost = (text: string): boolean =>
  text.length <= MAX_HOST && text.split('.').every((label) => LABEL.test(label));

/**
 * The host that mail to a `mailto` URI goes to, in lower case; null for other URIs and where it does
 * not name one mailbox (RFC 6068). Example: `mailto:reports@red.example.net`.
 */
export function mailboxHost(uri: string): string | null {
  const path = /^mailto:([^?#]*)/i.exec(uri)?.[1];
  if (path === undefined || !isUri(uri)) return null;
  const address = path.replaceAll(/%[0-9A-Fa-f]{2}/g, (escape) =>
    String.fromCharCode(Number.parseInt(escape.slice(1), 16)),
  );
  const [local = '', host = '', ...more] = address.split('@');
  return more.length === 0 && /^[!-~]+$/.test(local) && isHost(host) ? host.toLowerCase() : null;
}

/** Whether a URI is one of HTTPS with a host. */
export const isHttps = (uri: string): boolean =>
  isUri(uri) && isHost(/^https:\/\/([^/?#:]+)(?::\d{1,5})?(?:[/?#]|$)/i.exec(uri)?.[1] ?? '');
