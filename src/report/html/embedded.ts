import { gzipSync, strToU8 } from 'fflate';
import { Report } from '../report.ts';
import { markup, trusted, type Markup } from './markup.ts';

/** Type of the element that holds the report: no browser runs what is of it. */
export const EMBEDDED_TYPE = 'application/gzip';
const LINE = 160;

/**
 * The whole report as JSON, packed by gzip (RFC 1952, without a time) and written in base64, so that
 * `assay report` reads the page back. Base64 holds nothing that could end the element.
 */
export function embedded(report: Report): Markup {
  const json = strToU8(JSON.stringify(Report.parse(report)));
  const base64 = Buffer.from(gzipSync(json, { level: 6, mtime: 0 })).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return markup`<script type="${EMBEDDED_TYPE}" id="report">
${trusted(lines.join('\n'))}
</script>`;
}
