const NAME = String.raw`[A-Za-z_][\w.-]*`;
const ENTITY = '&(?:amp|lt|gt|quot|#39);';
const ATTRIBUTE = String.raw`\s+${NAME}="(?:[^<"&]|${ENTITY})*"`;
const TAG = new RegExp(
  String.raw`^<(?:/(?<closing>${NAME})|(?<opening>${NAME})(?<values>(?:${ATTRIBUTE})*)\s*(?<empty>/?))>`,
  'u',
);
const TEXT = new RegExp(`^(?:[^<&]|${ENTITY})+`, 'u');
const DECLARATION = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/;

/** A character that XML 1.0, section 2.2, has no place for. */
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Why a text is not well-formed XML 1.0 of the plain kind that is written here: elements, attributes in
 * double quotes, text and five entities. Null where it is.
 */
export function faultIn(xml: string): string | null {
  const illegal = ILLEGAL.exec(xml);
  if (illegal !== null) return `character at ${illegal.index}`;
  const open: string[] = [];
  let roots = 0;
  let at = DECLARATION.exec(xml)?.[0].length ?? 0;
  while (at < xml.length) {
    const rest = xml.slice(at, at + 100_000);
    const found = TAG.exec(rest) ?? TEXT.exec(rest);
    if (found === null) return `neither tag nor text at ${at}`;
    if (open.length === 0 && found.groups?.['opening'] !== undefined) roots += 1;
    const fault = taken(found, open);
    if (fault !== null) return `${fault} at ${at}`;
    at += found[0].length;
  }
  if (open.length > 0) return `${open.join(', ')} does not end`;
  return roots === 1 ? null : `${roots} roots`;
}

/** Takes a tag or a text into account; what is wrong with it. */
function taken([token]: RegExpExecArray, open: string[]): string | null {
  const { closing, opening, values = '', empty } = TAG.exec(token)?.groups ?? {};
  if (closing !== undefined) return open.pop() === closing ? null : 'ends what did not begin';
  if (opening !== undefined) {
    if (empty === '') open.push(opening);
    const names = [...values.matchAll(/([\w.-]+)="/g)].map(([, name]) => name);
    return new Set(names).size < names.length ? 'an attribute twice' : null;
  }
  if (token.includes(']]>')) return 'end of CDATA';
  return open.length === 0 && token.trim() !== '' ? 'text outside' : null;
}
