import { struct, type Decoded } from '../base/codec.ts';
import { Extensions } from './extension.ts';

/** EncryptedExtensions (RFC 8446, section 4.3.1). */
export const EncryptedExtensions = struct({ extensions: Extensions });
export type EncryptedExtensions = Decoded<typeof EncryptedExtensions>;
