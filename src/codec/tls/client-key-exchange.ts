import { opaque, rest, struct, u16, u8, type Decoded } from '../base/codec.ts';

/** ClientKeyExchange with an encrypted premaster secret (RFC 5246, section 7.4.7.1). */
export const EncryptedPreMasterSecret = struct({ encrypted: opaque(u16) });
export type EncryptedPreMasterSecret = Decoded<typeof EncryptedPreMasterSecret>;

/** The same of SSL 3.0, which has no length (RFC 6101, section 5.6.7.1; RFC 5246, section 7.4.7.1). */
export const EncryptedPreMasterSecretSsl3 = struct({ encrypted: rest });
export type EncryptedPreMasterSecretSsl3 = Decoded<typeof EncryptedPreMasterSecretSsl3>;

/** ClientKeyExchange with a finite-field public value (RFC 5246, section 7.4.7.2). */
export const ClientDiffieHellmanPublic = struct({ dhYc: opaque(u16) });
export type ClientDiffieHellmanPublic = Decoded<typeof ClientDiffieHellmanPublic>;

/** ClientKeyExchange with a point of an elliptic curve (RFC 8422, section 5.7). */
export const ClientECDiffieHellmanPublic = struct({ ecdhYc: opaque(u8) });
export type ClientECDiffieHellmanPublic = Decoded<typeof ClientECDiffieHellmanPublic>;
