import { DecodeError } from '../../codec/base/reader.ts';
import { AlertDescription, ExtensionType } from '../../codec/iana/tls.ts';
import { contentOf, extensionOf, type Extension } from '../../codec/tls/extension.ts';
import { ProtocolNameList } from '../../codec/tls/extension-content.ts';
import { tlsAlpn, type TlsAlpn } from '../../evidence/kinds/tls/handshake.ts';
import { tlsVersions } from '../../evidence/kinds/tls/versions.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { absent, present } from '../../evidence/observation.ts';
import type { Probe } from '../probe.ts';
import { settled, type Reply } from './again.ts';
import { suiteLists } from './enumerate/lists.ts';
import { offerHandshake } from './exchange.ts';
import { newestPlain, type PlainVersion } from './plain-version.ts';
import { placeOf, speaksTls, withVersions, type Place } from './place.ts';
import { handshake13 } from './tls13/handshake.ts';

/** Protocols that are asked for (TLS ALPN Protocol IDs), without those that start something. */
const PROTOCOLS: readonly string[] = [
  'h2',
  'http/1.1',
  'http/1.0',
  'spdy/3',
  'ftp',
  'imap',
  'pop3',
  'managesieve',
  'nntp',
  'xmpp-client',
  'xmpp-server',
  'postgresql',
  'mqtt',
  'dot',
  'smtp',
];

/** A protocol that no server has. */
const FOREIGN = 'assay-foreign';

/** What a hello with ALPN was answered with: the protocol, or null for none. */
interface Chosen {
  readonly is: 'agreed';
  readonly protocol: string | null;
}
type Ask = (protocols: readonly string[], words: string) => Promise<Reply<Chosen>>;

/**
 * Hellos with ALPN: what the server chooses is left out of the next one, which always ends with a
 * protocol that no server has, until it chooses none. In the newest version up to TLS 1.2, else in
 * TLS 1.3. What it cannot tell: protocols beside those that are asked for.
 */
export const tlsAlpnProbe: Probe<TlsAlpn> = {
  kind: tlsAlpn,
  intensity: 'standard',
  needs: [tlsVersions],
  perAddress: true,
  appliesTo: speaksTls,
  observe: (context) =>
    withVersions(context, async (versions) => {
      const place = placeOf(context);
      const plain = newestPlain(versions);
      // SSL 3.0 has no extensions.
      if (typeof plain === 'string' && plain !== 'SSL 3.0') {
        return present(await protocolsOf(askingPlain(place, plain)));
      }
      if (versions.offered.includes('TLS 1.3')) {
        return present(await protocolsOf(asking13(place)));
      }
      const problem = versions.problems.find(({ version }) => version !== 'SSL 2.0')?.problem;
      return problem === undefined
        ? absent('no version with extensions is offered')
        : present({ protocols: cutShort([], problem), foreign: null });
    }),
};

async function protocolsOf(ask: Ask): Promise<TlsAlpn> {
  const found: string[] = [];
  for (;;) {
    const left = PROTOCOLS.filter((protocol) => !found.includes(protocol));
    const reply = await settled(
      (words) => ask([...left, FOREIGN], `${found.length + 1} ${words}`),
      () => ask([], 'beside'),
    );
    if (reply.is === 'agreed') {
      const { protocol } = reply;
      if (protocol === null || !left.includes(protocol)) {
        return { protocols: complete(found), foreign: 'ignored' };
      }
      found.push(protocol);
    } else if (reply.is === 'refused' || reply.alert === AlertDescription.no_application_protocol) {
      return { protocols: complete(found), foreign: 'refused' };
    } else return { protocols: cutShort(found, reply.problem), foreign: null };
  }
}

const askingPlain =
  (place: Place, version: PlainVersion): Ask =>
  async (protocols, words) => {
    const [cipherSuites = []] = suiteLists(version);
    const offer = { version, cipherSuites, extensions: alpnOf(protocols) };
    const verdict = await offerHandshake(place, `ALPN ${words}`.trim(), offer);
    if (verdict.is !== 'agreed') return verdict;
    return { is: 'agreed', protocol: protocolIn(verdict.hello.extensions) };
  };

const asking13 =
  (place: Place): Ask =>
  async (protocols, words) => {
    const offer = { extensions: alpnOf(protocols) };
    const outcome = await handshake13(place, `ALPN ${words}`.trim(), offer, (session) =>
      Promise.resolve(protocolIn(session.encryptedExtensions)),
    );
    return outcome.is === 'agreed' ? { is: 'agreed', protocol: outcome.value } : outcome;
  };

const alpnOf = (protocols: readonly string[]): readonly Extension[] =>
  protocols.length === 0
    ? []
    : [
        extensionOf(
          ExtensionType.application_layer_protocol_negotiation,
          ProtocolNameList,
          protocols.map((protocol) => new TextEncoder().encode(protocol)),
        ),
      ];

/** The protocol chosen; none too where the extension cannot be read. */
function protocolIn(extensions: readonly Extension[] | undefined): string | null {
  try {
    const type = ExtensionType.application_layer_protocol_negotiation;
    const [name] = contentOf(extensions, type, ProtocolNameList) ?? [];
    return name === undefined ? null : new TextDecoder().decode(name);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}
