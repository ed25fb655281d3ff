import { opaque, struct, u16, u8, type Codec, type Decoded } from '../base/codec.ts';
import { tagged } from '../base/tagged.ts';
import { ECCurveType } from '../iana/tls.ts';
import { suiteParts, type SuiteParts } from './suite-parts.ts';

const TLS12 = 0x0303;

/** ServerDHParams (RFC 5246, section 7.4.3). */
const ServerDHParams = struct({ dhP: opaque(u16), dhG: opaque(u16), dhYs: opaque(u16) });

/** ServerRSAParams of EXPORT suites (RFC 2246, section 7.4.3). */
const ServerRSAParams = struct({ rsaModulus: opaque(u16), rsaExponent: opaque(u16) });

/** ServerSRPParams (RFC 5054, section 2.8.2). */
const ServerSRPParams = struct({
  srpN: opaque(u16),
  srpG: opaque(u16),
  srpS: opaque(u8),
  srpB: opaque(u16),
});

const ECCurve = struct({ a: opaque(u8), b: opaque(u8) });

/** The rest of an explicit curve, after its field. */
const CURVE_FIELDS = { curve: ECCurve, base: opaque(u8), order: opaque(u8), cofactor: opaque(u8) };

/** ECBasisType of a field of characteristic two (RFC 4492, section 5.4). */
const ECBasis = tagged(u8, {
  1: struct({ k: opaque(u8) }),
  2: struct({ k1: opaque(u8), k2: opaque(u8), k3: opaque(u8) }),
});

/** ECParameters (RFC 4492, section 5.4), the explicit forms too, which RFC 8422 has deprecated. */
const ECParameters = tagged(u8, {
  [ECCurveType.explicit_prime]: struct({ primeP: opaque(u8), ...CURVE_FIELDS }),
  [ECCurveType.explicit_char2]: struct({ m: u16, basis: ECBasis, ...CURVE_FIELDS }),
  [ECCurveType.named_curve]: u16,
});

/** ServerECDHParams (RFC 8422, section 5.4). */
const ServerECDHParams = struct({ curveParams: ECParameters, public: opaque(u8) });

/** Takes nothing: a part that this form does not have. */
const nothing: Codec<null> = { decode: () => null, encode: () => undefined };

/** Before TLS 1.2 the certificate says the algorithm. */
const UnnamedSignature = struct({ algorithm: nothing, signature: opaque(u16) });
const NamedSignature = struct({ algorithm: u16, signature: opaque(u16) });

/** What the server agrees keys with, by the kind of key exchange; null where that needs nothing. */
export interface ServerParams {
  readonly dh?: Decoded<typeof ServerDHParams>;
  readonly ecdh?: Decoded<typeof ServerECDHParams>;
  readonly rsa?: Decoded<typeof ServerRSAParams>;
  readonly srp?: Decoded<typeof ServerSRPParams>;
}

/** ServerKeyExchange, whose parts depend on suite and version. */
export interface ServerKeyExchange {
  /** Null where the suite has no pre-shared key; may be empty where it has (RFC 4279, section 2). */
  readonly pskIdentityHint: Uint8Array | null;
  readonly params: ServerParams;
  /** Null where the suite does not sign; `algorithm` is a SignatureScheme, null before TLS 1.2. */
  readonly signature: {
    readonly algorithm: number | null;
    readonly signature: Uint8Array;
  } | null;
}

/** Key exchange of the suite to the form of its parameters. */
const PARAMS: Readonly<Record<string, Codec<ServerParams>>> = {
  DHE: struct({ dh: ServerDHParams }),
  ECDHE: struct({ ecdh: ServerECDHParams }),
  RSA: struct({ rsa: ServerRSAParams }),
  SRP: struct({ srp: ServerSRPParams }),
};

const SIGNING: readonly string[] = ['RSA', 'ECDSA', 'DSS'];

/**
 * ServerKeyExchange as a suite and a version have it (RFC 5246, section 7.4.3; RFC 8422, section 5.4;
 * RFC 4279; RFC 5054); null where the suite has none that is known. Of suites with RSA key exchange
 * only those of EXPORT send one, which is read whatever the suite is.
 */
export function serverKeyExchange(suite: number, version: number): Codec<ServerKeyExchange> | null {
  const parts = suiteParts(suite);
  if (parts === null) return null;
  const params = paramsOf(parts);
  if (params === null) return null;
  const { authentication } = parts;
  return struct({
    pskIdentityHint: authentication === 'PSK' ? opaque(u16) : nothing,
    params,
    signature: signatureOf(authentication, version),
  });
}

/** With RSA_PSK the key exchange is the certificate's, and only the hint is sent (RFC 4279, section 4). */
function paramsOf({ keyExchange, authentication }: SuiteParts): Codec<ServerParams> | null {
  if (authentication === 'PSK' && (keyExchange === 'PSK' || keyExchange === 'RSA')) {
    return struct({});
  }
  return PARAMS[keyExchange] ?? null;
}

function signatureOf(
  authentication: string,
  version: number,
): Codec<ServerKeyExchange['signature']> {
  if (!SIGNING.includes(authentication)) return nothing;
  return version >= TLS12 ? NamedSignature : UnnamedSignature;
}
