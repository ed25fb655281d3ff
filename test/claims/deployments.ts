import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { judgeBundle } from '../../src/audit/judge.ts';
import type { ClaimsRun } from '../../src/audit/judge-run.ts';
import { accountsOf } from '../../src/cli/evidence-settings.ts';
import { look } from '../../src/cli/commands/look.ts';
import { registersOf } from '../../src/cli/register-settings.ts';
import type { LookFlags } from '../../src/cli/options.ts';
import { judging } from '../../src/cli/settings.ts';
import { decodePem } from '../../src/codec/x509/pem.ts';
import type { CheckedAttestation } from '../../src/control/attestation.ts';
import { startDemo, type DemoTarget } from '../../src/demo/demo.ts';
import type { Claim, ClaimSheet } from '../../src/document/claims.ts';
import { readConfig } from '../../src/document/config.ts';
import type { Bundle } from '../../src/evidence/bundle.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import { tlsVersions } from '../../src/evidence/kinds/tls/versions.ts';
import { webResponses } from '../../src/evidence/kinds/web/response.ts';
import { webSecurityTxtFiles } from '../../src/evidence/kinds/web/answers.ts';
import { complete } from '../../src/evidence/listing.ts';
import { absent, present } from '../../src/evidence/observation.ts';
import { parseTarget } from '../../src/audit/target.ts';
import type { Report } from '../../src/report/report.ts';
import { baseline, pack } from '../audit/support.ts';
import { awsExports } from './aws-exports.ts';
import { cloudflareExports, dayAfter, DOCUMENT, githubExports, register } from './other-files.ts';

/** What the two deployments of the demo show to who looks. */
export interface Seen {
  readonly sound: Bundle;
  readonly careless: Bundle;
}

/** Looks at both deployments of the demo, each once. */
export async function seenDeployments(): Promise<Seen> {
  const demo = await startDemo(new Date());
  const roots = decodePem(demo.rootCertificate).map(({ bytes }) => bytes);
  const seen = async ({ name, connectTo, settings }: DemoTarget): Promise<Bundle> => {
    const flags: LookFlags = {
      ...{ connectTo, resolver: demo.resolver },
      ...{ intensity: 'active', progress: false, quiet: true },
    };
    const config = readConfig(`${name}.yaml`, withoutFiles(settings));
    const { rootHints, trustAnchors } = demo;
    const given = { roots, rootHints, trustAnchors };
    return (await look([name], flags, judging(flags, config), given)).bundle;
  };
  try {
    const [sound, careless] = await Promise.all([seen(demo.sound), seen(demo.careless)]);
    return { sound, careless };
  } finally {
    await demo.close();
  }
}

/** What the demo's settings say of the network. */
function withoutFiles(settings: string): string {
  const keys = ['claims', 'evidence', 'attestationFiles'];
  const entries = Object.entries(parse(settings) as Record<string, unknown>);
  return JSON.stringify(Object.fromEntries(entries.filter(([key]) => !keys.includes(key))));
}

/** The bundle with a second site, which has no TLS and answers over plain HTTP alone. */
export function withPlainSite(bundle: Bundle): Bundle {
  const id = 'https://plain.example/';
  const site = bundle.targets.find(({ kind }) => kind === 'web');
  if (site === undefined) throw new Error('no site was seen');
  const plain = (evidence: Evidence): Evidence['observation'] => {
    if (evidence.kind.startsWith('tls.')) return absent('there is no TLS');
    if (evidence.kind !== webResponses.id || evidence.observation.status !== 'present') {
      return evidence.observation;
    }
    const value = webResponses.schema.parse(evidence.observation.value);
    const http = value.https.items.map((hop) => ({ ...hop, url: 'http://plain.example/' }));
    return present({ ...value, https: complete([]), http: complete(http) });
  };
  return {
    ...bundle,
    targets: [...bundle.targets, { ...site, id, uri: id, host: 'plain.example' }],
    evidence: [
      ...bundle.evidence,
      ...bundle.evidence
        .filter(({ target }) => target === site.id)
        .map((evidence) => ({
          ...{ ...evidence, id: `${evidence.kind} ${id}`, target: id },
          observation: plain(evidence),
        })),
    ],
  };
}

/** The bundle with what was seen of the domain's mail alone. */
export function mailOf(bundle: Bundle): Bundle {
  const targets = bundle.targets.filter(({ kind }) => kind === 'mail');
  return {
    ...{ ...bundle, targets },
    evidence: bundle.evidence.filter((one) => targets.some(({ id }) => id === one.target)),
  };
}

/** Where each page says that its data is. */
const REGIONS: Readonly<Record<string, string>> = {
  'rehab-guru': 'eu-west-2',
  'rehab-my-patient': 'eu-west-2',
  physitrack: 'eu-west-2',
  continuouscare: 'us-east-1',
  careapp: 'ap-southeast-2',
};

/** A page that sentences are about alone; it is on a host of its own. */
const PAGE = 'https://pages.example/';

/** The report on one page: what anybody sees, what the owner's files add, and where all of it is untrue. */
export function reportsOn(
  sheet: ClaimSheet,
  { sound, careless }: Seen,
  folder: string,
): Readonly<Record<'alone' | 'conforming' | 'violating', Report>> {
  const region = REGIONS[sheet.id] ?? '';
  const named = Object.fromEntries(
    sheet.claims.flatMap(({ id, own }) => (own === true ? [[id, [PAGE]]] : [])),
  );
  const paged = (bundle: Bundle, status: number): Bundle =>
    Object.keys(named).length === 0 ? bundle : withPage(bundle, status);
  const judged = (bundle: Bundle, attestations: readonly CheckedAttestation[] = []): Report => {
    const targets = bundle.targets.some(({ id }) => id === PAGE) ? named : {};
    return reportOn({ sheet, targets }, bundle, attestations);
  };
  return {
    alone: judged(sound),
    conforming: judged(
      withFiles(paged(withContact(sound), 200), { sound: true, region }, join(folder, 'sound')),
      attestationsOf(sheet, sound, true),
    ),
    violating: judged(
      withFiles(
        paged(withoutTrust(careless), 404),
        { sound: false, region: 'sa-east-1' },
        join(folder, 'careless'),
      ),
      attestationsOf(sheet, careless, false),
    ),
  };
}

/** The report on one page by a bundle and what people state. */
export const reportOn = (
  claims: ClaimsRun,
  bundle: Bundle,
  attestations: readonly CheckedAttestation[],
): Report =>
  judgeBundle(bundle, {
    ...{ pack, profile: baseline(), waivers: [], attestations, claims },
    gate: { minGrade: null, failOn: null, allowInconclusive: false },
    ...{ now: null, version: '0.0.0' },
  });

/** The bundle with the page, which answers with `status`. */
function withPage(bundle: Bundle, status: number): Bundle {
  const request = parseTarget(PAGE);
  const [site] = bundle.targets;
  const seen = bundle.evidence.find(
    ({ kind, target }) => kind === webResponses.id && target === site?.id,
  );
  if (request.type !== 'target' || seen?.observation.status !== 'present') {
    throw new Error('the site was not seen');
  }
  const value = webResponses.schema.parse(seen.observation.value);
  const hops = value.https.items.slice(-1).map((hop) => ({ ...hop, url: PAGE, status }));
  const page: Evidence = {
    ...{ ...seen, id: `${webResponses.id} ${PAGE}`, target: PAGE },
    observation: present({ ...value, https: { ...value.https, items: hops } }),
  };
  return {
    ...bundle,
    targets: [...bundle.targets, request.target],
    evidence: [...bundle.evidence, page],
  };
}

/** The bundle with evidence of one kind changed. */
const changed = (bundle: Bundle, kind: string, change: (value: unknown) => unknown): Bundle => ({
  ...bundle,
  evidence: bundle.evidence.map((one) =>
    one.kind === kind && one.observation.status === 'present'
      ? { ...one, observation: present(change(one.observation.value)) }
      : one,
  ),
});

/** The security.txt names the address that the page of Physitrack names. */
const withContact = (bundle: Bundle): Bundle =>
  changed(bundle, webSecurityTxtFiles.id, (value) => {
    const { tries } = webSecurityTxtFiles.schema.parse(value);
    return {
      tries: tries.map(({ body, ...rest }) => ({ ...rest, body: body && addressed(body) })),
    };
  });

const addressed = (body: string): string =>
  Buffer.from(
    Buffer.from(body, 'base64')
      .toString('utf8')
      .replace('mailto:security@sound.example', 'mailto:support@physitrack.com'),
  ).toString('base64');

/** Nobody trusts the certificates, and only old clients get in. */
const withoutTrust = (bundle: Bundle): Bundle => {
  const modern = ['TLS 1.2', 'TLS 1.3'];
  const { settings, ...rest } = changed(bundle, tlsVersions.id, (value) => {
    const { offered, refused, ...versions } = tlsVersions.schema.parse(value);
    return {
      ...versions,
      offered: offered.filter((version) => !modern.includes(version)),
      refused: [...new Set([...refused, ...modern])],
    };
  });
  return { ...rest, settings: { ...settings, trustedRoots: [] } };
};

/** The bundle with what the files say that the owner exports, through the importers. */
function withFiles(
  bundle: Bundle,
  { sound, region }: { readonly sound: boolean; readonly region: string },
  folder: string,
): Bundle {
  const now = new Date(bundle.now);
  const keeping = { sound, region, account: '123456789012', now };
  const accounts = {
    'aws:123456789012': awsExports(keeping),
    'cloudflare:clinic.example': cloudflareExports(keeping),
    'github:clinic': githubExports(keeping),
  };
  const path = (...parts: readonly string[]): string => join(folder, ...parts);
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  for (const [id, entries] of Object.entries(accounts)) {
    for (const [name, content] of entries) {
      write(join(id.replace(':', '-'), name), JSON.stringify(content));
    }
  }
  write(DOCUMENT.path, DOCUMENT.text);
  write('register.yaml', register(keeping));
  const config = readConfig(
    path('assay.yaml'),
    JSON.stringify({
      evidence: {
        accounts: Object.keys(accounts).map((id) => ({ id, files: [id.replace(':', '-')] })),
        registers: ['register.yaml'],
      },
    }),
  );
  const filed = [...accountsOf({}, config, now), ...registersOf({}, config, now)];
  return {
    ...bundle,
    targets: [...bundle.targets, ...filed.map(({ target }) => target)],
    evidence: [...bundle.evidence, ...filed.map(({ evidence }) => evidence)],
  };
}

/** Nothing but somebody's word tells whether it is so. */
export const isWordAlone = ({ rules, evidence, grade, framework, awaits }: Claim): boolean =>
  [rules, evidence, grade, framework, awaits].every((decider) => decider === undefined);

/**
 * An attestation for each sentence that asks for one and awaits nothing else. Of the violating
 * deployment it says no where nothing else speaks, and a yes that does not help where something does.
 */
export const attestationsOf = (
  sheet: ClaimSheet,
  bundle: Bundle,
  sound: boolean,
): CheckedAttestation[] =>
  sheet.claims
    .filter(({ attest, awaits }) => attest !== undefined && awaits === undefined)
    .map((claim) => ({
      attestation: {
        ...{ id: `ATT-${claim.id}`, control: claim.controls[0] ?? '', claims: [claim.id] },
        status: sound || !isWordAlone(claim) ? 'pass' : 'fail',
        ...{ statement: claim.attest ?? '', method: 'examine', owner: 'the test' },
        attestedBy: { name: 'Jane Doe', role: 'auditor' },
        attestedAt: dayAfter(new Date(bundle.now), -10),
        validity: 'P3M',
      },
      violations: [],
    }));
