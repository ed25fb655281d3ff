import { formatEnvelope, PAYLOAD_TYPE, readEnvelope, type Envelope } from './envelope.ts';
import type { Key } from './key.ts';
import { ENVELOPE, MANIFEST, readManifest, type ManifestContent } from './manifest.ts';
import { shortDigest, type Remark } from './remark.ts';
import { SealError } from './seal-error.ts';
import { isSignedBy, missingSigners } from './sign.ts';

/** The bytes of a file, or why there are none. */
export type Held =
  | { readonly bytes: Uint8Array; readonly fault: null }
  | { readonly bytes: null; readonly fault: string };

/** The fault of a file that is not there. */
export const MISSING = 'is missing';

/** What a folder is opened with. */
export interface Seal {
  readonly manifest: Held;
  readonly envelope: Held;
  /** Every one of them has to have signed; none: nobody's signature is asked for. */
  readonly keys: readonly Key[];
  /** Digests are enough where no key is given. */
  readonly unsignedAllowed: boolean;
}

/** What is sealed, and what was found out on the way to it. */
export interface Opened {
  /** Null where no manifest can be read. */
  readonly content: ManifestContent | null;
  readonly remarks: readonly Remark[];
}

/**
 * Reads manifest and envelope and checks the signatures (DSSE v1.0, "Multi-signature Verification";
 * as many keys have to have signed as are given). What was signed counts before what lies beside it.
 */
export function openSeal(seal: Seal): Opened {
  const { manifest, envelope } = seal;
  const remarks: Remark[] = [];
  if (manifest.fault !== null) remarks.push(violated(MANIFEST, manifest.fault));
  if (envelope.fault === MISSING) {
    remarks.push(unsigned(seal));
  } else if (envelope.fault !== null) {
    remarks.push(violated(ENVELOPE, envelope.fault));
  }
  const read = envelope.bytes === null ? null : tried(ENVELOPE, envelope.bytes, readEnvelope);
  if (read !== null) remarks.push(...read.remarks);
  const signed = read?.value ?? null;
  if (signed !== null && envelope.bytes !== null) {
    remarks.push(...faultsOf(signed, envelope.bytes, manifest), ...signaturesOf(signed, seal));
  }
  const payload = signed?.payloadType === PAYLOAD_TYPE ? signed.payload : manifest.bytes;
  if (payload === null) return { content: null, remarks };
  const content = tried(MANIFEST, payload, readManifest);
  return { content: content.value, remarks: [...remarks, ...content.remarks] };
}

const violated = (file: string, text: string): Remark => ({ file, state: 'violated', text });

function unsigned({ keys, unsignedAllowed }: Seal): Remark {
  if (keys.length > 0) return violated(ENVELOPE, `${MISSING}, and with it the signature asked for`);
  return {
    file: ENVELOPE,
    state: unsignedAllowed ? 'note' : 'unknown',
    text: `${MISSING}: nobody has signed`,
  };
}

function tried<T>(
  file: string,
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => T,
): { readonly value: T | null; readonly remarks: readonly Remark[] } {
  try {
    return { value: read(bytes), remarks: [] };
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return { value: null, remarks: [violated(file, error.message)] };
  }
}

/** What is wrong with an envelope whoever has signed it. */
function faultsOf(envelope: Envelope, bytes: Uint8Array, manifest: Held): Remark[] {
  const { payloadType, payload } = envelope;
  const written = Buffer.from(formatEnvelope(envelope));
  return [
    ...(written.equals(bytes)
      ? []
      : [violated(ENVELOPE, 'is not as assay sign writes it: not all of it is signed')]),
    ...(payloadType === PAYLOAD_TYPE
      ? []
      : [violated(ENVELOPE, `is of type ${payloadType}, not ${PAYLOAD_TYPE}`)]),
    ...(manifest.bytes === null || Buffer.from(payload).equals(manifest.bytes)
      ? []
      : [violated(MANIFEST, `is not the manifest in ${ENVELOPE}`)]),
  ];
}

function signaturesOf(envelope: Envelope, { keys, unsignedAllowed }: Seal): Remark[] {
  const signers = envelope.signatures.map((one) =>
    keys.find((key) => isSignedBy(envelope, one, key)),
  );
  const each = envelope.signatures.map(({ keyid }, index): Remark => {
    const which = `signature ${index + 1}`;
    const signer = signers[index];
    const named = keyid === undefined ? 'not named' : shortDigest(keyid);
    if (signer !== undefined) {
      return keyid === undefined || keyid === signer.id
        ? { file: ENVELOPE, state: 'held', text: `${which} holds: key ${shortDigest(signer.id)}` }
        : violated(ENVELOPE, `${which} names key ${named}, and is by ${shortDigest(signer.id)}`);
    }
    if (keys.some(({ id }) => id === keyid)) {
      return violated(ENVELOPE, `${which} does not hold (key ${named})`);
    }
    return keys.length === 0
      ? {
          file: ENVELOPE,
          state: unsignedAllowed ? 'note' : 'unknown',
          text: `${which} is not checked: no --key was given (key ${named})`,
        }
      : {
          file: ENVELOPE,
          state: 'note',
          text: `${which} is not checked: by another key (${named})`,
        };
  });
  const absent = missingSigners(envelope, keys).filter(
    ({ id }) => !envelope.signatures.some(({ keyid }) => keyid === id),
  );
  return [
    ...each,
    ...absent.map(({ id }) => violated(ENVELOPE, `is not signed by key ${shortDigest(id)}`)),
  ];
}
