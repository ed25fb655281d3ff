import { escapeJson } from './escape.ts';
import { Report } from './report.ts';

/**
 * The report as JSON in the key order of its schema, which it is checked against; unseen
 * characters are written as escapes, so that it can be printed to a terminal.
 */
export const renderJson = (report: Report): string =>
  `${escapeJson(JSON.stringify(Report.parse(report), null, 2))}\n`;
