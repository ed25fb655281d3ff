import { gunzipSync } from 'node:zlib';
import { visible } from '../report/escape.ts';
import { EMBEDDED_TYPE } from '../report/html/embedded.ts';
import { idOf, Report } from '../report/report.ts';
import { UsageError } from './errors.ts';
import { refuseOtherThanReport } from './file-kind.ts';
import { readText, reasonOf } from './files.ts';
import { checkedJson } from './json.ts';

const WHAT = 'a report (assay audit writes one with --json or --format html:FILE)';
/** No report is longer; more is a trap. */
const MOST_BYTES = 1 << 29;
const EMBEDDED = new RegExp(
  `<script type="${EMBEDDED_TYPE}" id="report">([A-Za-z0-9+/=\\s]*)</script>`,
);

/**
 * A report that was written as JSON or HTML; `-` reads standard input. Warns where its id is not that
 * of its content. Throws a UsageError.
 */
export function readReport(file: string): Report {
  const text = readText(file);
  const json = isHtml(text) ? unpacked(file, text) : text;
  refuseOtherThanReport(file, json);
  const report = checkedJson(file, json, Report, WHAT);
  if (idOf(report) !== report.id) {
    const what = 'the report was changed since it was made: its id is not that of its content';
    process.stderr.write(`assay: warning: ${visible(file)}: ${what}\n`);
  }
  return report;
}

const isHtml = (text: string): boolean => /^\uFEFF?\s*<(?:!doctype|html)\b/i.test(text);

/** The JSON that a page carries. */
function unpacked(file: string, page: string): string {
  const [, base64] = EMBEDDED.exec(page) ?? [];
  if (base64 === undefined) {
    throw new UsageError(
      `${file}: is a page without the data of a report`,
      'take the file as assay wrote it: mail filters and "save as" of browsers leave the data out',
    );
  }
  try {
    const packed = Buffer.from(base64, 'base64');
    return gunzipSync(packed, { maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch (error) {
    throw new UsageError(`${file}: the data of the report cannot be unpacked: ${reasonOf(error)}`);
  }
}
