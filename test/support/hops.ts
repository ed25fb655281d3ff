import type { HeaderList } from '../../src/codec/http/fields.ts';
import { webResponses, type Hop, type WebResponses } from '../../src/evidence/kinds/web.ts';
import type { Kind } from '../../src/evidence/kind.ts';
import { complete } from '../../src/evidence/listing.ts';
import { present, type Observation } from '../../src/evidence/observation.ts';
import type { Derivation } from '../../src/derive/derivation.ts';

/** A hop with these field lines. */
export const hop = (url: string, status = 200, headers: HeaderList = []): Hop => ({
  url,
  status,
  headers: headers.map(([name, value]) => [name, value]),
  protocol: 'HTTP/1.1',
  body: { bytes: 0, truncated: false, sha256: '' },
  tls: url.startsWith('https:') ? { protocol: 'TLSv1.3', certificateSha256: '' } : null,
});

/** A hop that redirects. */
export const hopTo = (url: string, location: string, status = 301): Hop =>
  hop(url, status, [['Location', location]]);

/** What port 80 gives where it is closed. */
export const CLOSED = complete<Hop>([]);

/** The fact derived from what a site answers. */
export function factOf<T>(
  derivation: Derivation<T>,
  responses: WebResponses | Observation<WebResponses>,
): Observation<T> {
  const observation = 'status' in responses ? responses : present(responses);
  return derivation.derive({
    target: {
      id: 'https://site.test/',
      kind: 'web',
      uri: 'https://site.test/',
      host: 'site.test',
      port: 443,
      role: 'site',
      addresses: [],
    },
    now: new Date('2026-11-22T12:00:00Z'),
    elsewhere: () => [],
    givenRoots: [],
    bundledRoots: [],
    anchors: [],
    get<K>(kind: Kind<K>): Observation<K> {
      if (kind.id !== webResponses.id) throw new Error(`${kind.id} is not in from`);
      // The only kind asked for is web.responses, hence K is WebResponses.
      return observation as Observation<K>;
    },
  });
}
