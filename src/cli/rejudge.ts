import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BundleError, judgeBundle } from '../audit/judge.ts';
import { loadPack } from '../audit/pack.ts';
import { DocumentError } from '../document/document.ts';
import { Bundle } from '../evidence/bundle.ts';
import { FORMATS } from '../report/formats.ts';
import type { Report } from '../report/report.ts';
import type { ManifestContent } from '../seal/manifest.ts';
import type { Remark } from '../seal/remark.ts';
import { VERSION } from '../version.ts';
import { attestationsOf } from './attestation-settings.ts';
import { UsageError } from './errors.ts';
import { readText } from './files.ts';
import type { GateFlags, LookFlags } from './options.ts';
import { changesBetween } from './rejudge-changes.ts';
import { configOf, judging, type Judging } from './settings.ts';
import { readSealed, REPORT, type Read } from './sealed-report.ts';
import { readReport } from './stored-report.ts';
import { waiversOf } from './waiver-settings.ts';

/** The flags that say what is judged by, where that is more than the report itself says. */
export type RejudgeFlags = Pick<
  LookFlags,
  'config' | 'profile' | 'rules' | 'claims' | 'waivers' | 'attestations' | 'only' | 'skip'
> &
  Pick<GateFlags, 'baseline'>;

/** A folder whose digests hold: its manifest and report. */
export interface Sealed {
  readonly content: ManifestContent;
  readonly report: Report;
}

const PAGE = 'report.html';
const BUNDLE = { name: 'bundle.json', schema: Bundle, what: 'an evidence bundle' };

/**
 * Judges `bundle.json` of a folder again as `report.json` says it was judged, and says whether the same
 * comes out. What the report does not hold (waivers, attestations, a page of one's own, an earlier
 * report) is taken from the flags, and no file is looked for that they do not name. What was asked of
 * the gate is in the report. Throws a UsageError or DocumentError over what the flags name.
 */
export async function rejudged(
  folder: string,
  { content, report }: Sealed,
  flags: RejudgeFlags,
): Promise<readonly Remark[]> {
  const { value: bundle, fault } = readSealed(folder, content, BUNDLE);
  if (fault !== null) return [fault];
  const baseline = flags.baseline === undefined ? null : readReport(flags.baseline);
  const again = judgedAgain(bundle, report, flags, baseline);
  if (again.value === null) return [again.fault];
  return [
    ...verdictsOn(report, again.value, flags),
    ...(baseline === null && report.comparison !== null ? [COMPARISON] : []),
    ...(await pageRemarks(folder, content, report)),
  ];
}

const remark = (state: Remark['state'], text: string): Remark => ({ file: REPORT, state, text });

const COMPARISON = remark(
  'unknown',
  'is taken at its word about the earlier report that it is compared with: give --baseline',
);

/** The report that comes of the bundle now, or why none does. */
function judgedAgain(
  bundle: Bundle,
  report: Report,
  flags: RejudgeFlags,
  baseline: Report | null,
): Read<Report> {
  try {
    const judged = asBefore(report, flags);
    const value = judgeBundle(bundle, {
      ...judged,
      waivers: waiversOf(flags, judged),
      attestations: attestationsOf(flags, judged),
      ...{ about: report.about, gate: report.gate.asked, version: VERSION },
      ...{ baseline, comparison: report.comparison },
    });
    return { value, fault: null };
  } catch (error) {
    if (error instanceof BundleError) {
      const text = `cannot be judged by version ${VERSION}: ${error.message}`;
      return { value: null, fault: { file: BUNDLE.name, state: 'unknown', text } };
    }
    // Where no flag names anything, it is the report that names what is not here.
    const isInput = error instanceof UsageError || error instanceof DocumentError;
    if (!isInput || Object.keys(flags).length > 0) throw error;
    return { value: null, fault: remark('unknown', `cannot be judged again: ${error.message}`) };
  }
}

/** The rules, profile, page and time of the report, flags before. */
function asBefore(report: Report, flags: RejudgeFlags): Judging {
  const { id, areas, parameters } = report.profile;
  const config = flags.config === undefined ? null : configOf(flags.config);
  const profile = flags.profile ?? config?.value.profile ?? id;
  const only = flags.skip === undefined ? areas.join(',') : undefined;
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
function verdictsOn(before: Report, after: Report, flags: RejudgeFlags): readonly Remark[] {
  const { raw, rest } = changesBetween(before, after);
  const isOurs = before.tool.version === VERSION;
  const others = [
    ...(before.rulesHash === after.rulesHash ? [] : ['other rules']),
    ...(same(before.profile, after.profile) ? [] : ['another profile']),
  ];
  const said = [
    ...(isOurs
      ? []
      : [remark('note', `was judged by version ${before.tool.version}, not ${VERSION}`)]),
    ...(others.length === 0 ? [] : [remark('unknown', `was judged by ${others.join(' and ')}`)]),
  ];
  const isAlike = isOurs && others.length === 0;
  if (raw.length > 0) {
    const differs = `does not come of bundle.json again: ${raw.join('; ')}`;
    return [...said, remark(isAlike ? 'violated' : 'unknown', differs)];
  }
  if (rest.length > 0) {
    const differs = `comes out with the same findings, but other ${rest.join(', ')}`;
    if (isAlike && isAllGiven(before, after, flags)) return [remark('violated', differs)];
    const given = '--config, --claims, --waivers, --attestations or --baseline';
    return [...said, remark('unknown', `${differs}: give ${given}`)];
  }
  if (isOurs && flags.rules === undefined && same(others, ['other rules'])) {
    const text = `comes out the same by the rules of version ${VERSION}, and names others`;
    return [remark('violated', `${text} (or give --rules)`)];
  }
  return [...said, remark('held', 'comes of bundle.json again, the same')];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether the report was judged by no more waivers, attestations, pages and reports than are here. */
function isAllGiven(before: Report, after: Report, flags: RejudgeFlags): boolean {
  const [used, given] = [before, after].map((report) => ({
    waivers: report.waivers.map(({ id }) => id),
    attestations: report.attestations.map(({ id }) => id),
    claims: report.claims.map(({ source, id }) => [source, id]),
    comparison: report.comparison?.before.id ?? null,
  }));
  const { config, claims, waivers, attestations } = flags;
  const isNamed = [config, claims, waivers, attestations].some((one) => one !== undefined);
  const { length } = [...before.waivers, ...before.attestations, ...before.claims];
  return same(used, given) && (isNamed || length === 0);
}

/** Whether the page shows the report; pages of other versions look otherwise. */
async function pageRemarks(
  folder: string,
  { files }: ManifestContent,
  report: Report,
): Promise<readonly Remark[]> {
  const of = (state: Remark['state'], text: string): Remark => ({ file: PAGE, state, text });
  const path = join(folder, PAGE);
  if (!files.some(({ name }) => name === PAGE) && !existsSync(path)) {
    return [of('unknown', 'is not there')];
  }
  const { version } = report.tool;
  if (version !== VERSION) return [of('unknown', `is not checked: made by version ${version}`)];
  const render = await FORMATS['html']?.();
  const page = render?.(report, { colour: 0, width: 80, verbose: false });
  return [
    page === readText(path)
      ? of('held', `shows what ${REPORT} says`)
      : of('violated', `does not show what ${REPORT} says`),
  ];
}
