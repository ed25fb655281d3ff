import type { Report } from './report.ts';
import type { TextOptions } from './text-page.ts';

/** Renders a report in one format; only the text format heeds the options. */
export type Render = (report: Report, options: TextOptions) => string;

/** The formats of `--format`, each loaded when it is asked for. */
export const FORMATS: Readonly<Record<string, () => Promise<Render>>> = {
  text: async () => (await import('./text.ts')).renderText,
  json: async () => (await import('./json.ts')).renderJson,
  html: async () => (await import('./html/html.ts')).renderHtml,
  oscal: async () => (await import('./oscal/oscal.ts')).renderOscal,
  sarif: async () => (await import('./sarif/sarif.ts')).renderSarif,
  'sarif-all': async () => (await import('./sarif/sarif.ts')).renderSarifAll,
  junit: async () => (await import('./junit/junit.ts')).renderJunit,
  hdf: async () => (await import('./hdf/hdf.ts')).renderHdf,
  markdown: async () => (await import('./markdown/markdown.ts')).renderMarkdown,
  csv: async () => (await import('./csv/csv.ts')).renderCsv,
  github: async () => (await import('./github.ts')).renderGithub,
};
