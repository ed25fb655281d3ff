import { visible } from '../../escape.ts';
import type { Report } from '../../report.ts';
import { BASE_STYLE } from './base.ts';
import { CARDS_STYLE } from './cards.ts';
import { CLAIMS_STYLE } from './claims.ts';
import { COVER_STYLE } from './cover.ts';
import { DETAILS_STYLE } from './details.ts';
import { FIGURES_STYLE } from './figures.ts';
import { NARROW_STYLE } from './narrow.ts';
import { PRINT_STYLE } from './print.ts';
import { THEME_STYLE } from './theme.ts';

/** The style sheet but for the margins of the pages: system fonts, light and dark, A4. */
export const STYLE = [
  ...[THEME_STYLE, BASE_STYLE, COVER_STYLE, CARDS_STYLE, CLAIMS_STYLE, DETAILS_STYLE],
  ...[FIGURES_STYLE, NARROW_STYLE, PRINT_STYLE],
].join('');

/** The style sheet of a report, which names it in the margins of its pages on paper. */
export const styleOf = ({ id, about }: Report): string => `${STYLE}
@page {
  @bottom-left { content: "assay · report ${id}"; ${MARGIN_FONT} }
  @top-right { content: ${quoted(about.classification ?? '')}; ${MARGIN_FONT} font-weight: 600; }
}
`;

const MARGIN_FONT = 'font: 7.5pt system-ui, sans-serif; color: #58606a;';

/** A string of CSS (Syntax Level 3, section 4.3.7) that holds letters, digits and escapes alone. */
const quoted = (text: string): string =>
  `"${visible(text).replace(/[^A-Za-z0-9 ]/gu, (character) => `\\${(character.codePointAt(0) ?? 0).toString(16)} `)}"`;
