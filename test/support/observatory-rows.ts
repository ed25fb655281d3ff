import { readPage } from '../../src/codec/html/page.ts';
import { mediaTypeOf } from '../../src/codec/http/media-type.ts';
import type { WebCorsAnswers } from '../../src/evidence/kinds/web/answers.ts';
import type { Hop, WebResponses } from '../../src/evidence/kinds/web/response.ts';
import { complete } from '../../src/evidence/listing.ts';
import { hop } from './hops.ts';

type Fields = readonly (readonly [name: string, value: string])[];

interface RowScript {
  /** Null for a script written in the page. */
  readonly src: string | null;
  readonly integrity: string | null;
}

/** What the head of a page declares and loads. */
export interface RowPage {
  readonly scripts: readonly RowScript[];
  readonly policies: readonly string[];
  readonly referrers: readonly string[];
}

interface RowHop {
  readonly url: string;
  readonly status: number;
  readonly headers: Fields;
  readonly page: RowPage;
}

/** What a site sends; null where a port refuses connections, or no answer comes. */
export interface Row {
  readonly host: string;
  readonly https: readonly RowHop[] | null;
  readonly http: readonly RowHop[] | null;
  readonly preflight: Fields | null;
}

/** What the Observatory says of a row: its score, its letter and the result of each test. */
export interface Answer {
  readonly score: number;
  readonly letter: string;
  readonly results: Readonly<Record<string, string>>;
}

export interface Recorded {
  readonly version: string;
  readonly recorded: string;
  readonly answers: readonly { readonly row: Row; readonly answer: Answer }[];
}

/** The origin that is asked with. */
const FOREIGN = 'https://foreign.example';

/** The row as evidence. */
export const responsesOf = ({ https, http }: Row): WebResponses => ({
  https: complete((https ?? []).map(hopOf)),
  http: complete((http ?? []).map(hopOf)),
});

export const corsAnswersOf = ({ host, preflight }: Row): WebCorsAnswers => ({
  answers:
    preflight === null
      ? []
      : [
          {
            url: `https://${host}/`,
            method: 'OPTIONS',
            as: 'foreign',
            origin: FOREIGN,
            answer: { is: 'response', hop: hop(`https://${host}/`, 204, preflight) },
          },
        ],
});

const hopOf = ({ url, status, headers, page }: RowHop): Hop => ({
  ...hop(url, status, headers),
  page: PAGE_TYPES.includes(mediaTypeOf(headers))
    ? readPage(Buffer.from(htmlOf(page)), headers, new URL(url), true)
    : null,
});

const PAGE_TYPES: readonly (string | null)[] = ['text/html', 'application/xhtml+xml'];

export function htmlOf({ scripts, policies, referrers }: RowPage): string {
  const elements = [
    ...policies.map(
      (text) => `<meta http-equiv="Content-Security-Policy" content="${escaped(text)}">`,
    ),
    ...referrers.map((text) => `<meta name="referrer" content="${escaped(text)}">`),
    ...scripts.map(({ src, integrity }) => {
      if (src === null) return '<script>run()</script>';
      const hash = integrity === null ? '' : ` integrity="${escaped(integrity)}"`;
      return `<script src="${escaped(src)}"${hash} crossorigin></script>`;
    }),
  ];
  return `<!doctype html><html><head><title>x</title>${elements.join('')}</head><body></body></html>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
