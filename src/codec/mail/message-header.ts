import { parseTagList, tagValue } from './tag-list.ts';

/** Who signed a message with which key, as the header says. */
export interface NamedSelector {
  /** `d`. */
  readonly domain: string;
  /** `s`. */
  readonly selector: string;
}

const MOST_SIGNATURES = 10_000;
/** Octets of one field; more is no signature. */
const LONGEST_FIELD = 0x10000;
const SIGNATURE = /^(?:DKIM-Signature|ARC-Message-Signature)[ \t]*:/i;
const FIELD = /^[!-9;-~]+[ \t]*:/;
/** Begins each message of a mailbox file (RFC 4155, appendix A). */
const DELIMITER = 'From ';

/**
 * The selectors in the signatures of a message (RFC 6376, section 3.5; RFC 8617, section 4.1.2), each
 * once. Of a mailbox file (RFC 4155) those of every message. A signature without both is passed over.
 */
export function selectorsOfMessages(text: string): readonly NamedSelector[] {
  const found = new Map<string, NamedSelector>();
  for (const field of headerFields(text)) {
    const name = SIGNATURE.exec(field)?.[0];
    if (name === undefined || field.length > LONGEST_FIELD) continue;
    const list = parseTagList(field.slice(name.length));
    const domain = tagValue(list, 'd');
    const selector = tagValue(list, 's');
    if (domain === null || selector === null || domain === '' || selector === '') continue;
    found.set(`${selector.toLowerCase()} ${domain.toLowerCase()}`, { domain, selector });
    if (found.size >= MOST_SIGNATURES) break;
  }
  return [...found.values()];
}

/** Whether a text begins as a message or as a mailbox file does. */
export function isMessage(text: string): boolean {
  const [first = ''] = text.trimStart().split('\n', 1);
  return first.startsWith(DELIMITER) || FIELD.test(first);
}

/** The fields of all headers, unfolded (RFC 5322, section 2.2.3). */
function* headerFields(text: string): Generator<string> {
  const isMailbox = text.startsWith(DELIMITER);
  let state: 'before' | 'header' | 'body' = 'before';
  let afterBlank = true;
  let field = '';
  for (const line of linesOf(text)) {
    const blank = line === '';
    if (state === 'header' && field !== '' && /^[ \t]/.test(line)) {
      if (field.length <= LONGEST_FIELD) field += line;
      continue;
    }
    if (field !== '') yield field;
    field = '';
    if (isMailbox && afterBlank && line.startsWith(DELIMITER)) state = 'before';
    else if (blank) state = state === 'header' ? 'body' : state;
    else if (state !== 'body') [state, field] = ['header', line];
    afterBlank = blank;
  }
  if (field !== '') yield field;
}

function* linesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const stop = end === -1 ? text.length : end;
    yield text.slice(start, text[stop - 1] === '\r' && stop > start ? stop - 1 : stop);
    start = stop + 1;
  }
}
