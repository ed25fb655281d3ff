import { SignatureScheme } from '../../../codec/iana/signature-scheme.ts';
import type { TlsServerKeyExchange } from '../../../evidence/kinds/tls/negotiation.ts';
import { complete, cutShort } from '../../../evidence/listing.ts';
import { settled, type Reply } from '../again.ts';
import { offerHandshake } from '../exchange.ts';
import { allCipherSuites } from '../hello.ts';
import type { Place } from '../place.ts';
import { groupsOf } from './groups.ts';
import { CURVES, FEW, schemePoint, SHORT, suiteLists } from './lists.ts';
import { removed, type Chosen, type Removed } from './removal.ts';
import { curveOf, keyExchangeIn, reusedIn, type PublicValue } from './signed.ts';

/** A version in which ServerKeyExchange names curves. */
export type SignedVersion = 'TLS 1.0' | 'TLS 1.1' | 'TLS 1.2';

type Exchanges = TlsServerKeyExchange[number];

/** Schemes that TLS 1.2 can have; those of TLS 1.3 alone and those for identities are left out. */
const SCHEMES: readonly number[] = Object.entries(SignatureScheme)
  .filter(([name]) => /^(rsa_|ecdsa_|ed|dsa_|gost|sm2)/.test(name) && !name.endsWith('_legacy'))
  .map(([, scheme]) => scheme);

/** Suites that sign what they send, by the kind of key that they sign with. */
const RSA = { key: 'RSA', names: /^TLS_ECDHE_RSA_/ };
const ECDSA = { key: 'ECDSA', names: /^TLS_ECDHE_ECDSA_/ };
const DHE = { key: 'DHE', names: /^TLS_DHE_(RSA|DSS)_/ };
type Kind = typeof RSA;

/** Whether no suite whose name matches is accepted in a version; false where that is not known. */
export type Lacks = (version: SignedVersion, names: RegExp) => Promise<boolean>;

/** Makes offers of one version and gathers the public values that come. */
interface Look {
  readonly version: SignedVersion;
  readonly lacks: (kind: Kind) => Promise<boolean>;
  readonly curves: readonly number[];
  /** None before TLS 1.2. */
  readonly schemes: readonly number[];
  readonly offer: (
    kind: Kind,
    curves: readonly number[],
    schemes: readonly number[],
    words: string,
  ) => Promise<Reply<Chosen>>;
  /** A usual hello of the version. */
  readonly beside: () => Promise<Reply<Chosen>>;
  readonly values: PublicValue[];
}

/** What removal found of one kind of suites. */
interface Found {
  readonly kind: Kind;
  readonly groups: Removed;
  readonly schemes: Removed;
}

/**
 * The curves and signature schemes of a version that is offered. Where no hello is agreed to
 * although the suites are accepted, the server may not bear long lists: then short ones.
 */
export async function signedExchanges(
  place: Place,
  version: SignedVersion,
  lacks: Lacks,
): Promise<Exchanges> {
  const long = lookAt(place, version, lacks, false);
  const found = await everyKind(long);
  const some = found.some(({ groups, schemes }) => isSome(groups) || isSome(schemes));
  if (some || (await lacks(version, /^TLS_(EC)?DHE_(RSA|ECDSA|DSS)_/))) {
    return described(long, found);
  }
  const short = lookAt(place, version, lacks, true);
  return described(short, await everyKind(short));
}

const isSome = ({ picks, unoffered }: Removed): boolean => picks.length > 0 || unoffered !== null;

function lookAt(place: Place, version: SignedVersion, lacks: Lacks, few: boolean): Look {
  const values: PublicValue[] = [];
  const schemes = few ? SHORT.signatureSchemes : SCHEMES;
  return {
    version,
    lacks: (kind) => lacks(version, kind.names),
    curves: few ? SHORT.groups : CURVES,
    schemes: version === 'TLS 1.2' ? schemes : [],
    values,
    offer: async (kind, groups, signatureSchemes, words) => {
      const suites = allCipherSuites(version, (name) => kind.names.test(name));
      const purpose = `${version} ${kind.key} ${few ? 'few ' : ''}${words}`.trim();
      const cipherSuites = suites.slice(0, few ? FEW : suites.length);
      const offer = { version, cipherSuites, groups, signatureSchemes };
      const verdict = await offerHandshake(place, purpose, offer, 'server_hello_done');
      if (verdict.is !== 'agreed') return verdict;
      const exchange = keyExchangeIn(verdict, version);
      const curve = curveOf(exchange);
      const point = exchange?.params.ecdh?.public;
      if (curve !== null && point !== undefined) {
        const value = Buffer.from(point).toString('hex');
        values.push({ parameters: String(curve), value });
      }
      return { is: 'agreed', chosen: [curve, exchange?.signature?.algorithm ?? null] };
    },
    beside: async () => {
      const [cipherSuites = []] = suiteLists(version);
      const verdict = await offerHandshake(place, `${version} beside`, { version, cipherSuites });
      return verdict.is === 'agreed' ? { is: 'agreed', chosen: [] } : verdict;
    },
  };
}

/**
 * RSA first, at once: an elliptic curve certificate ties its own curve to those that are offered.
 * The others where their suites are accepted.
 */
async function everyKind(look: Look): Promise<readonly Found[]> {
  const { curves, schemes } = look;
  const rsa = await ofKind(look, RSA, curves);
  const told = isSome(rsa.groups) || rsa.groups.because !== null;
  const found = [rsa];
  if ((!told || schemes.length > 0) && !(await look.lacks(ECDSA))) {
    found.push(await ofKind(look, ECDSA, told ? [] : curves));
  }
  const ephemeral = found.some(({ groups }) => isSome(groups));
  if (schemes.length > 0 && !ephemeral && !(await look.lacks(DHE))) {
    found.push(await ofKind(look, DHE, []));
  }
  return found;
}

/** Removal of curves and schemes; all curves are offered with each scheme where they are known. */
async function ofKind(look: Look, kind: Kind, curves: readonly number[]): Promise<Found> {
  let agreed = false;
  const [groups, schemes] = await removed(
    [curves.toReversed(), look.schemes],
    async ([some = [], others = []], words) => {
      const reply = await look.offer(kind, some.length === 0 ? look.curves : some, others, words);
      agreed ||= reply.is === 'agreed';
      // A server that closes instead of refusing need not be asked what its suites have told.
      const closed = reply.is === 'unknown' && reply.sign !== null && !agreed;
      return closed && (await look.lacks(kind)) ? { is: 'refused', alert: null } : reply;
    },
    look.beside,
    kind === ECDSA,
  );
  if (groups === undefined || schemes === undefined) throw new Error('two lists were offered');
  return { kind, groups, schemes };
}

async function described(look: Look, found: readonly Found[]): Promise<Exchanges> {
  const { version, curves, schemes } = look;
  const because = found.find(({ groups }) => groups.because !== null)?.groups.because ?? null;
  const { kind, groups } = found.find((one) => isSome(one.groups)) ?? {
    kind: RSA,
    groups: { picks: [], because, unoffered: null },
  };
  const named = await groupsOf(version, groups, async (list, words) => {
    const others = curves.filter((curve) => !list.includes(curve));
    const reply = await settled(
      (again) => look.offer(kind, [...list, ...others], schemes, `${words} ${again}`.trim()),
      null,
    );
    return reply.is === 'agreed' ? (reply.chosen[0] ?? null) : null;
  });
  if (isSome(groups) && reusedIn(look.values) === null) {
    await look.offer(kind, curves, schemes, 'for the public value');
  }
  const reused = reusedIn(look.values);
  if (schemes.length === 0) return { ...named, schemes: null, ignoresOffer: null, reused };
  const signed = found.map((one) => one.schemes);
  const open = signed.find((one) => one.because !== null)?.because ?? null;
  const codes = new Set(
    signed.flatMap(({ picks, unoffered }) => [
      ...picks.map(({ picked }) => picked),
      ...(unoffered === null ? [] : [unoffered]),
    ]),
  );
  const items = [...codes].map(schemePoint);
  const some = signed.filter(isSome);
  return {
    ...named,
    schemes: open === null ? complete(items) : cutShort(items, open),
    ignoresOffer: ignoredBy(some),
    reused,
  };
}

/** Null where nothing is signed or the end of a list was not seen. */
function ignoredBy(signed: readonly Removed[]): boolean | null {
  if (signed.some(({ unoffered }) => unoffered !== null)) return true;
  return signed.length === 0 || signed.some(({ because }) => because !== null) ? null : false;
}
