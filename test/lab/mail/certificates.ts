import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process.ts';
import { domains, MAILBOXES, MAILERS, POLICY_HOSTS, type CertificateName } from './plan.ts';

const DAY_MS = 86_400_000;
const CONFIG = `[req]
distinguished_name = dn
[dn]
[ca]
default_ca = lab
[lab]
new_certs_dir = .
unique_subject = no
database = index.txt
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
`;

/** Certificates and keys in a folder. */
export interface Certificates {
  readonly folder: string;
  /** The root, PEM. */
  readonly root: string;
  /** The path of a certificate with what leads to the root, of its key, or of both. */
  path(name: CertificateName, form: 'pem' | 'key' | 'both'): string;
  /** SHA-256 of the key of a certificate, or of the key that signs the good ones, in hex. */
  keyDigest(name: CertificateName | 'issuer'): Promise<string>;
  readonly rootDer: Uint8Array;
}

/** Names in the certificate that a host shows. */
function namesOf(certificate: CertificateName): readonly string[] {
  if (certificate === 'wrong-name') return ['elsewhere.test'];
  const mailers = Object.entries(MAILERS).flatMap(([host, one]) =>
    one.certificate === certificate ? [host] : [],
  );
  const mailboxes = Object.keys(MAILBOXES).filter((host) => MAILBOXES[host] === certificate);
  const policies = domains().filter((name) => POLICY_HOSTS[name]?.certificate === certificate);
  return [...mailers, ...mailboxes, ...policies.map((name) => `mta-sts.${name}`)];
}

/** Makes a root, an issuer below it, and all certificates by openssl. */
export async function makeCertificates(parent: string): Promise<Certificates> {
  const folder = join(parent, 'certificates');
  mkdirSync(folder);
  writeFileSync(join(folder, 'ca.cnf'), CONFIG);
  writeFileSync(join(folder, 'index.txt'), '');
  const sound = ['self-signed', 'wrong-name', 'good'] as const;
  await issue(folder, 'root', { by: null, section: 'authority' });
  await issue(folder, 'issuer', { by: 'root', section: 'authority' });
  for (const name of sound) {
    const by = name === 'self-signed' ? null : 'issuer';
    await issue(folder, name, { by, section: 'leaf', names: namesOf(name) });
  }
  await issue(folder, 'expired', {
    ...{ by: 'issuer', section: 'leaf', names: namesOf('expired') },
    days: [-60, -1],
  });
  const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
  for (const name of [...sound, 'expired']) {
    const chain = [text(`${name}.crt`), ...(name === 'self-signed' ? [] : [text('issuer.crt')])];
    writeFileSync(join(folder, `${name}.pem`), chain.join(''));
    writeFileSync(join(folder, `${name}.both`), [text(`${name}.key`), ...chain].join(''));
    // Exim reads it as a user of its own.
    chmodSync(join(folder, `${name}.key`), 0o644);
  }
  return {
    folder,
    root: join(folder, 'root.crt'),
    path: (name, form) => join(folder, `${name}.${form}`),
    keyDigest: async (name) => {
      const key = `openssl pkey -in ${name}.key -pubout -outform DER | sha256sum`;
      return (await shell(folder, key)).slice(0, 64);
    },
    rootDer: Buffer.from(text('root.crt').replaceAll(/-----[^-]+-----|\s/g, ''), 'base64'),
  };
}

interface Issue {
  /** Null: by itself. */
  readonly by: string | null;
  readonly section: 'authority' | 'leaf';
  readonly names?: readonly string[];
  /** First and last day, from now. */
  readonly days?: readonly [number, number];
}

/** Makes NAME.key and NAME.crt. */
async function issue(folder: string, name: string, how: Issue): Promise<void> {
  const { by, section, names = [], days: [from, to] = [-10, 60] } = how;
  const alternatives = names.map((one) => `DNS:${one}`).join(',');
  const san = names.length === 0 ? '' : `-addext subjectAltName=${alternatives}`;
  const signer =
    by === null ? `-selfsign -keyfile ${name}.key` : `-cert ${by}.crt -keyfile ${by}.key`;
  await shell(
    folder,
    `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${name}.key &&
     openssl req -new -config ca.cnf -key ${name}.key -subj "/CN=Lab ${name}" ${san} -out ${name}.csr &&
     openssl ca -batch -notext -config ca.cnf -extensions ${section} ${signer} \
       -startdate ${day(from)} -enddate ${day(to)} -in ${name}.csr -out ${name}.crt`,
  );
}

const day = (offset: number): string =>
  new Date(Date.now() + offset * DAY_MS).toISOString().replaceAll(/\.\d+Z|[-:T]/g, '') + 'Z';

async function shell(folder: string, script: string): Promise<string> {
  const options = { cwd: folder };
  const { code, stdout, stderr } = await run('bash', ['-o', 'pipefail', '-c', script], options);
  if (code !== 0) throw new Error(`openssl: ${stderr}`);
  return stdout;
}
