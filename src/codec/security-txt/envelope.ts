import { problem, type SecurityTxtProblem } from './problem.ts';

/** One line of the text itself, without what the signature makes of it. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
}

interface Opened {
  readonly signed: boolean;
  readonly lines: readonly TextLine[];
  readonly problems: readonly SecurityTxtProblem[];
}

const BEGIN = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
const END = '-----END PGP SIGNATURE-----';

const isBlank = ({ text }: TextLine): boolean => text.trim() === '';

/** Whether a line begins a cleartext signature. */
export const beginsSigned = (line: string): boolean => line.trimEnd() === BEGIN;

/**
 * The text inside an OpenPGP cleartext signature (RFC 9580, section 7), or all lines where there is
 * none. The signature is not verified: nobody says here whose key is the right one.
 */
export function openEnvelope(all: readonly TextLine[]): Opened {
  const begin = all.findIndex(({ text }) => beginsSigned(text));
  if (begin < 0) return { signed: false, lines: all, problems: [] };
  const problems: SecurityTxtProblem[] = [];
  const before = all.slice(0, begin).find((line) => !isBlank(line));
  if (before !== undefined) {
    problems.push(formatIssue(before.number, 'stands before the signed message, unsigned'));
  }
  const body = afterHeaders(all, begin + 1, problems);
  const signature = all.findIndex(({ text }, at) => at >= body && text.trimEnd() === SIGNATURE);
  const cleartext = all.slice(body, signature < 0 ? undefined : signature);
  if (signature < 0) {
    problems.push(problem('signed_format_issue', null, 'The signed message has no signature.'));
  } else problems.push(...signatureProblems(all.slice(signature + 1)));
  return { signed: true, lines: cleartext.map((line) => unescaped(line, problems)), problems };
}

const formatIssue = (line: number, what: string): SecurityTxtProblem =>
  problem('signed_format_issue', line, `Line ${line} ${what}.`);

/** Passes over the armor headers and the empty line after them: where the text begins. */
function afterHeaders(
  all: readonly TextLine[],
  start: number,
  problems: SecurityTxtProblem[],
): number {
  for (let at = start; at < all.length; at += 1) {
    const line = all[at];
    if (line === undefined || isBlank(line)) return at + 1;
    if (!/^Hash: ?[\w, /-]+$/.test(line.text.trimEnd())) {
      problems.push(
        formatIssue(line.number, 'is no Hash header, and no empty line came before it'),
      );
      return at;
    }
  }
  return all.length;
}

/** Takes the dash-escape off (RFC 9580, section 7.2). */
function unescaped(line: TextLine, problems: SecurityTxtProblem[]): TextLine {
  if (!line.text.startsWith('-')) return line;
  if (line.text.startsWith('- ')) return { ...line, text: line.text.slice(2) };
  problems.push(formatIssue(line.number, 'begins with a dash that is not escaped'));
  return line;
}

/** What is wrong from the armor of the signature on. */
function signatureProblems(lines: readonly TextLine[]): SecurityTxtProblem[] {
  const end = lines.findIndex(({ text }) => text.trimEnd() === END);
  if (end < 0) {
    return [problem('signed_format_issue', null, 'The signature has no end.')];
  }
  const armor = lines.slice(0, end);
  const blank = armor.findIndex(isBlank);
  const data = armor.slice(blank + 1).filter((line) => !isBlank(line));
  const wrong = data.find(({ text }) => !/^=?[A-Za-z0-9+/]*={0,2}$/.test(text.trimEnd()));
  const problems: SecurityTxtProblem[] = [];
  if (wrong !== undefined || data.length === 0) {
    const line = wrong?.number ?? null;
    problems.push(problem('pgp_data_error', line, 'The signature is no base64 data.'));
  }
  const rest = lines.slice(end + 1);
  const after = rest.find((line) => !isBlank(line));
  if (after !== undefined) {
    const sentence = `Line ${after.number} stands after the signature, unsigned.`;
    problems.push(problem('data_after_sig', after.number, sentence));
  } else if (rest.length > 0) {
    const sentence = 'Empty lines stand after the signature.';
    problems.push(problem('too_many_line_separators', rest[0]?.number ?? null, sentence));
  }
  return problems;
}
