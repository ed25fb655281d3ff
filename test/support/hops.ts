import type { HeaderList } from '../../src/codec/http/fields.ts';
import {
  webResponses,
  type Hop,
  type WebResponses,
} from '../../src/evidence/kinds/web/response.ts';
import type { Kind } from '../../src/evidence/kind.ts';
import { complete } from '../../src/evidence/listing.ts';
import { present, type Observation } from '../../src/evidence/observation.ts';
import type { Target } from '../../src/evidence/target.ts';
import type { Derivation } from '../../src/derive/derivation.ts';

/** A hop with these field lines. */
export const hop = (url: string, status = 200, headers: HeaderList = []): Hop => ({
  url,
  status,
  headers: headers.map(([name, value]) => [name, value]),
  protocol: 'HTTP/1.1',
  malformed: [],
  ms: 0,
  interim: [],
  body: { bytes: 0, truncated: false, sha256: '' },
  page: null,
  tls: url.startsWith('https:') ? { protocol: 'TLSv1.3', certificateSha256: '' } : null,
});

/** A hop that redirects. */
export const hopTo = (url: string, location: string, status = 301): Hop =>
  hop(url, status, [['Location', location]]);

/** What port 80 gives where it is closed. */
export const CLOSED = complete<Hop>([]);

/** The fact derived from what a site answers. */
export const factOf = <T>(
  derivation: Derivation<T>,
  responses: WebResponses | Observation<WebResponses>,
): Observation<T> =>
  factFrom(derivation, [
    { kind: webResponses, observation: 'status' in responses ? responses : present(responses) },
  ]);

/** The fact derived from observations of https://site.test/, at noon of 2026-11-22. */
export function factFrom<T>(
  derivation: Derivation<T>,
  observed: readonly { readonly kind: Kind; readonly observation: Observation }[],
  target: Partial<Target> = {},
): Observation<T> {
  const fact = derivation.derive({
    target: {
      id: 'https://site.test/',
      kind: 'web',
      uri: 'https://site.test/',
      host: 'site.test',
      port: 443,
      role: 'site',
      addresses: [],
      ...target,
    },
    now: new Date('2026-11-22T12:00:00Z'),
    elsewhere: () => [],
    givenRoots: [],
    bundledRoots: [],
    anchors: [],
    get<K>(kind: Kind<K>): Observation<K> {
      const one = observed.find((each) => each.kind.id === kind.id);
      if (one === undefined) throw new Error(`${kind.id} is not in from`);
      // The observation stands beside its own kind.
      return one.observation as Observation<K>;
    },
  });
  if (fact.status === 'present') derivation.kind.schema.parse(fact.value);
  return fact;
}
