import {
  tlsCipherSuites,
  tlsKeyExchange,
  tlsServerKeyExchange,
  type TlsCipherSuites,
  type TlsKeyExchange,
  type TlsServerKeyExchange,
} from '../../evidence/kinds/tls/negotiation.ts';
import { tlsVersions, type TlsVersion } from '../../evidence/kinds/tls/versions.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { kindsIn, nameOf, parametersOf, type Gathered } from './enumerate/finite-field.ts';
import { reusedIn } from './enumerate/signed.ts';
import { newestPlain } from './plain-version.ts';
import { placeOf, speaksTls, withVersions } from './place.ts';

/**
 * Hellos with the accepted suites of DHE, with and without certificate, with PSK and of EXPORT apart,
 * in each version: ServerKeyExchange has prime, generator and public value. In the newest version
 * that has any a second hello tells whether the value is used again, and more hellos whether the
 * server goes by groups of RFC 7919. EXPORT suites with RSA bring a key of their own. What it cannot
 * tell: groups that only other suites of the same kind come with.
 */
export const tlsKeyExchangeProbe: Probe<TlsKeyExchange> = {
  kind: tlsKeyExchange,
  intensity: 'standard',
  needs: [tlsVersions, tlsCipherSuites, tlsServerKeyExchange],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async (versions) => {
      if (newestPlain(versions) === null) return absent('SSL 3.0 to TLS 1.2 are refused');
      const suites = await context.get(tlsCipherSuites);
      if (suites.status === 'unavailable') return unavailable(suites.problem);
      if (suites.status === 'absent') return absent(suites.how);
      const kinds = kindsIn(suites.value);
      const gathered: Gathered[] = [];
      for (const [index, one] of kinds.entries()) {
        const newest = kinds.findIndex(({ kind }) => kind === one.kind) === index;
        gathered.push(await parametersOf(placeOf(context), one, newest));
      }
      const curves = await context.get(tlsServerKeyExchange);
      return present(valueOf(suites.value, gathered, curves));
    }),
};

function valueOf(
  suites: TlsCipherSuites,
  gathered: readonly Gathered[],
  curves: Observation<TlsServerKeyExchange>,
): TlsKeyExchange {
  const values = gathered.flatMap((one) => one.values);
  const fields = gathered.flatMap((one) => one.fields);
  const items = fields
    .filter(
      (field, index) =>
        fields.findIndex(
          (other) =>
            nameOf(other) === nameOf(field) &&
            other.negotiated === field.negotiated &&
            other.export === field.export &&
            other.anonymous === field.anonymous,
        ) === index,
    )
    .map((field) => ({
      ...field,
      reused: reusedIn(values.filter(({ parameters }) => parameters === nameOf(field))),
    }));
  const because =
    gathered.find((one) => one.because !== null)?.because ??
    suites.find(({ version, suites: { because: open } }) => open !== undefined && isPlain(version))
      ?.suites.because;
  const rsaBits = gathered.flatMap((one) => one.rsaBits);
  return {
    finiteField: because === undefined ? complete(items) : cutShort(items, because),
    ellipticCurveReused: curves.status === 'present' ? anyReused(curves.value) : null,
    exportRsaBits: rsaBits.length === 0 ? null : Math.min(...rsaBits),
  };
}

const isPlain = (version: TlsVersion): boolean => version !== 'SSL 2.0' && version !== 'TLS 1.3';

function anyReused(exchanges: TlsServerKeyExchange): boolean | null {
  const known = exchanges.flatMap(({ reused }) => reused ?? []);
  return known.length === 0 ? null : known.includes(true);
}
