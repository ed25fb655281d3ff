import { createHash } from 'node:crypto';
import type { AccountKeeping } from './aws-account.ts';
import type { ExportEntry } from './aws-exports.ts';

type Keeping = Pick<AccountKeeping, 'sound' | 'now'>;

const DAY = 86_400_000;

/** The day so many days after `now`. */
export const dayAfter = (now: Date, days: number): string =>
  new Date(now.getTime() + days * DAY).toISOString().slice(0, 10);

/** The exports of a zone at Cloudflare. */
export function cloudflareExports({ sound, now }: Keeping): readonly ExportEntry[] {
  const setting = (id: string, value: unknown): object => ({ id, value, editable: true });
  const answers: readonly (readonly [string, unknown])[] = [
    [
      'settings',
      [
        setting('ssl', sound ? 'strict' : 'flexible'),
        setting('min_tls_version', sound ? '1.2' : '1.0'),
        setting('always_use_https', sound ? 'on' : 'off'),
        setting('security_header', {
          strict_transport_security: { enabled: sound, max_age: 31_536_000 },
        }),
      ],
    ],
    ['dnssec', { status: sound ? 'active' : 'disabled', key_tag: 2371 }],
    [
      'rulesets',
      [
        ruleset('managed', 'http_request_firewall_managed'),
        ruleset('limits', 'http_ratelimit'),
        { ...ruleset(OWASP, 'http_request_firewall_managed'), kind: 'managed' },
        { ...ruleset(MANAGED, 'http_request_firewall_managed'), kind: 'managed' },
      ],
    ],
    [
      'rulesets/managed',
      {
        ...ruleset('managed', 'http_request_firewall_managed'),
        rules: [MANAGED, OWASP].map((id) => ({
          ...{ id: `run-${id}`, action: 'execute', enabled: sound, expression: 'true' },
          action_parameters: { id },
        })),
      },
    ],
    [
      'rulesets/limits',
      {
        ...ruleset('limits', 'http_ratelimit'),
        rules: [
          {
            ...{ id: 'limit', action: 'block', enabled: sound, expression: 'true' },
            ratelimit: { period: 10, requests_per_period: 50 },
          },
        ],
      },
    ],
    [
      'dns_records',
      [
        {
          ...{ name: 'clinic.example', type: 'A', content: '203.0.113.7' },
          ...{ proxied: sound, proxiable: true },
        },
      ],
    ],
  ];
  return answers.map(([path, result]): ExportEntry => [
    `cloudflare-${path.replaceAll('/', '-')}.json`,
    {
      ...{ assay: 1, command: `GET /zones/0a1b2c3d/${path}`, account: 'cloudflare:clinic.example' },
      collectedAt: now.toISOString(),
      output: { success: true, errors: [], messages: [], result },
    },
  ]);
}

/** Ids that Cloudflare gives its own rulesets. */
const MANAGED = 'efb7b8c949ac4650a09736fc376e9aee';
const OWASP = '4814384a9e5d4991b9815dcfc25d2f1f';

const ruleset = (id: string, phase: string): object => ({
  ...{ id, name: id === OWASP ? 'Cloudflare OWASP Core Ruleset' : id, kind: 'zone', phase },
  version: '1',
});

/** The exports of the repositories at GitHub. */
export const githubExports = ({ sound, now }: Keeping): readonly ExportEntry[] =>
  (
    [
      [
        'repositories',
        'gh api --paginate orgs/clinic/repos',
        [{ full_name: 'clinic/app', default_branch: 'main', archived: false, fork: false }],
      ],
      [
        'protection',
        'gh api repos/clinic/app/branches/main/protection',
        sound
          ? {
              required_pull_request_reviews: { required_approving_review_count: 1 },
              required_status_checks: { strict: true, contexts: ['test'], checks: [] },
              enforce_admins: { enabled: true },
            }
          : { message: 'Branch not protected', status: '404' },
      ],
      ['rules', 'gh api repos/clinic/app/rules/branches/main', []],
    ] as const
  ).map(([name, command, output]): ExportEntry => [
    `github-${name}.json`,
    {
      ...{ assay: 1, command, account: 'github:clinic' },
      ...{ collectedAt: now.toISOString(), output },
    },
  ]);

/** The file that all entries of the register name. */
export const DOCUMENT = { path: 'document.txt', text: 'Signed and sealed.' } as const;

/** The register of the organisation: all documents current, or all of them of long ago. */
export function register({ sound, now }: Keeping): string {
  const sha256 = createHash('sha256').update(DOCUMENT.text).digest('hex');
  const file = { path: DOCUMENT.path, sha256 };
  const valid = {
    validFrom: dayAfter(now, sound ? -200 : -1500),
    validUntil: dayAfter(now, sound ? 500 : -400),
  };
  const dates = (every: number, count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) =>
      dayAfter(now, (sound ? 0 : -600) - every * (index + 1)),
    );
  const suppliers = [
    'AWS',
    'Adyen',
    'Braintree',
    'Chargebee',
    'GoCardless',
    'PayPal',
    'Stripe',
    'Twilio',
  ];
  const documents = [
    ...['27001', '27018'].map((standard) => ({
      ...{ type: 'certificate', standard: `ISO/IEC ${standard}:${EDITIONS[standard] ?? ''}` },
      ...{ issuer: 'A body', number: `N-${standard}`, ...valid },
    })),
    ...suppliers.flatMap((holder) => [
      { type: 'certificate', standard: 'ISO/IEC 27001:2022', holder, issuer: 'A body', ...valid },
      { type: 'audit-report', standard: 'SOC 2', holder, issuer: 'An auditor', ...valid },
      { type: 'attestation-of-compliance', standard: 'PCI DSS 4.0.1', holder, ...valid },
      { type: 'baa', holder, ...valid },
      { type: 'scc', holder, ...valid },
    ]),
    { type: 'penetration-test', issuer: 'A tester', dates: dates(300, 2), openFindings: 0 },
    { type: 'vulnerability-scan', issuer: 'A scanner', dates: dates(7, 6) },
    { type: 'management-review', dates: dates(180, 2) },
    { type: 'recovery-test', dates: dates(100, 2) },
    { type: 'training', dates: dates(100, 2) },
  ];
  return JSON.stringify({
    ...{ version: 1, organisation: 'Clinic' },
    documents: documents.map((document) => ({ ...document, file })),
  });
}

const EDITIONS: Readonly<Record<string, string>> = { '27001': '2022', '27018': '2019' };
