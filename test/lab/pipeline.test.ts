import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Report } from '../../src/report/report.ts';
import { MAIN } from './lab.ts';
import { openShop, type Shop } from './pipeline/shop.ts';
import { run, type Printed } from './process.ts';

/** One story: the releases of a shop, each audited, sealed and held against the one before. */
let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
  const { folder } = shop;
  await run('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', 'key.pem'], { cwd: folder });
  await run('openssl', ['pkey', '-in', 'key.pem', '-pubout', '-out', 'public.pem'], {
    cwd: folder,
  });
});

afterAll(() => shop.stop());

const assay = (...args: readonly string[]): Promise<Printed> =>
  run(process.execPath, [MAIN, ...args], { cwd: shop.folder });

const audit = (out: string, ...args: readonly string[]): Promise<Printed> =>
  assay('audit', '--no-progress', '-o', out, ...args);

const AGAINST = ['--baseline', 'released/report.json', '--fail-on-regression'] as const;

const reportIn = (folder: string): Report =>
  Report.parse(JSON.parse(readFileSync(join(shop.folder, folder, 'report.json'), 'utf8')));

const lastLine = ({ stderr }: Printed): string => stderr.trimEnd().split('\n').at(-1) ?? '';

test('a good release passes with 0, is sealed, and its seal holds', async () => {
  await shop.release('good');
  const ran = await audit('released');
  expect([ran.code, lastLine(ran)]).toEqual([0, expect.stringMatching(/^exit 0: grade A\+ >= /)]);
  const signed = await assay('sign', 'released', '--key', 'key.pem');
  expect(signed.code, signed.stderr).toBe(0);
  const verified = await assay('verify', 'released', '--key', 'public.pem');
  expect(verified.code, verified.stderr).toBe(0);
});

test('the same release again is no regression', async () => {
  const ran = await audit('again', ...AGAINST);
  expect(ran.code, ran.stderr).toBe(0);
  const changes = reportIn('again').comparison?.changes ?? null;
  expect(changes?.filter(({ state }) => state === 'regressed' || state === 'new')).toEqual([]);
});

test('TLS 1.0 switched on and a header lost fail with 1, and the last line says why', async () => {
  await shop.release('regressed');
  const ran = await audit('worse', '--format=junit:worse/junit.xml', ...AGAINST);
  expect(ran.code, ran.stderr).toBe(1);
  expect(lastLine(ran)).toMatch(/^exit 1: .*regress/);
  const changes = reportIn('worse').comparison?.changes ?? [];
  const worse = changes.filter(({ state }) => state === 'regressed').map(({ rule }) => rule);
  expect(worse).toContain('tls-versions-deprecated');
  expect(worse.filter((rule) => rule.startsWith('hsts-'))).not.toEqual([]);
  expect(readFileSync(join(shop.folder, 'worse/junit.xml'), 'utf8')).toContain(
    'tls-versions-deprecated',
  );
});

test('a release that nothing answers for is undecided: 3, never 0 or 1', async () => {
  await shop.close();
  const ran = await audit('unseen', ...AGAINST);
  expect([ran.code, lastLine(ran)]).toEqual([3, expect.stringMatching(/^exit 3: /)]);
});

test('a wrong configuration is 2, and says where', async () => {
  const file = join(shop.folder, 'broken.yaml');
  writeFileSync(file, 'targets: [https://shop.test/]\ngate: { minGrad: A }\n');
  const ran = await audit('broken', '--config', 'broken.yaml');
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(/broken\.yaml:2:9: .*minGrad/);
  expect(ran.stderr).toContain('minGrade');
});

test('a bundle that was changed after it was signed is 4, and names the file', async () => {
  appendFileSync(join(shop.folder, 'released/report.html'), '<!-- all is well -->');
  const ran = await assay('verify', 'released', '--key', 'public.pem');
  expect(ran.code).toBe(4);
  expect(lastLine(ran)).toMatch(/^exit 4: .*report\.html/);
});

test('a mended release passes again, and the fault is told as mended', async () => {
  await shop.release('good');
  const ran = await audit('mended', '--baseline', 'worse/report.json', '--fail-on-regression');
  expect(ran.code, ran.stderr).toBe(0);
  const changes = reportIn('mended').comparison?.changes ?? [];
  const fixed = changes.filter(({ state }) => state === 'fixed').map(({ rule }) => rule);
  expect(fixed).toContain('tls-versions-deprecated');
});
