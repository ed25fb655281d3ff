import type { Certificate } from '../../codec/x509/certificate.ts';
import type { PublicKey } from '../../codec/x509/public-key.ts';
import type { ServerCertificate } from '../../evidence/kinds/tls/certificate.ts';

const LONGEST_TEXT = 500;

/** A text of the target, cut where it is longer than anything in earnest. */
export const shortened = (text: string): string =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;

/** A public key as a fact tells it. */
export const keyOf = ({
  algorithm,
  type,
  bits,
  curve,
  exponent,
}: PublicKey): ServerCertificate['key'] => ({
  algorithm,
  type,
  bits,
  curve,
  exponent: exponent === null ? null : shortened(exponent.toString(16)),
});

/** A signature as a fact tells it. */
export const signatureOf = ({
  signatureAlgorithm,
}: Certificate): ServerCertificate['signature'] => ({
  algorithm: signatureAlgorithm.name,
  hash: signatureAlgorithm.hash,
});
