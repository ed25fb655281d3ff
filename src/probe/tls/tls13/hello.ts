import { decode, encode } from '../../../codec/base/codec.ts';
import { NamedGroup } from '../../../codec/iana/named-group.ts';
import { ExtensionType, HandshakeType } from '../../../codec/iana/tls.ts';
import { ClientHello } from '../../../codec/tls/client-hello.ts';
import { extensionOf, type Extension } from '../../../codec/tls/extension.ts';
import {
  KeyShareClientHello,
  PskKeyExchangeModes,
  type KeyShareEntry,
} from '../../../codec/tls/extension-content.ts';
import { Handshake } from '../../../codec/tls/handshake.ts';
import { KEY_AGREEMENTS, type KeyAgreement } from '../../../crypto/tls13/key-agreement.ts';
import { TLS13_SCHEMES } from '../../../crypto/tls13/certificate-verify.ts';
import { TLS13_SUITES } from '../../../crypto/tls13/suite.ts';
import type { Net } from '../../../net/net.ts';
import type { Offer } from '../hello.ts';

/** What a hello of our own client says beside what it can do. */
export type Offer13 = Pick<Offer, 'serverName' | 'signatureSchemes' | 'extensions'>;

/** A key share with the private key to it. */
export interface OwnShare {
  readonly agreement: KeyAgreement;
  readonly privateKey: Uint8Array;
}

/** Groups that nearly every server takes: a share for each saves a HelloRetryRequest. */
const SHARED_AT_ONCE: readonly number[] = [NamedGroup.x25519, NamedGroup.secp256r1];

const PSK_DHE_KE = 1;

/** A key share whose private key belongs to this purpose. */
export const shareOf = (net: Net, purpose: string, agreement: KeyAgreement): OwnShare => ({
  agreement,
  privateKey: agreement.privateKey(
    net.random(`${purpose} share ${agreement.group}`, agreement.randomLength),
  ),
});

/** The shares of a first hello. */
export const firstShares = (net: Net, purpose: string): readonly OwnShare[] =>
  KEY_AGREEMENTS.filter(({ group }) => SHARED_AT_ONCE.includes(group)).map((agreement) =>
    shareOf(net, purpose, agreement),
  );

const entryOf = ({ agreement, privateKey }: OwnShare): KeyShareEntry => ({
  group: agreement.group,
  keyExchange: agreement.publicKey(privateKey),
});

/** Offers what this client can go on with, and no more. */
export const offerOf = (
  { signatureSchemes = TLS13_SCHEMES, extensions = [], ...offer }: Offer13,
  shares: readonly OwnShare[],
): Offer => ({
  ...offer,
  version: 'TLS 1.3',
  cipherSuites: TLS13_SUITES.map(({ id }) => id),
  groups: KEY_AGREEMENTS.map(({ group }) => group),
  keyShares: shares.map(entryOf),
  signatureSchemes,
  extensions: [
    // Without it no tickets come (RFC 8446, section 4.2.9).
    extensionOf(ExtensionType.psk_key_exchange_modes, PskKeyExchangeModes, [PSK_DHE_KE]),
    ...extensions,
  ],
});

/**
 * The answer to a HelloRetryRequest: the first hello with other shares and the cookie of the
 * request (RFC 8446, section 4.1.2). Both are handshake messages with their frames.
 */
export function secondHello(
  first: Uint8Array,
  shares: readonly OwnShare[],
  cookie: Extension | undefined,
): Uint8Array {
  const { body } = decode(Handshake, first, 'ClientHello');
  const hello = decode(ClientHello, body, 'ClientHello');
  const keyShare = extensionOf(ExtensionType.key_share, KeyShareClientHello, shares.map(entryOf));
  const extensions = hello.extensions?.map((extension) =>
    extension.extensionType === ExtensionType.key_share ? keyShare : extension,
  );
  return encode(Handshake, {
    msgType: HandshakeType.client_hello,
    body: encode(ClientHello, {
      ...hello,
      extensions: [...(cookie === undefined ? [] : [cookie]), ...(extensions ?? [])],
    }),
  });
}
