import type { Report } from './report.ts';
import type { TextOptions } from './text-page.ts';

/** Renders a report in one format; only the text format heeds the options. */
export type Render = (report: Report, options: TextOptions) => string;

/** The formats of `--format`, each loaded when it is asked for. */
export const FORMATS: Readonly<Record<string, () => Promise<Render>>> = {
  text: async () => (await import('./text.ts')).renderText,
  json: async () => (await import('./json.ts')).renderJson,
  html: async () => (await import('./html/html.ts')).renderHtml,
};
