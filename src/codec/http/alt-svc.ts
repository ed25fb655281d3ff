import { fieldList, type HeaderList } from './fields.ts';

/** `protocol-id="authority"` and its parameters, blanks round them taken away (RFC 7838, section 3). */
const ALTERNATIVE = /^([!#$%&'*+.^_`|~\w-]+)="[^"]*:\d{1,5}"(?:[ \t]*;(.*))?$/;
/** Alternatives that are read; no server has as many. */
const MOST = 20;

/**
 * ALPN ids of the alternative services that a response announces, each once. None where it says
 * `clear`; those that are over at once (`ma=0`) and those against the grammar are left out.
 */
export function alternativesIn(headers: HeaderList): string[] {
  const members = fieldList(headers, 'Alt-Svc') ?? [];
  if (members.includes('clear')) return [];
  const ids = members.slice(0, MOST).flatMap((member) => {
    const [, id = '', parameters = ''] = ALTERNATIVE.exec(member) ?? [];
    const over = parameters.split(';').some((one) => /^ma="?0+"?$/i.test(one.trim()));
    return id === '' || over ? [] : [percentDecoded(id)];
  });
  return [...new Set(ids)];
}

const percentDecoded = (text: string): string =>
  text.replace(/%([\da-f]{2})/gi, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
