import { sha256Of } from '../digest.ts';
import type { Report } from '../report.ts';
import { timeText } from '../words.ts';
import { certificates } from './certificates.ts';
import { changes } from './changes.ts';
import { claims } from './claims.ts';
import { closing, signOff } from './closing.ts';
import { controls } from './controls.ts';
import { contents, cover, titleOfReport } from './cover.ts';
import { embedded } from './embedded.ts';
import { evidenceFiles } from './evidence-files.ts';
import { evidence } from './evidence.ts';
import { failed, waived } from './findings.ts';
import { frameworks } from './frameworks.ts';
import { markup, trusted, type Section } from './markup.ts';
import { passed, unsettled } from './outcomes.ts';
import { plan } from './plan.ts';
import { attestations, waivers } from './registers.ts';
import { scope } from './scope.ts';
import { seen } from './seen.ts';
import { sheets } from './sheets.ts';
import { styleOf } from './style/style.ts';
import { summary } from './summary.ts';
import { tool } from './tool.ts';

/** The report as one HTML file: no script to run, nothing fetched, complete when printed. */
export function renderHtml(report: Report): string {
  const style = styleOf(report);
  const policy = `default-src 'none'; style-src 'sha256-${sha256Of(style, 'base64')}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const sections = SECTIONS.map((write) => write(report)).filter((part) => part !== null);
  const { overall } = report.grades;
  const grade = overall === null ? 'No grade' : (overall.letter ?? 'Open grade');
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="assay ${report.tool.version}">
<title>${grade} · ${titleOfReport(report)} · security audit of ${timeText(report.now)}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${cover(report)}
${contents(sections)}
<main id="main">
${sections}
</main>
<footer>
<p>Made by assay ${report.tool.version}. Report ${report.id}.</p>
</footer>
${embedded(report)}
</body>
</html>
`;
  return page.html;
}

/** The page in its order: what most readers want comes first, what proves it comes last. */
const SECTIONS: readonly ((report: Report) => Section | null)[] = [
  summary,
  claims,
  scope,
  failed,
  unsettled,
  waived,
  sheets,
  controls,
  frameworks,
  waivers,
  attestations,
  certificates,
  plan,
  changes,
  passed,
  evidenceFiles,
  evidence,
  seen,
  tool,
  signOff,
  closing,
];
