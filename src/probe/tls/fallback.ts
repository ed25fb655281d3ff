import { CipherSuite } from '../../codec/iana/cipher-suite.ts';
import { AlertDescription } from '../../codec/iana/tls.ts';
import { tlsFallback, type TlsFallback } from '../../evidence/kinds/tls/handshake.ts';
import {
  TLS_VERSIONS,
  tlsVersions,
  type TlsVersion,
  type TlsVersions,
} from '../../evidence/kinds/tls/versions.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { settled } from './again.ts';
import { suiteLists } from './enumerate/lists.ts';
import { offerHandshake, type Verdict } from './exchange.ts';
import { VERSION_CODES, type HelloVersion } from './hello.ts';
import { placeOf, speaksTls, withVersions, type Place } from './place.ts';

/**
 * A hello of the second-best version that says it is a fallback (TLS_FALLBACK_SCSV). The alert
 * inappropriate_fallback: refused. Another refusal of what is agreed to otherwise: refused, though
 * not as the RFC has it. A ServerHello: accepted. What it cannot tell: other pairs of versions.
 */
export const tlsFallbackProbe: Probe<TlsFallback> = {
  kind: tlsFallback,
  intensity: 'standard',
  needs: [tlsVersions],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async (versions) => {
      const [, second] = helloVersions(versions.offered);
      if (second !== undefined && second !== 'TLS 1.3' && hasOld(versions)) {
        return observed(placeOf(context), second);
      }
      const open = versions.problems.find(({ version }) => version !== 'SSL 2.0');
      return open === undefined
        ? absent('there is no version below TLS 1.2 to fall back to')
        : unavailable(open.problem);
    }),
};

/** Those with a ClientHello of TLS, the newest first. */
const helloVersions = (versions: readonly TlsVersion[]): readonly HelloVersion[] =>
  TLS_VERSIONS.toReversed().filter(
    (version): version is HelloVersion => version in VERSION_CODES && versions.includes(version),
  );

const hasOld = ({ offered }: TlsVersions): boolean =>
  helloVersions(offered).some((version) => VERSION_CODES[version] < VERSION_CODES['TLS 1.2']);

async function observed(place: Place, version: HelloVersion): Promise<Observation<TlsFallback>> {
  const [suites = []] = suiteLists(version);
  const most = suites.slice(0, -1);
  const offer = (purpose: string, cipherSuites: readonly number[]): Promise<Verdict> =>
    offerHandshake(place, purpose.trim(), { version, cipherSuites });
  const verdict = await settled(
    (words) => offer(`${version} fallback ${words}`, [...most, CipherSuite.TLS_FALLBACK_SCSV]),
    () => offer(`${version} beside fallback`, most),
  );
  switch (verdict.is) {
    case 'agreed':
      return present<TlsFallback>({ version, answer: 'accepted' });
    case 'refused':
      return present<TlsFallback>({ version, answer: 'refused otherwise' });
    case 'unknown':
      return verdict.alert === AlertDescription.inappropriate_fallback
        ? present<TlsFallback>({ version, answer: 'refused' })
        : unavailable(verdict.problem);
  }
}
