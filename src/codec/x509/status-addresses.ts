import type { Certificate } from './certificate.ts';
import type { GeneralName } from './general-name.ts';

const OCSP = '1.3.6.1.5.5.7.48.1';

/** Where the status of a certificate can be asked for, as URIs. */
interface StatusAddresses {
  readonly ocsp: readonly string[];
  readonly crl: readonly string[];
}

/** What a certificate says of its status (RFC 5280, sections 4.2.2.1 and 4.2.1.13). */
export function statusAddresses({ extensions: { known } }: Certificate): StatusAddresses {
  const uris = (names: readonly GeneralName[]): readonly string[] =>
    names.flatMap((name) => (name.kind === 'uniformResourceIdentifier' ? [name.value] : []));
  const access = known.authorityInfoAccess ?? [];
  const responders = access.filter(({ method }) => method === OCSP);
  return {
    ocsp: uris(responders.map(({ location }) => location)),
    crl: uris(known.crlDistributionPoints ?? []),
  };
}
