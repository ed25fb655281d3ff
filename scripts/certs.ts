// Makes fixtures/certs with openssl (3.0 or later): one folder per oddity, `chain.pem` as a server
// would send it; keys are thrown away. `root.pem` is the trusted root of most, `other-root.pem` one
// more. Each recipe says what is odd and, where it breaks a rule, whose.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OUT = new URL('../fixtures/certs/', import.meta.url).pathname;
const WORK = mkdtempSync(join(tmpdir(), 'certs-'));

const CA = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign';
const SERVER =
  'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:example.test';

/** One certificate; by default of an EC key, valid through 2030 and signed with SHA-256. */
interface Recipe {
  readonly subject: string;
  readonly issuer: string | null;
  readonly extensions: string;
  readonly key?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly digest?: string;
  readonly options?: readonly string[];
  /** Uses the key of another recipe. */
  readonly keyOf?: string;
}

const openssl = (...args: readonly string[]): string =>
  execFileSync('openssl', args, { cwd: WORK, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const EC = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
const rsa = (bits: number): readonly string[] => [
  '-algorithm',
  'RSA',
  '-pkeyopt',
  `rsa_keygen_bits:${bits}`,
];
const curve = (name: string, ...more: readonly string[]): readonly string[] => [
  '-algorithm',
  'EC',
  '-pkeyopt',
  `ec_paramgen_curve:${name}`,
  ...more,
];

const server = (extra: Partial<Recipe> = {}): Recipe => ({
  subject: '/CN=server',
  issuer: 'intermediate',
  extensions: SERVER,
  ...extra,
});
const authority = (name: string, extra: Partial<Recipe> = {}): Recipe => ({
  subject: `/O=Assay Test/CN=${name}`,
  issuer: 'root',
  extensions: CA,
  to: '20350101000000Z',
  ...extra,
});

const RECIPES: Readonly<Record<string, Recipe>> = {
  root: authority('Root', { issuer: null, key: rsa(2048), to: '20400101000000Z' }),
  otherRoot: authority('Other Root', { issuer: null, to: '20400101000000Z' }),
  intermediate: authority('Intermediate'),
  good: server(),
  expired: server({ from: '20290101000000Z', to: '20300101000000Z' }),
  notYetValid: server({ from: '20310101000000Z', to: '20320101000000Z' }),
  selfSigned: server({ issuer: null }),
  // RFC 5280, section 6.1.3 (a)(2): the certificate validity period includes the current time.
  expiredCa: authority('Expired', { from: '20280101000000Z', to: '20300101000000Z' }),
  underExpiredCa: server({ issuer: 'expiredCa' }),
  // RFC 5280, section 6.1.4 (k): verify that the basicConstraints extension is present and cA TRUE.
  notCa: authority('Not a CA', { extensions: 'basicConstraints=critical,CA:FALSE' }),
  underNotCa: server({ issuer: 'notCa' }),
  // RFC 5280, section 6.1.4 (n): verify that the keyCertSign bit is set.
  noCertSign: authority('No keyCertSign', {
    extensions: 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature',
  }),
  underNoCertSign: server({ issuer: 'noCertSign' }),
  // RFC 5280, section 6.1.4 (l): verify that max_path_length is greater than zero.
  pathLenZero: authority('No CAs below', {
    extensions: 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign',
  }),
  belowPathLen: authority('One too many', { issuer: 'pathLenZero' }),
  tooDeep: server({ issuer: 'belowPathLen' }),
  underPathLen: server({ issuer: 'pathLenZero' }),
  // RFC 5280, section 4.2.1.12: used only for one of the purposes indicated.
  clientOnly: server({ extensions: SERVER.replace('serverAuth', 'clientAuth') }),
  anyPurpose: server({ extensions: SERVER.replace('serverAuth', 'anyExtendedKeyUsage') }),
  noPurpose: server({ extensions: 'subjectAltName=DNS:example.test' }),
  signOnlyCrls: server({ extensions: SERVER.replace('digitalSignature', 'cRLSign') }),
  emailCa: authority('Mail only', { extensions: `${CA}\nextendedKeyUsage=emailProtection` }),
  underEmailCa: server({ issuer: 'emailCa' }),
  // RFC 5280, section 4.2.1.10.
  permittedCa: authority('Permitted', {
    extensions: `${CA}\nnameConstraints=critical,permitted;DNS:example.test,permitted;IP:192.0.2.0/255.255.255.0`,
  }),
  permitted: server({
    issuer: 'permittedCa',
    extensions: `${SERVER},DNS:*.a.example.test,IP:192.0.2.7`,
  }),
  notPermitted: server({ issuer: 'permittedCa', extensions: `${SERVER},DNS:notexample.test` }),
  ipNotPermitted: server({ issuer: 'permittedCa', extensions: `${SERVER},IP:198.51.100.1` }),
  excludedCa: authority('Excluded', {
    extensions: `${CA}\nnameConstraints=critical,excluded;DNS:.example.test`,
  }),
  excluded: server({ issuer: 'excludedCa', extensions: `${SERVER},DNS:www.example.test` }),
  notExcluded: server({ issuer: 'excludedCa' }),
  directoryCa: authority('Directory', {
    extensions: `${CA}\nnameConstraints=critical,permitted;dirName:allowed\n[allowed]\nO=Assay Test`,
  }),
  inDirectory: server({ issuer: 'directoryCa', subject: '/O=assay  TEST/CN=server' }),
  notInDirectory: server({ issuer: 'directoryCa', subject: '/O=Other/CN=server' }),
  // RFC 5280, section 6.1.5 (f): unrecognized critical extensions are an error.
  unknownCritical: server({ extensions: `${SERVER}\n1.2.3.4.5=critical,ASN1:UTF8String:odd` }),
  sha1: server({ digest: 'sha1' }),
  sha1Ca: authority('SHA-1', { digest: 'sha1' }),
  underSha1Ca: server({ issuer: 'sha1Ca' }),
  // The key and the name of the intermediate, certified by another root.
  crossed: authority('Intermediate', { issuer: 'otherRoot', keyOf: 'intermediate' }),
  manyNames: server({
    extensions: `${SERVER},DNS:*.example.test,IP:192.0.2.1,IP:2001:db8::1,email:a@example.test,URI:https://example.test/,RID:1.2.3.4,dirName:dn,otherName:1.2.3;UTF8:odd\nauthorityInfoAccess=OCSP;URI:http://ocsp.example.test/,caIssuers;URI:http://ca.example.test/\ncrlDistributionPoints=URI:http://crl.example.test/\ncertificatePolicies=2.23.140.1.2.1\ntlsfeature=status_request\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n[dn]\nCN=inside`,
  }),
  oddSubject: server({
    subject:
      '/DC=test/O=a, "b" \\+ \\\\ c#/OU= spaced /serialNumber=42/emailAddress=a@example.test/CN=Grüße <x>',
    options: ['-utf8'],
  }),
  rsa1024: server({ key: rsa(1024) }),
  rsa3072: server({ key: rsa(3072) }),
  rsaPss: server({ key: ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'] }),
  pssCa: authority('PSS', {
    key: ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'],
    options: ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'],
  }),
  underPssCa: server({
    issuer: 'pssCa',
    options: ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:20'],
    digest: 'sha384',
  }),
  p384: server({ key: curve('P-384') }),
  p521: server({ key: curve('P-521') }),
  p224: server({ key: curve('secp224r1') }),
  secp256k1: server({ key: curve('secp256k1') }),
  brainpool: server({ key: curve('brainpoolP384r1') }),
  binaryCurve: server({ key: curve('sect283r1') }),
  explicitCurve: server({ key: curve('P-256', '-pkeyopt', 'ec_param_enc:explicit') }),
  explicitCa: authority('Explicit', { key: curve('P-256', '-pkeyopt', 'ec_param_enc:explicit') }),
  underExplicitCa: server({ issuer: 'explicitCa' }),
  ed25519: server({ key: ['-algorithm', 'ED25519'] }),
  ed448: server({ key: ['-algorithm', 'ED448'] }),
  ed25519Ca: authority('Ed25519', { key: ['-algorithm', 'ED25519'] }),
  underEd25519Ca: server({ issuer: 'ed25519Ca', digest: 'null' }),
  dsa: server({ key: ['-paramfile', 'dsa.pem'] }),
};

/** What is sent in each folder, leaf first. */
const CHAINS: Readonly<Record<string, readonly string[]>> = {
  good: ['good', 'intermediate'],
  'with-root': ['good', 'intermediate', 'root'],
  'no-intermediate': ['good'],
  'wrong-order': ['good', 'root', 'intermediate'],
  surplus: ['good', 'otherRoot', 'intermediate', 'intermediate', 'underPssCa'],
  'cross-signed': ['good', 'crossed', 'intermediate'],
  'other-root': ['good', 'crossed'],
  expired: ['expired', 'intermediate'],
  'not-yet-valid': ['notYetValid', 'intermediate'],
  'self-signed': ['selfSigned'],
  'expired-ca': ['underExpiredCa', 'expiredCa'],
  'not-a-ca': ['underNotCa', 'notCa'],
  'no-cert-sign': ['underNoCertSign', 'noCertSign'],
  'path-length': ['tooDeep', 'belowPathLen', 'pathLenZero'],
  'path-length-kept': ['underPathLen', 'pathLenZero'],
  'client-only': ['clientOnly', 'intermediate'],
  'any-purpose': ['anyPurpose', 'intermediate'],
  'no-purpose': ['noPurpose', 'intermediate'],
  'wrong-key-usage': ['signOnlyCrls', 'intermediate'],
  'mail-ca': ['underEmailCa', 'emailCa'],
  permitted: ['permitted', 'permittedCa'],
  'not-permitted': ['notPermitted', 'permittedCa'],
  'ip-not-permitted': ['ipNotPermitted', 'permittedCa'],
  excluded: ['excluded', 'excludedCa'],
  'not-excluded': ['notExcluded', 'excludedCa'],
  'in-directory': ['inDirectory', 'directoryCa'],
  'not-in-directory': ['notInDirectory', 'directoryCa'],
  'unknown-critical': ['unknownCritical', 'intermediate'],
  sha1: ['sha1', 'intermediate'],
  'sha1-ca': ['underSha1Ca', 'sha1Ca'],
  'many-names': ['manyNames', 'intermediate'],
  'odd-subject': ['oddSubject', 'intermediate'],
  'pss-ca': ['underPssCa', 'pssCa'],
  'ed25519-ca': ['underEd25519Ca', 'ed25519Ca'],
  'explicit-curve-ca': ['underExplicitCa', 'explicitCa'],
  'rsa-1024': ['rsa1024', 'intermediate'],
  'rsa-3072': ['rsa3072', 'intermediate'],
  'rsa-pss': ['rsaPss', 'intermediate'],
  'ec-p224': ['p224', 'intermediate'],
  'ec-p384': ['p384', 'intermediate'],
  'ec-p521': ['p521', 'intermediate'],
  'ec-secp256k1': ['secp256k1', 'intermediate'],
  'ec-brainpool': ['brainpool', 'intermediate'],
  'ec-binary': ['binaryCurve', 'intermediate'],
  'ec-explicit': ['explicitCurve', 'intermediate'],
  ed25519: ['ed25519', 'intermediate'],
  ed448: ['ed448', 'intermediate'],
  dsa: ['dsa', 'intermediate'],
};

const CONFIG = `[ca]
default_ca=test
[test]
database=index.txt
serial=serial
new_certs_dir=.
policy=policy
unique_subject=no
email_in_dn=yes
[policy]
domainComponent=optional
organizationName=optional
organizationalUnitName=optional
serialNumber=optional
commonName=optional
emailAddress=optional
[req]
distinguished_name=empty
[empty]
`;

const made = new Set<string>();

function make(name: string): void {
  const recipe = RECIPES[name];
  if (recipe === undefined) throw new Error(`no recipe ${name}`);
  if (made.has(name)) return;
  made.add(name);
  if (recipe.issuer !== null) make(recipe.issuer);
  if (recipe.keyOf !== undefined) make(recipe.keyOf);
  const key = recipe.keyOf === undefined ? `${name}.key` : `${recipe.keyOf}.key`;
  if (recipe.keyOf === undefined) {
    openssl('genpkey', ...(recipe.key ?? EC), '-out', key);
  }
  openssl(
    'req',
    '-new',
    '-config',
    'ca.cnf',
    '-utf8',
    '-key',
    key,
    '-subj',
    recipe.subject,
    '-out',
    'csr',
  );
  writeFileSync(join(WORK, 'ext'), `[ext]\n${recipe.extensions}\n`);
  const issuer =
    recipe.issuer === null
      ? ['-selfsign', '-keyfile', key]
      : ['-cert', `${recipe.issuer}.crt`, '-keyfile', `${recipe.issuer}.key`];
  openssl(
    ...['ca', '-batch', '-notext', '-config', 'ca.cnf', '-preserveDN', '-in', 'csr', ...issuer],
    ...['-startdate', recipe.from ?? '20300101000000Z', '-enddate', recipe.to ?? '20301231235959Z'],
    ...['-md', recipe.digest ?? 'sha256', '-extfile', 'ext', '-extensions', 'ext'],
    ...(recipe.options ?? []),
    ...['-out', `${name}.crt`],
  );
}

/** Keys that cannot sign a request: put into a copy of a certificate; valid from now on. */
function makeForced(folder: string, ...key: readonly string[]): void {
  openssl('genpkey', ...key, '-out', 'forced.key');
  openssl('pkey', '-in', 'forced.key', '-pubout', '-out', 'forced.pub');
  openssl(
    'req',
    '-new',
    '-config',
    'ca.cnf',
    '-key',
    'good.key',
    '-subj',
    '/CN=server',
    '-out',
    'csr',
  );
  openssl(
    ...['x509', '-req', '-in', 'csr', '-CA', 'intermediate.crt', '-CAkey', 'intermediate.key'],
    ...['-force_pubkey', 'forced.pub', '-days', '9999', '-set_serial', '1', '-out', 'forced.crt'],
  );
  writeChain(folder, ['forced']);
}

function writeChain(folder: string, names: readonly string[]): void {
  mkdirSync(join(OUT, folder), { recursive: true });
  writeFileSync(join(OUT, folder, 'chain.pem'), names.map(read).join(''));
}

const read = (name: string): string => readFileSync(join(WORK, `${name}.crt`), 'utf8');

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
writeFileSync(join(WORK, 'ca.cnf'), CONFIG);
writeFileSync(join(WORK, 'index.txt'), '');
writeFileSync(join(WORK, 'serial'), '1000\n');
openssl(
  ...['genpkey', '-genparam', '-algorithm', 'DSA', '-out', 'dsa.pem'],
  ...['-pkeyopt', 'dsa_paramgen_bits:2048', '-pkeyopt', 'dsa_paramgen_q_bits:256'],
);
for (const name of Object.keys(RECIPES)) make(name);
for (const [folder, names] of Object.entries(CHAINS)) writeChain(folder, names);
makeForced('x25519', '-algorithm', 'X25519');
makeForced('x448', '-algorithm', 'X448');
makeForced('dh', '-algorithm', 'DH', '-pkeyopt', 'group:ffdhe2048');
makeForced('dhx', '-algorithm', 'DHX', '-pkeyopt', 'group:dh_2048_256');
writeFileSync(join(OUT, 'root.pem'), read('root'));
writeFileSync(join(OUT, 'other-root.pem'), read('otherRoot'));
rmSync(WORK, { recursive: true });
