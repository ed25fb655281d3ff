import type { HeaderList } from '../../codec/http/fields.ts';
import type { HttpResponse } from '../net.ts';
import type { HttpMessage } from '../transport.ts';

/** A field given takes the place of ours of the same name. */
export function withFields(
  ours: HttpMessage['headers'],
  given: HttpMessage['headers'],
): HttpMessage['headers'] {
  const taken = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const kept = Object.entries(ours).filter(([name]) => !taken.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...given };
}

/** The response with what `mask` hides, wherever it came back. */
export function masked<T extends Omit<HttpResponse, 'tls'>>(
  response: T,
  mask: (text: string) => string,
): T {
  const fields = (headers: HeaderList): HeaderList =>
    headers.map(([name, value]) => [name, mask(value)]);
  const text = Buffer.from(response.body).toString('latin1');
  const content = mask(text);
  return {
    ...response,
    headers: fields(response.headers),
    malformed: response.malformed.map(mask),
    interim: response.interim.map(({ status, headers }) => ({ status, headers: fields(headers) })),
    body: content === text ? response.body : new Uint8Array(Buffer.from(content, 'latin1')),
  };
}
