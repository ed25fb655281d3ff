import { spawnSync } from 'node:child_process';

/** The page with a mark at the beginning and at the end of every row of its tables. */
export function marked(html: string): { readonly html: string; readonly rows: number } {
  let rows = 0;
  const text = html.replaceAll(
    /(<tr role="row"><th role="rowheader" scope="row">)([^]*?)(<\/t[dh]><\/tr>)/g,
    (_, begin: string, cells: string, end: string) => {
      const row = rows;
      rows += 1;
      return `${begin}${mark(`qa${row}q`)}${cells}${mark(`qz${row}q`)}${end}`;
    },
  );
  return { html: text, rows };
}

const mark = (text: string): string => ` <span class="nowrap">${text}</span> `;

/** The text of each page of a PDF, in the order in which it is drawn. */
export function pagesOf(file: string): readonly string[] {
  const { stdout, status } = spawnSync('pdftotext', ['-raw', file, '-'], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`pdftotext ended with ${String(status)}`);
  return stdout.split('\f').slice(0, -1);
}

const SEEN = /<section id="seen"[^]*?<\/section>/;

/** Texts that are folded on screen: what fixes say for each product, and rules that passed. */
export function linesOf(html: string): readonly string[] {
  const folded = [...html.replace(SEEN, '').matchAll(/<details(?! open)[^]*?<\/details>/g)];
  return folded
    .flatMap(([details]) => [...details.matchAll(/<(?:figcaption|th [^>]*scope="row")>([^<]+)</g)])
    .map(([, text]) => plain(text ?? ''))
    .filter((text) => text.trim() !== '');
}

const ENTITIES: readonly (readonly [string, string])[] = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "'"],
  ['&amp;', '&'],
];

const plain = (text: string): string =>
  ENTITIES.reduce((read, [entity, character]) => read.replaceAll(entity, character), text);
