import { describe, expect, test } from 'vitest';
import { brokenIn, faultOf } from './document.ts';

/** The least that the schema takes: without any one of these keys it is not valid. */
const least = () => ({
  'assessment-results': {
    uuid: '19ee5202-5e90-4f3e-8905-567d9f315791',
    metadata: {
      title: 't',
      'last-modified': '2026-11-22T13:00:00Z',
      version: '1',
      'oscal-version': '1.2.2',
    },
    'import-ap': { href: '#x' },
    results: [
      {
        uuid: '64e0b926-2a57-40aa-bcf7-17f75c3a9843',
        title: 'r',
        description: 'd',
        start: '2026-11-22T13:00:00Z',
        'reviewed-controls': { 'control-selections': [{ 'include-all': {} }] },
      },
    ],
  },
});

/** With something in every part that assay writes, and others. */
const full = () => ({
  'assessment-results': {
    uuid: 'ea8aa04a-85d1-477f-a6eb-1d12c20936fc',
    metadata: {
      title: 'TLS audit of telehealth.example',
      'last-modified': '2026-11-22T13:00:00Z',
      version: '2026-11-22.1',
      'oscal-version': '1.2.2',
      roles: [{ id: 'assessor', title: 'Assessor' }],
      parties: [
        {
          uuid: '2c61da6d-bfa4-42ed-aeca-dada5f8c5d05',
          type: 'organization',
          name: 'Example Ltd',
        },
      ],
      'responsible-parties': [
        { 'role-id': 'assessor', 'party-uuids': ['2c61da6d-bfa4-42ed-aeca-dada5f8c5d05'] },
      ],
    },
    'import-ap': { href: '#940f7384-74fb-4ebe-982c-5e2299222c7a' },
    'local-definitions': {
      activities: [
        {
          uuid: 'a26b030c-a84c-4b1e-8fd4-b7fce5030056',
          title: 'TLS handshake enumeration',
          description: '...',
        },
      ],
    },
    results: [
      {
        uuid: 'fd1e312e-6ae2-448e-a091-35c2b7d4fa9b',
        title: 'Run',
        description: 'Automated external assessment',
        start: '2026-11-22T13:00:00Z',
        end: '2026-11-22T13:00:00Z',
        props: [{ name: 'grade', ns: 'https://example.org/ns/oscal', value: 'A+' }],
        'reviewed-controls': {
          'control-selections': [{ 'include-controls': [{ 'control-id': 'tls-02' }] }],
        },
        'local-definitions': {
          'inventory-items': [
            {
              uuid: '56f83501-32e5-4abe-8c16-01057dfb90c6',
              description: 'api.telehealth.example:443',
              props: [{ name: 'fqdn', value: 'api.telehealth.example' }],
            },
          ],
        },
        observations: [
          {
            uuid: '17b30c24-319a-4e4a-b258-2ec5c281119b',
            title: 'TLS versions offered',
            description: 'TLS 1.2, 1.3',
            methods: ['TEST'],
            types: ['control-objective'],
            origins: [
              {
                actors: [{ type: 'tool', 'actor-uuid': '260a5731-fb89-4725-ae7a-7291000715c2' }],
              },
            ],
            subjects: [
              {
                'subject-uuid': '56f83501-32e5-4abe-8c16-01057dfb90c6',
                type: 'inventory-item',
              },
            ],
            'relevant-evidence': [
              {
                href: 'evidence/tls.json',
                description: 'raw handshake log',
                props: [{ name: 'sha256', ns: 'https://example.org/ns/oscal', value: 'ab' }],
              },
            ],
            collected: '2026-11-22T13:00:00Z',
            expires: '2027-02-22T00:00:00Z',
          },
        ],
        risks: [
          {
            uuid: 'c0c504ed-4861-47b8-9a77-e244c869b1ea',
            title: 'CBC suites',
            description: 'd',
            statement: 's',
            status: 'deviation-approved',
          },
        ],
        findings: [
          {
            uuid: 'e71c89bc-bf83-4b2f-8e8b-c75376783647',
            title: 'TLS 1.2 minimum',
            description: 'pass',
            target: {
              type: 'objective-id',
              'target-id': 'tls-02_obj',
              status: { state: 'satisfied', reason: 'pass' },
            },
            'related-observations': [
              { 'observation-uuid': '17b30c24-319a-4e4a-b258-2ec5c281119b' },
            ],
            'related-risks': [{ 'risk-uuid': 'c0c504ed-4861-47b8-9a77-e244c869b1ea' }],
          },
        ],
        attestations: [
          {
            'responsible-parties': [
              { 'role-id': 'assessor', 'party-uuids': ['2c61da6d-bfa4-42ed-aeca-dada5f8c5d05'] },
            ],
            parts: [{ name: 'authorization-statement', prose: 'I attest ...' }],
          },
        ],
      },
    ],
    'back-matter': {
      resources: [
        {
          uuid: '940f7384-74fb-4ebe-982c-5e2299222c7a',
          title: 'Assessment plan',
          rlinks: [{ href: './plan.json' }],
        },
      ],
    },
  },
});

/** The value with what stands at a path put in place, or taken away where it is undefined. */
function changed(value: object, path: string, to: unknown): object {
  const keys = path.split('/');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((at, key) => Reflect.get(at, key) as object, value);
  if (to === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, to);
  return value;
}

describe('the schema as it was written down', () => {
  test('takes the least document and a full one', () => {
    expect(faultOf(least())).toBeNull();
    expect(faultOf(full())).toBeNull();
  });

  test.each([
    ...['uuid', 'metadata', 'import-ap', 'results'],
    ...['metadata/title', 'metadata/last-modified', 'metadata/version', 'metadata/oscal-version'],
    ...['import-ap/href', 'results/0/uuid', 'results/0/title', 'results/0/description'],
    ...['results/0/start', 'results/0/reviewed-controls'],
    ...['results/0/reviewed-controls/control-selections'],
  ])('wants %s', (path) => {
    expect(faultOf(changed(least(), `assessment-results/${path}`, undefined))).not.toBeNull();
  });

  const RESULT = 'assessment-results/results/0';
  test.each<readonly [string, unknown]>([
    [`${RESULT}/observations/0/methods`, undefined],
    [`${RESULT}/observations/0/methods`, []],
    [`${RESULT}/observations/0/collected`, '2026-11-22T13:00:00'],
    [`${RESULT}/observations/0/expires`, '2027-02-29T00:00:00Z'],
    [`${RESULT}/observations/0/origins/0/actors/0/type`, 'person'],
    [`${RESULT}/observations/0/subjects/0/subject-uuid`, 'not-a-uuid'],
    [`${RESULT}/observations/0/relevant-evidence/0/description`, undefined],
    [`${RESULT}/risks/0/statement`, undefined],
    [`${RESULT}/risks/0/remarks`, 'risks have none'],
    [`${RESULT}/findings/0/target/status/state`, 'attested'],
    [`${RESULT}/findings/0/target/type`, 'control-id'],
    [`${RESULT}/findings/0/target/target-id`, 'two words'],
    [`${RESULT}/findings/0/title`, 'two\nlines'],
    [`${RESULT}/findings/0/related-risks`, []],
    [`${RESULT}/attestations/0/parts`, undefined],
    [`${RESULT}/props/0/value`, ' begins with white space'],
    [`${RESULT}/props/0/value`, ''],
    [`${RESULT}/props/0/name`, '1st'],
    [`${RESULT}/props/0/ns`, 'no URI'],
    [`${RESULT}/reviewed-controls/control-selections`, [{}]],
    ['assessment-results/uuid', '019adf5e-0000-7000-8000-000000000000'],
    ['assessment-results/metadata/parties/0/type', 'robot'],
    ['assessment-results/metadata/unheard-of', true],
    ['assessment-results/back-matter/resources/0/rlinks/0/href', undefined],
    ['catalog', {}],
  ])('does not take %s as %j', (path, to) => {
    expect(faultOf(changed(full(), path, to))).not.toBeNull();
  });
});

test('what names nothing is found, and what is named twice', () => {
  const broken = (path: string, to: unknown): readonly string[] =>
    brokenIn(JSON.stringify(changed(full(), `assessment-results/${path}`, to)));
  const ID = '11111111-1111-4111-8111-111111111111';
  expect(broken('import-ap/href', `#${ID}`)).toContain(`no uuid ${ID}`);
  expect(broken('metadata/roles/0/id', 'other')).toContain('no role assessor');
  expect(broken('metadata/parties/0/uuid', ID)).toContain(
    'no uuid 2c61da6d-bfa4-42ed-aeca-dada5f8c5d05',
  );
  expect(broken('metadata/title', 't')).toEqual([
    'no uuid 260a5731-fb89-4725-ae7a-7291000715c2',
    'no objective tls-02_obj',
  ]);
  expect(broken('results/0/uuid', 'ea8aa04a-85d1-477f-a6eb-1d12c20936fc')).toContain(
    'ea8aa04a-85d1-477f-a6eb-1d12c20936fc',
  );
});
