import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeBundle } from '../audit/judge.ts';
import { loadPack } from '../audit/pack.ts';
import { Bundle } from '../evidence/bundle.ts';
import { FORMATS } from '../report/formats.ts';
import { Report } from '../report/report.ts';
import type { Remark } from '../seal/remark.ts';
import { VERSION } from '../version.ts';
import { attestationsOf } from './attestation-settings.ts';
import { readJson } from './json.ts';
import type { LookFlags } from './options.ts';
import { changesBetween } from './rejudge-changes.ts';
import { configOf, judging, type Judging } from './settings.ts';
import { waiversOf } from './waiver-settings.ts';

/** The flags that say what is judged by, where that is more than the report itself says. */
export type RejudgeFlags = Pick<
  LookFlags,
  'config' | 'profile' | 'rules' | 'claims' | 'waivers' | 'attestations' | 'only' | 'skip'
>;

const REPORT = 'report.json';
const PAGE = 'report.html';

/**
 * Judges `bundle.json` of a folder again as `report.json` says it was judged, and says whether the same
 * comes out. What the report does not hold (waivers, attestations, a page of one's own) is taken from
 * the flags, and no file is looked for that they do not name. Throws a UsageError or DocumentError.
 */
export async function rejudged(folder: string, flags: RejudgeFlags): Promise<readonly Remark[]> {
  const report = readJson(join(folder, REPORT), Report, 'a report');
  const bundle = readJson(join(folder, 'bundle.json'), Bundle, 'an evidence bundle');
  const judged = asBefore(report, flags);
  const again = judgeBundle(bundle, {
    ...judged,
    waivers: waiversOf(flags, judged),
    attestations: attestationsOf(flags, judged),
    about: report.about,
    // What was asked of the deployment is nothing that was found out about it.
    gate: NO_GATE,
    version: VERSION,
  });
  return [
    ...verdictsOn(report, Report.parse({ ...again, ...askedFor(report) })),
    ...(await pageRemarks(folder, report)),
  ];
}

const NO_GATE = {
  minGrade: null,
  failOn: null,
  allowInconclusive: false,
  conditions: [],
  areas: {},
};

/** What others have asked or said, which is taken as it stands. */
const askedFor = ({ gate, comparison }: Report): Pick<Report, 'gate' | 'comparison'> => ({
  gate,
  comparison,
});

/** The rules, profile, page and time of the report, flags before. */
function asBefore(report: Report, flags: RejudgeFlags): Judging {
  const { id, areas, parameters } = report.profile;
  const config = flags.config === undefined ? null : configOf(flags.config);
  const profile = flags.profile ?? config?.value.profile ?? id;
  const only = config === null && flags.skip === undefined ? areas.join(',') : undefined;
  const claims = flags.claims ?? (config === null ? pageOf(report) : undefined);
  const judged = judging(
    {
      ...flags,
      ...{ profile, now: report.now },
      ...(claims === undefined ? {} : { claims }),
      ...(only === undefined || only === '' || flags.only !== undefined ? {} : { only }),
    },
    config,
  );
  return config === null ? { ...judged, profile: { ...judged.profile, parameters } } : judged;
}

/** The security page that the report is held against, where it is one that comes with assay. */
function pageOf({ claims }: Report): string | undefined {
  const source = claims[0]?.source;
  if (source === undefined) return undefined;
  return loadPack().claimSheets.find(({ value }) => value.id === source)?.value.id;
}

/** Whether the same came out, and what it was judged by that is not here. */
function verdictsOn(before: Report, after: Report): readonly Remark[] {
  const { raw, rest } = changesBetween(before, after);
  const others = [
    ...(before.tool.version === VERSION ? [] : [`version ${before.tool.version}, not ${VERSION}`]),
    ...(before.rulesHash === after.rulesHash ? [] : ['other rules']),
    ...(same(before.profile, after.profile) ? [] : ['another profile']),
  ];
  const of = (state: Remark['state'], text: string): Remark => ({ file: REPORT, state, text });
  const noted = others.length === 0 ? [] : [of('note', `was judged by ${others.join(' and ')}`)];
  if (raw.length > 0) {
    const differs = `does not come of bundle.json again: ${raw.join('; ')}`;
    return [...noted, of(others.length === 0 ? 'violated' : 'unknown', differs)];
  }
  if (rest.length === 0) return [...noted, of('held', 'comes of bundle.json again, the same')];
  const given = '--config, --claims, --waivers or --attestations';
  return [
    ...noted,
    of('unknown', `comes out with the same findings, but other ${rest.join(', ')}: give ${given}`),
  ];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether the page shows the report; pages of other versions look otherwise. */
async function pageRemarks(folder: string, report: Report): Promise<readonly Remark[]> {
  const render = await FORMATS['html']?.();
  if (render === undefined || report.tool.version !== VERSION) return [];
  const page = render(report, { colour: 0, width: 80, verbose: false });
  return [
    page === readFileSync(join(folder, PAGE), 'utf8')
      ? { file: PAGE, state: 'held', text: `shows what ${REPORT} says` }
      : { file: PAGE, state: 'violated', text: `does not show what ${REPORT} says` },
  ];
}
