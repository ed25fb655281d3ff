import type { Refused, Unknown } from '../exchange.ts';
import type { Place } from '../place.ts';
import { keyedHandshake, readIdentity } from './flight.ts';

/** What a server signs a handshake of TLS 1.3 with where some schemes are offered. */
export type SchemeAnswer = { readonly is: 'agreed'; readonly scheme: number } | Refused | Unknown;

/**
 * The scheme of the server's CertificateVerify where `schemes` are offered; it may be one that was
 * not. One connection, which is closed as soon as the scheme is known. Throws a NoStarttlsError.
 */
export async function certificateVerifyScheme(
  place: Place,
  purpose: string,
  schemes: readonly number[],
): Promise<SchemeAnswer> {
  const offer = { signatureSchemes: schemes };
  const outcome = await keyedHandshake(place, purpose, offer, readIdentity);
  if (outcome.is !== 'agreed') return outcome;
  return { is: 'agreed', scheme: outcome.value.certificateVerify.algorithm };
}
