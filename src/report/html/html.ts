import { escapeJson } from '../escape.ts';
import { Report } from '../report.ts';
import { namesOf } from '../view.ts';
import { timeText } from '../words.ts';
import { claims } from './claims.ts';
import { controls } from './controls.ts';
import { dns } from './dns.ts';
import { evidenceFiles } from './evidence-files.ts';
import { evidence, facts, seen } from './evidence.ts';
import { failed, passed, unsettled, waived } from './findings.ts';
import { frameworks } from './frameworks.ts';
import { mail, rateLimits, web } from './parts.ts';
import { markup, trusted, type Markup } from './markup.ts';
import { areas, overview } from './overview.ts';
import { attestations, limits, targets, waivers } from './registers.ts';
import { STYLE_HASH } from './style-hash.ts';
import { STYLE } from './style.ts';
import { tls } from './tls.ts';

/** The report as one HTML file: no script to run, nothing fetched, complete when printed. */
export function renderHtml(report: Report): string {
  const [name = 'nothing'] = namesOf(report);
  const policy = `default-src 'none'; style-src '${STYLE_HASH}'; img-src data:`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="assay ${report.tool.version}">
<title>${report.grades.overall === null ? 'No grade' : (report.grades.overall.letter ?? 'Open grade')} · ${name} · security audit of ${timeText(report.now)}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
${overview(report)}
<main id="main">
${SECTIONS.map((write) => write(report))}
</main>
<footer>
<p>Made by assay ${report.tool.version} from what was seen from one place between ${timeText(report.startedAt)} and ${timeText(report.endedAt)}. A passed rule says that its expectation held then and there, not that the deployment is secure.</p>
</footer>
<script type="application/json" id="report">${trusted(embedded(report))}</script>
</body>
</html>
`;
  return page.html;
}

const SECTIONS: readonly ((report: Report) => Markup | null)[] = [
  claims,
  areas,
  failed,
  unsettled,
  waived,
  waivers,
  controls,
  frameworks,
  attestations,
  evidenceFiles,
  tls,
  web,
  rateLimits,
  dns,
  mail,
  passed,
  targets,
  limits,
  seen,
  evidence,
  facts,
];

/** The whole report as JSON that cannot end the script element it stands in. */
const embedded = (report: Report): string =>
  escapeJson(JSON.stringify(Report.parse(report))).replaceAll('<', '\\u003c');
