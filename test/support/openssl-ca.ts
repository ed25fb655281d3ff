import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeCertificate, type Certificate } from '../../src/codec/x509/certificate.ts';
import { decodePem } from '../../src/codec/x509/pem.ts';

/** What openssl printed to either stream, and whether it ended well. */
interface Run {
  readonly ok: boolean;
  readonly text: string;
}

const CONFIG = `[req]
distinguished_name=dn
[dn]
[ca]
default_ca=ca
[ca]
database=index.txt
crlnumber=crlnumber
default_md=sha256
[root]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
[certOnly]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign
[leaf]
subjectAltName=DNS:example.test
extendedKeyUsage=serverAuth
authorityInfoAccess=OCSP;URI:http://ocsp.test/
crlDistributionPoints=URI:http://crl.test/ca.crl
[unnamed]
extendedKeyUsage=serverAuth
[responder]
extendedKeyUsage=OCSPSigning
noCheck=ASN1:NULL
[notForSignatures]
extendedKeyUsage=OCSPSigning
keyUsage=critical,keyAgreement
[onePoint]
issuingDistributionPoint=critical,@onePoint_idp
[onePoint_idp]
fullname=URI:http://crl.test/ca.crl
onlyuser=TRUE
[otherPoint]
issuingDistributionPoint=critical,@otherPoint_idp
[otherPoint_idp]
fullname=URI:http://crl.test/other.crl
[onlyCa]
issuingDistributionPoint=critical,@onlyCa_idp
[onlyCa_idp]
onlyCA=TRUE
[someReasons]
issuingDistributionPoint=critical,@someReasons_idp
[someReasons_idp]
onlysomereasons=keyCompromise
[indirect]
issuingDistributionPoint=critical,@indirect_idp
[indirect_idp]
indirectCRL=TRUE
[relative]
issuingDistributionPoint=critical,@relative_idp
[relative_idp]
relativename=relative_name
[relative_name]
CN=point
[delta]
2.5.29.27=critical,ASN1:INTEGER:1
[unknownCritical]
1.2.3.4=critical,ASN1:UTF8String:odd
`;

/** A CA in a folder of its own, made and run by openssl; certificates are valid from now on. */
export class OpensslCa {
  readonly folder = mkdtempSync(join(tmpdir(), 'ca-'));

  constructor() {
    writeFileSync(join(this.folder, 'ca.cnf'), CONFIG);
    writeFileSync(join(this.folder, 'crlnumber'), '01\n');
    writeFileSync(join(this.folder, 'index.txt'), '');
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }

  run(...args: readonly string[]): Run {
    const { status, stdout, stderr } = spawnSync('openssl', args, {
      cwd: this.folder,
      encoding: 'utf8',
    });
    return { ok: status === 0, text: stdout + stderr };
  }

  /** Runs a command that has to end well. */
  must(...args: readonly string[]): string {
    const { ok, text } = this.run(...args);
    if (!ok) throw new Error(`openssl ${args.join(' ')}: ${text}`);
    return text;
  }

  /** Makes `name`.key and `name`.pem, signed by itself or by another. */
  certificate(
    name: string,
    extensions: string,
    options: {
      readonly issuer?: string;
      readonly subject?: string;
      readonly serial?: number;
      readonly days?: number;
      readonly digest?: string;
    } = {},
  ): Certificate {
    const { issuer, subject = `/CN=${name}`, serial = 1, days = 30, digest = 'sha256' } = options;
    const signer = issuer === undefined ? [] : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`];
    this.must(
      ...['req', '-x509', '-new', '-config', 'ca.cnf', '-extensions', extensions],
      ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', subject],
      ...['-set_serial', String(serial), '-days', String(days), `-${digest}`, ...signer],
      ...['-keyout', `${name}.key`, '-out', `${name}.pem`],
    );
    return this.decoded(name);
  }

  decoded(name: string): Certificate {
    const [block] = decodePem(this.text(`${name}.pem`));
    if (block === undefined) throw new Error(`no certificate ${name}`);
    return decodeCertificate(block.bytes);
  }

  text(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  read(file: string): Uint8Array {
    return new Uint8Array(readFileSync(join(this.folder, file)));
  }

  write(file: string, content: Uint8Array | string): void {
    writeFileSync(join(this.folder, file), content);
  }

  /** The database: serial numbers, each with null or when and why it was revoked. */
  index(entries: Readonly<Record<number, string | null>>): void {
    const lines = Object.entries(entries).map(([serial, revoked]) => {
      const hex = Number(serial).toString(16).toUpperCase().padStart(2, '0');
      const state = revoked === null ? 'V' : 'R';
      return `${state}\t400101000000Z\t${revoked ?? ''}\t${hex}\tunknown\t/CN=any\n`;
    });
    writeFileSync(join(this.folder, 'index.txt'), lines.join(''));
  }

  /** The answer to an OCSP request, signed by `signer`. */
  ocsp(request: Uint8Array, signer: string, ...more: readonly string[]): Uint8Array {
    this.write('request.der', request);
    this.must(
      ...['ocsp', '-index', 'index.txt', '-CA', 'ca.pem', '-reqin', 'request.der'],
      ...[
        '-rsigner',
        `${signer}.pem`,
        '-rkey',
        `${signer}.key`,
        '-respout',
        'response.der',
        ...more,
      ],
    );
    return this.read('response.der');
  }

  /** A CRL of the CA, DER. */
  crl(...more: readonly string[]): Uint8Array {
    this.must(
      ...['ca', '-gencrl', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key'],
      ...['-out', 'crl.pem', ...more],
    );
    this.must('crl', '-in', 'crl.pem', '-outform', 'DER', '-out', 'crl.der');
    return this.read('crl.der');
  }
}
