import type { Target } from '../../evidence/target.ts';
import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';
import { gradeWords } from '../words.ts';
import { line, plain, property, properties, type Property } from './text.ts';

/** The program that looked: the same one in every report, whatever its version. */
const TOOL = uuidOf('component assay');

/** `origins` of whatever the program found. */
export const BY_TOOL = [{ actors: [{ type: 'tool', 'actor-uuid': TOOL }] }] as const;

/** A target by its id alone: the same one in every report. */
export const targetUuid = (id: string): string => uuidOf(`target ${id}`);

/** `assessment-assets`: the program, and that it ran. */
export const assetsOf = ({ tool, id }: Report): unknown => ({
  components: [
    {
      uuid: TOOL,
      type: 'software',
      title: tool.name,
      description: 'Audits a deployment against its documented controls, from outside.',
      props: [{ name: 'version', value: plain(tool.version) }],
      status: { state: 'operational' },
    },
  ],
  'assessment-platforms': [
    {
      uuid: uuidOf(`${id} platform`),
      title: `${tool.name} ${line(tool.version)}`,
      'uses-components': [{ 'component-uuid': TOOL }],
    },
  ],
});

/** `inventory-items`: the targets, each with its grades. */
export function inventoryOf({ targets, grades }: Report): readonly unknown[] {
  const graded = Map.groupBy(grades.areas, ({ target }) => target);
  const once = new Map(targets.map((target) => [target.id, target]));
  return [...once.values()].map((target) => ({
    uuid: targetUuid(target.id),
    description: line(target.id),
    props: [
      ...addressed(target),
      ...properties({ kind: target.kind, role: target.role }),
      ...(graded.get(target.id) ?? []).flatMap(({ area, scheme, ...grade }) => [
        ...gradeProperties(grade, area),
        property('scheme', scheme, area),
      ]),
    ],
  }));
}

/** The grade, and both ends of it: what is not settled lies between. */
export const gradeProperties = (
  grade: Parameters<typeof gradeWords>[0],
  sort?: string,
): readonly Property[] => [
  property('grade', grade.letter ?? gradeWords(grade), sort),
  property('ceiling', grade.ceiling, sort),
  property('floor', grade.floor, sort),
];

/** What OSCAL has names of its own for. */
function addressed({ kind, uri, host, addresses }: Target): readonly Property[] {
  const named = kind !== 'account' && kind !== 'organisation';
  const isAddress = /^[\d.]+$|:/.test(host);
  return [
    ...(named && !isAddress ? [{ name: 'fqdn', value: plain(host) }] : []),
    { name: 'uri', value: plain(uri) },
    ...addresses.map((address) => ({
      name: address.includes(':') ? 'ipv6-address' : 'ipv4-address',
      value: plain(address),
    })),
  ];
}
