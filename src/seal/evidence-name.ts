const LONGEST = 80;
const DIGITS = 16;

/** The folder of a sealed folder where the evidence files lie. */
export const EVIDENCE_FOLDER = 'evidence';

/**
 * The name of the copy of an evidence file: the beginning of its SHA-256 and what its own name has of
 * letters, digits, dots, hyphens and underscores. It says nothing of the folders that it was in.
 */
export function evidenceName(path: string, sha256: string): string {
  const own = path.split(/[/\\]/).at(-1) ?? '';
  const plain = own.replace(/[^A-Za-z0-9._-]+/g, '_').slice(-LONGEST);
  return `${EVIDENCE_FOLDER}/${sha256.slice(0, DIGITS)}-${plain}`;
}
