import { DecodeError } from '../base/reader.ts';

/** One encapsulated text (RFC 7468): its label, such as `CERTIFICATE`, and the bytes inside. */
interface PemBlock {
  readonly label: string;
  readonly bytes: Uint8Array;
}

const BOUNDARY = /^-----(BEGIN|END) ([!-,.-~]+(?:[ -][!-,.-~]+)*)-----[ \t]*$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Every block of a PEM file in order (RFC 7468, section 2); text between the blocks is skipped.
 * Throws a DecodeError that names the line.
 */
export function decodePem(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: { readonly label: string; readonly line: number; readonly base64: string[] } | null =
    null;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const [, edge, label = ''] = BOUNDARY.exec(line) ?? [];
    if (edge === 'BEGIN' && open === null) {
      open = { label, line: index + 1, base64: [] };
    } else if (edge === 'END' && open?.label === label) {
      blocks.push({ label, bytes: decodeBase64(open.base64.join(''), open.line) });
      open = null;
    } else if (edge !== undefined) {
      throw pemError(index + 1, `${edge} ${label} out of place`);
    } else {
      open?.base64.push(line.replace(/[ \t]+/g, ''));
    }
  }
  if (open !== null) throw pemError(open.line, `BEGIN ${open.label} without END`);
  return blocks;
}

function decodeBase64(base64: string, line: number): Uint8Array {
  if (!BASE64.test(base64)) throw pemError(line, 'what follows is not base64');
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

const pemError = (line: number, reason: string): DecodeError =>
  new DecodeError('malformed', `PEM line ${line}`, 0, reason);
