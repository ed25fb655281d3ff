import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyEvidence, evidenceFilesOf } from '../../src/cli/evidence-copies.ts';
import { readManifest } from '../../src/seal/manifest.ts';
import { assay, folder } from './run.ts';
import { judged } from './sealed.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const short = (text: string): string => sha(text).slice(0, 16);

const ATTESTATIONS = `version: 1
attestations:
  - id: ATT-3
    control: ORG-01
    status: pass
    statement: So it is
    method: examine
    owner: security
    attestedBy: { name: Jane Doe, role: ISM }
    attestedAt: 2026-10-03
    validity: P3M
    evidence: [{ path: files/minutes.pdf, sha256: ${sha('minutes')}, kind: report }]
`;

const WAIVERS = `version: 1
waivers:
  - id: WVR-7
    rule: spf-all-not-open
    allTargets: true
    type: accepted-risk
    owner: mail team
    justification: TICKET-12
    approvedBy: { name: Jane Doe, role: CISO }
    approvedAt: 2026-09-01
    expires: 2027-01-31
    evidence: [{ path: risk.pdf, sha256: ${sha('risk')}, kind: report }]
`;

const FILES = {
  'statements/a.yaml': ATTESTATIONS,
  'statements/files/minutes.pdf': 'minutes',
  'w.yaml': WAIVERS,
  'risk.pdf': 'risk',
  'assay.yaml': 'attestationFiles: [statements/a.yaml]\nwaiverFiles: [w.yaml]\n',
};

const COPIES = [`${short('minutes')}-minutes.pdf`, `${short('risk')}-risk.pdf`].sort();

test('evidence files of attestations and waivers are copied, and are in the manifest', async () => {
  const { at, status } = await judged(FILES, '--include-evidence');
  expect(status).toBe(0);
  expect(readdirSync(join(at, 'out/evidence')).sort()).toEqual(COPIES);
  const { files } = readManifest(readFileSync(join(at, 'out/manifest.json')));
  expect(files).toContainEqual({
    name: `evidence/${short('minutes')}-minutes.pdf`,
    ...{ bytes: 7, sha256: sha('minutes') },
  });
  expect((await assay(['verify', 'out', '--allow-unsigned'], { cwd: at })).status).toBe(0);
});

test('nothing is copied that was not asked for, and nowhere without a folder', async () => {
  const { at } = await judged(FILES);
  expect(existsSync(join(at, 'out/evidence'))).toBe(false);
  const ran = await assay(['judge', 'bundle.json', '--include-evidence'], { cwd: at });
  expect(ran.status).toBe(2);
  expect(ran.stderr).toMatch(
    /--include-evidence: there is no folder to copy to\n.*give one with -o/,
  );
});

test('a file that is not what was signed for stays out, and the run ends in 4', async () => {
  const { at, status, stderr } = await judged(
    { ...FILES, 'risk.pdf': 'forged' },
    '--include-evidence',
  );
  expect(status).toBe(4);
  expect(stderr).toContain('not copied: risk.pdf: is not the file that was read');
  expect(readdirSync(join(at, 'out/evidence'))).toEqual([`${short('minutes')}-minutes.pdf`]);
});

test('exports and registers are copied from where they were read', () => {
  const at = folder({ 'x/export.json': '[]', 'reg/register.yaml': 'r', 'reg/iso.pdf': 'iso' });
  const present = (kind: string, value: unknown) => ({
    ...{ id: kind, kind, target: 't', observedAt: '2026-11-22T12:00:00.000Z' },
    observation: { status: 'present' as const, value },
    cost: { connections: 0, queries: 0, requests: 0, ms: 0 },
  });
  const one = { what: null, account: null, region: null, resource: null, collectedAt: null };
  const entry = {
    ...{ type: 'certificate', standard: null, holder: null, issuer: null, number: null },
    ...{ scope: null, validFrom: null, validUntil: null, dates: [], openFindings: null },
    problem: null,
  };
  const evidence = [
    present('cloud.exports', {
      policy: {
        ...{ maxAgeHours: 720, regions: [], expect: [], none: [], publicInstances: [] },
      },
      files: [
        {
          ...{ path: join(at, 'x/export.json'), sha256: sha('[]'), ...one, planned: false },
          ...{ complete: true, problem: null, content: [] },
        },
      ],
    }),
    present('org.register', {
      ...{ path: join(at, 'reg/register.yaml'), sha256: sha('r') },
      entries: [
        { ...entry, file: { path: 'iso.pdf', sha256: sha('iso') } },
        { ...entry, file: null },
      ],
    }),
    present('dns.records', {}),
  ];
  const files = evidenceFilesOf({}, { config: null }, { evidence });
  const { written, left } = copyEvidence(join(at, 'out'), files);
  expect(left).toEqual([]);
  expect(written.map((path) => path.slice(at.length))).toEqual([
    `/out/evidence/${short('[]')}-export.json`,
    `/out/evidence/${short('r')}-register.yaml`,
    `/out/evidence/${short('iso')}-iso.pdf`,
  ]);
  expect(readFileSync(written[2] ?? '', 'utf8')).toBe('iso');
});

test('nothing is written through a link, and nothing read that leads out', () => {
  const outside = folder({ 'kept.txt': 'kept', 'secret.pdf': 'secret' });
  const at = folder({ 'a.pdf': 'a' });
  const file = { folder: at, path: 'a.pdf', sha256: sha('a') };
  const name = `evidence/${short('a')}-a.pdf`;
  const first = copyEvidence(at, [file]);
  expect(first.left).toEqual([]);
  // A link in the place of the copy, and one in that of its beginnings.
  for (const link of [name, `${name}.part`]) {
    const out = folder();
    copyEvidence(out, [{ ...file, path: 'nothing.pdf' }, file]);
    rmSync(join(out, link), { force: true });
    symlinkSync(join(outside, 'kept.txt'), join(out, link));
    expect(copyEvidence(out, [file]).left).toEqual([]);
    expect(readFileSync(join(outside, 'kept.txt'), 'utf8')).toBe('kept');
    expect(readFileSync(join(out, name), 'utf8')).toBe('a');
  }
  symlinkSync(join(outside, 'secret.pdf'), join(at, 'out.pdf'));
  const leading = { folder: at, path: 'out.pdf', sha256: sha('secret') };
  expect(copyEvidence(folder(), [leading])).toEqual({
    written: [],
    left: ['out.pdf: leads out of the folder of the file that names it'],
  });
  const linked = folder();
  symlinkSync(outside, join(linked, 'evidence'));
  expect(() => copyEvidence(linked, [file])).toThrow(/evidence: is a link, which is not followed$/);
});
