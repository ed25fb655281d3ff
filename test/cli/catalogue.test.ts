import { expect, test } from 'vitest';
import { assay } from './run.ts';

test('a framework is listed requirement by requirement, with its controls and its notice', async () => {
  const { status, stdout } = await assay([
    'controls',
    'list',
    '--framework',
    'hipaa-security-rule',
  ]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^164\.312\(e\)\(2\)\(ii\) +Encryption \(addressable\): .*TLS-01/m);
  expect(stdout).toMatch(/^164\.310\(b\) +Workstation use \(standard\): no control$/m);
  expect(stdout).toContain('~ marks a control that supports and does not decide.');
  expect(stdout).toContain('nothing here is legal advice');
});

test('a proposed rule is listed as proposed', async () => {
  const { stdout } = await assay(['controls', 'list', '--framework', 'hipaa-nprm-2025']);
  expect(stdout).toMatch(/^HIPAA Security Rule, proposed changes of January 2025 \(proposed\)$/m);
});

test('a control is shown with the titles of its rules and requirements', async () => {
  const { stdout } = await assay(['controls', 'show', 'tls-02']);
  expect(stdout).toMatch(/^TLS-02v\d+: /);
  expect(stdout).toContain('tls-versions-deprecated: Versions below TLS 1.2 are refused');
  expect(stdout).toContain('164.312(e)(1): Transmission security (standard)');
  expect(stdout).not.toContain('not in the catalogue');
});

test('profiles are listed, and shown with where their values come from', async () => {
  expect((await assay(['profiles', 'list'])).stdout).toMatch(/^gdpr-art-32 +GDPR, article 32/m);
  const { stdout } = await assay(['profiles', 'show', 'pci-dss-4.0.1']);
  expect(stdout).toMatch(/^extends\n {2}baseline \d+: /m);
  expect(stdout).toContain('scans-frequent.days = 92 (pci-dss-4.0.1; by itself 8)');
  expect(stdout).toContain('page-found: asked of the pages that a sentence names');
  const article = await assay(['profiles', 'show', 'gdpr-art-32']);
  expect(article.stdout).toMatch(/^frameworks, 32 alone\n {2}gdpr: /m);
});

test.each([
  [['controls', 'list', '--framework', 'zebra'], 'no framework "zebra"', 'one of gdpr, '],
  [['controls', 'list', '--framework', 'gdrp'], 'no framework "gdrp"', 'did you mean "gdpr"?'],
  [['controls', 'show', 'TLS-2'], 'no control "TLS-2"', 'did you mean "TLS-02"?'],
  [['profiles', 'show', 'basline'], 'no profile "basline"', 'did you mean "baseline"?'],
])('%j is a wrong use that says what was meant', async (args, error, hint) => {
  const { status, stderr } = await assay(args);
  expect(status).toBe(2);
  expect(stderr).toContain(error);
  expect(stderr).toContain(hint);
});
