/** More rows than any table has that is read here. */
const MOST_ROWS = 100_000;

/**
 * Comma-separated values (RFC 4180): records of fields, which may be quoted. Lines end with CRLF or
 * LF. Null where a quoted field does not end, where text stands round one, or where there is too much.
 */
export function parseCsv(text: string): readonly (readonly string[])[] | null {
  const rows: (readonly string[])[] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      const field = fieldAt(text, at);
      if (field === null || rows.length === MOST_ROWS) return null;
      row.push(field.value);
      at = field.end;
      if (text[at] !== ',') break;
      at += 1;
    }
    rows.push(row);
    at += text.startsWith('\r\n', at) ? 2 : 1;
  }
  return rows;
}

/** A field, and where what follows it begins: a comma, the end of a line or of the text. */
function fieldAt(text: string, start: number): { value: string; end: number } | null {
  if (text[start] !== '"') {
    const end = endOfPlain(text, start);
    const value = text.slice(start, end);
    return value.includes('"') ? null : { value, end };
  }
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return null;
    if (text[quote + 1] !== '"') {
      const value = text.slice(start + 1, quote).replaceAll('""', '"');
      return endOfPlain(text, quote + 1) === quote + 1 ? { value, end: quote + 1 } : null;
    }
    from = quote + 2;
  }
}

function endOfPlain(text: string, start: number): number {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') {
    if (text.startsWith('\r\n', end)) break;
    end += 1;
  }
  return end;
}
