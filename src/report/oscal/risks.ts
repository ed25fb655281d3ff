import type { DisposedFinding, WaiverResult } from '../../control/result.ts';
import { SEVERITIES } from '../../judge/finding.ts';
import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';
import { snippetsOf } from '../view.ts';
import { counted } from '../words.ts';
import { deviationOf } from './deviation.ts';
import type { Resources } from './resources.ts';
import { BY_TOOL } from './inventory.ts';
import { foundLines, waiverText, type Observations } from './observations.ts';
import { riskStatusOf } from './states.ts';
import { block, few, filled, line, NAMESPACE, properties, prose } from './text.ts';

/** Places that are told of one risk. */
const MOST_PLACES = 20;

/** The risks of a report and which of them a finding belongs to. */
export interface Risks {
  readonly all: readonly unknown[];
  /** UUIDs of the risks of these findings, each once. */
  readonly of: (findings: readonly DisposedFinding[]) => readonly string[];
}

interface Means {
  readonly resources: Resources;
  readonly observations: Observations;
  readonly waivers: ReadonlyMap<string, WaiverResult>;
}

/** One risk: findings of one rule that stand alike, or that one and the same problem left open. */
interface Group {
  readonly uuid: string;
  readonly status: Exclude<ReturnType<typeof riskStatusOf>, null>;
  readonly findings: readonly [DisposedFinding, ...DisposedFinding[]];
}

/** `risks`: what fails, what a waiver lets stand, and what nobody could settle. */
export function risksOf(report: Report, resources: Resources, observations: Observations): Risks {
  const waivers = new Map(report.waivers.map((waiver) => [waiver.id, waiver]));
  const means = { resources, observations, waivers };
  const uuids = new Map<DisposedFinding, string>();
  const all = groupsOf(report).map((group) => {
    for (const finding of group.findings) uuids.set(finding, group.uuid);
    return group.status === 'investigating' ? unsettled(group, means) : failing(group, means);
  });
  return {
    all,
    of: (findings) => [...new Set(findings.flatMap((finding) => uuids.get(finding) ?? []))],
  };
}

function groupsOf({ id, findings }: Report): readonly Group[] {
  const groups = Map.groupBy(findings, (finding) => {
    const { rule, outcome, expected, reason, disposition } = finding;
    const status = riskStatusOf(finding);
    if (status === null) return null;
    return status === 'investigating'
      ? JSON.stringify([status, reason, disposition?.id])
      : JSON.stringify([status, rule, expected, outcome, disposition?.id]);
  });
  return [...groups].flatMap(([key, [first, ...others]]) => {
    const status = first === undefined ? null : riskStatusOf(first);
    if (key === null || first === undefined || status === null) return [];
    return [{ uuid: uuidOf(`${id} risk ${key}`), status, findings: [first, ...others] }];
  });
}

/** A rule that fails, or that a waiver lets stand. */
function failing({ uuid, status, findings }: Group, means: Means): unknown {
  const [first] = findings;
  const { title, expected, outcome, disposition } = first;
  const deviation = deviationOf(first, uuid, means);
  const more = findings.length - MOST_PLACES;
  return {
    uuid,
    title: line(title),
    description: prose(
      waiverText(first),
      ...findings.slice(0, MOST_PLACES).map(placeText),
      more > 0 ? `… and ${counted(more, 'target')} more in the JSON report` : null,
    ),
    statement:
      `${line(title)}: ${outcome === 'fail' ? 'fails' : 'is not settled'} at ` +
      `${counted(findings.length, 'target')}. Expected: ${line(expected)}`,
    props: [
      ...properties({ rule: first.rule, severity: first.severity, outcome }),
      ...properties({ waiver: disposition?.id, disposition: disposition?.type }),
      ...deviation.props,
    ],
    status,
    origins: BY_TOOL,
    characterizations: severityOf(first),
    'mitigating-factors': filled(deviation.measures),
    deadline: deviation.deadline,
    remediations: filled([...recommended(findings, uuid), ...deviation.plans]),
    'risk-log': deviation.log.length === 0 ? undefined : { entries: deviation.log },
    links: filled(deviation.links),
    'related-observations': related(findings, means.observations),
  };
}

const placeText = (finding: DisposedFinding): string =>
  `${line(finding.target)}: ${foundLines(finding)
    .map((one) => line(one))
    .join('; ')}`;

/** What one problem left open: whether it is a risk nobody knows. */
function unsettled({ uuid, status, findings }: Group, means: Means): unknown {
  const [first] = findings;
  const worst = findings.reduce((a, b) => (severityRank(b) > severityRank(a) ? b : a));
  const reason = line(first.reason ?? 'no reason recorded');
  const titles = [...new Set(findings.map(({ title }) => line(title)))];
  return {
    uuid,
    title: `Not settled: ${reason}`,
    description: prose(waiverText(first), ...few(titles, MOST_PLACES)),
    statement:
      `${counted(findings.length, 'finding')} neither passed nor failed. Until they are looked at, ` +
      'nobody knows whether they hold.',
    props: properties({
      ...{ outcome: first.outcome, severity: worst.severity },
      waiver: first.disposition?.id,
      disposition: first.disposition?.type,
    }),
    status,
    origins: BY_TOOL,
    characterizations: severityOf(worst),
    'related-observations': related(findings, means.observations),
  };
}

const severityRank = ({ severity }: DisposedFinding): number => SEVERITIES.indexOf(severity);

const severityOf = ({ severity }: DisposedFinding): unknown => [
  {
    origin: BY_TOOL[0],
    facets: [{ name: 'severity', system: NAMESPACE, value: severity }],
  },
];

/** What to do about it, in the words of the rule; nothing where the rule has none. */
function recommended(findings: Group['findings'], uuid: string): readonly unknown[] {
  const [{ fix }] = findings;
  if (fix === null) return [];
  const codes = snippetsOf(findings.slice(0, MOST_PLACES)).flatMap(({ product, codes }) =>
    codes.map((code) => prose(`${line(product)}:`, block(code))),
  );
  return [
    {
      uuid: uuidOf(`${uuid} fix`),
      lifecycle: 'recommendation',
      title: 'Recommendation of the rule',
      description: prose(line(fix.text), ...few(codes, MOST_PLACES)),
      origins: BY_TOOL,
    },
  ];
}

const related = (findings: Group['findings'], observations: Observations): unknown =>
  filled(observations.of(findings).map((uuid) => ({ 'observation-uuid': uuid })));
