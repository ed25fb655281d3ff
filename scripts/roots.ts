// Writes rules/data/roots.pem: the roots of Mozilla's program trusted for TLS servers, as bundled in
// the Node.js of the devDependencies. Run it with that Node after updating it.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { getCACertificates } from 'node:tls';
import { decodeCertificate } from '../src/codec/x509/certificate.ts';
import { decodePem } from '../src/codec/x509/pem.ts';

const LICENCE =
  'From certdata.txt of NSS, which is under the Mozilla Public License 2.0 (https://mozilla.org/MPL/2.0/).';

/** The changelog that comes with the binary says which NSS the roots are from, and when it came out. */
function provenance(): { readonly nss: string; readonly date: string } {
  const { resolve } = createRequire(createRequire(import.meta.url).resolve('node/package.json'));
  const folder = dirname(resolve(`node-${process.platform}-${process.arch}/package.json`));
  const changelog = readFileSync(`${folder}/CHANGELOG.md`, 'utf8');
  const present = changelog.slice(changelog.indexOf(`, Version ${process.versions.node} `) - 10);
  const date = /^\d{4}-\d\d-\d\d/.exec(present)?.[0];
  const nss = /update root certificates to NSS ([\d.]+)/.exec(present)?.[1];
  if (date === undefined || nss === undefined) throw new Error('the changelog has another form');
  return { nss, date };
}

const { nss, date } = provenance();
const blocks = getCACertificates('bundled').map((pem) => {
  const [block] = decodePem(pem);
  if (block === undefined) throw new Error('no certificate');
  const { subject } = decodeCertificate(block.bytes);
  const lines = Buffer.from(block.bytes)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  const text = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  return { text: `\n# ${subject.text}\n${text}`, subject: subject.text };
});

writeFileSync(
  new URL('../rules/data/roots.pem', import.meta.url),
  [
    '# id: mozilla-roots\n',
    `# date: ${date}\n`,
    `# source: Mozilla's root program, TLS server trust, of NSS ${nss} as bundled in Node.js ${process.versions.node} (released ${date})\n`,
    `# ${LICENCE}\n`,
    ...blocks.toSorted((a, b) => (a.subject < b.subject ? -1 : 1)).map(({ text }) => text),
  ].join(''),
);
console.log(`${blocks.length} roots of NSS ${nss}, ${date}`);
