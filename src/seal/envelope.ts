import { z } from 'zod';
import { jsonText, readJsonBytes } from './json.ts';

/** What is in the envelope: an in-toto Statement (in-toto Attestation Framework, Envelope). */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** A signature; the key id is a hint that nothing vouches for. */
export interface Signature {
  readonly keyid?: string;
  readonly sig: Uint8Array;
}

/** A message with signatures (DSSE v1.0, "Envelope"). */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly Signature[];
}

/** What is signed: type and message, each after its length in bytes (DSSE v1.0, "Signature Definition"). */
export function pae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
}

const STANDARD = /^[A-Za-z0-9+/]*={0,2}$/;
const URL_SAFE = /^[A-Za-z0-9_-]*={0,2}$/;

/** Either alphabet of RFC 4648, with padding and nothing that a decoder would pass over. */
const Base64 = z
  .string()
  .refine(
    (text) =>
      (STANDARD.test(text) || URL_SAFE.test(text)) &&
      encoded(decoded(text)) === text.replace(/-/g, '+').replace(/_/g, '/'),
    'is not base64',
  )
  .transform((text) => decoded(text));

const decoded = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const encoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const EnvelopeJson = z.object({
  payload: Base64.default(new Uint8Array()),
  payloadType: z.string().default(''),
  signatures: z
    .array(z.object({ keyid: z.string().optional(), sig: Base64 }))
    .min(1, 'there is none'),
});

/** The text of an envelope. */
export const formatEnvelope = ({ payload, payloadType, signatures }: Envelope): string =>
  jsonText({
    payload: encoded(payload),
    payloadType,
    signatures: signatures.map(({ keyid, sig }) => ({
      ...(keyid === undefined ? {} : { keyid }),
      sig: encoded(sig),
    })),
  });

/** Reads an envelope; empty fields may be missing. Throws a SealError. */
export function readEnvelope(bytes: Uint8Array): Envelope {
  const { payload, payloadType, signatures } = readJsonBytes(
    bytes,
    EnvelopeJson,
    'an envelope (DSSE)',
  );
  return {
    ...{ payload, payloadType },
    signatures: signatures.map(({ keyid, sig }) =>
      keyid === undefined ? { sig } : { keyid, sig },
    ),
  };
}
