import { encodeMessage, NO_FLAGS, resourceRecord } from '../../../../src/codec/dns/message.ts';
import type { Rdata } from '../../../../src/codec/dns/rdata.ts';
import { registrableDomain } from '../../../../src/derive/domain.ts';
import { mailSpfDerivation } from '../../../../src/derive/mail/spf.ts';
import type { DnsAnswer } from '../../../../src/evidence/kinds/dns/answer.ts';
import type { DnsAnswers } from '../../../../src/evidence/kinds/mail/answers.ts';
import type { MailSpf } from '../../../../src/evidence/kinds/mail/spf.ts';
import { complete, cutShort } from '../../../../src/evidence/listing.ts';
import { present } from '../../../../src/evidence/observation.ts';
import { derived, TIMEOUT } from '../answers.ts';

export const DOMAIN = 'example.com';

/** Records of a name: text alone is TXT, null a name that gave no answer. */
type Records = readonly (string | Rdata)[] | null;
/** Records by name. Other names in its records do not exist. */
export type SpfZone = Readonly<Record<string, Records>>;

const TYPES = ['TXT', 'SPF', 'A', 'AAAA', 'MX', 'SOA'] as const;
type Type = (typeof TYPES)[number];

const txt = (text: string): Rdata => ({
  kind: 'TXT',
  strings: (text.match(/.{1,255}/gs) ?? ['']).map((part) => Buffer.from(part, 'latin1')),
});

/** The answer of a resolver; `denied` is the zone that says that a name does not exist, null if none. */
function answer(zone: SpfZone, name: string, type: Type, denied: string | null): DnsAnswer {
  const data = (zone[name] ?? []).map((one) => (typeof one === 'string' ? txt(one) : one));
  const alias = data.find((one) => one.kind === 'CNAME');
  const exists = name in zone && (alias?.kind !== 'CNAME' || alias.target in zone);
  const soa: Rdata = {
    kind: 'SOA',
    ...{ mname: 'ns.example', rname: 'host.example' },
    ...{ serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 },
  };
  const found = data.filter(({ kind }) => kind === type || kind === 'CNAME');
  return {
    name,
    type,
    rcode: exists ? 'NOERROR' : 'NXDOMAIN',
    authenticated: false,
    records: [],
    wire: Buffer.from(
      encodeMessage({
        id: 1,
        opcode: 0,
        flags: { ...NO_FLAGS, qr: true, ra: true },
        rcode: exists ? 0 : 3,
        question: [],
        answer: found.map((one) => resourceRecord(name, 60, one)),
        authority: denied === null ? [] : [resourceRecord(denied, 60, soa)],
        additional: [],
        edns: null,
      }),
    ).toString('base64'),
  };
}

/** Every name that the records of a zone speak of. */
function namesIn(zone: SpfZone): readonly string[] {
  const spoken = Object.entries(zone).flatMap(([owner, records]) =>
    (records ?? []).flatMap((one) => {
      if (typeof one !== 'string')
        return one.kind === 'MX' ? [one.exchange] : one.kind === 'CNAME' ? [one.target] : [];
      const read = one.replaceAll('%{d}', owner);
      return ['192.0.2.77', '198.51.100.77']
        .map((address) => read.replaceAll('%{i}', address))
        .flatMap((text) => [...text.matchAll(/[:=]((?:[\w-]+\.)+[a-z]+)/gi)])
        .map(([, name = '']) => name);
    }),
  );
  const above = spoken.flatMap((name) => registrableDomain(name) ?? []);
  return [...Object.keys(zone), ...spoken, ...above].map((name) => name.toLowerCase());
}

/** All that can be asked about the names of a zone; incomplete where a name gave no answer. */
export function evidenceOf(zone: SpfZone, denied: string | null = 'example'): DnsAnswers {
  const names = [...new Set(namesIn(zone))];
  const items = names.flatMap((name) => {
    return zone[name] === null ? [] : TYPES.map((type) => answer(zone, name, type, denied));
  });
  const whole = names.every((name) => zone[name] !== null);
  return { answers: whole ? complete(items) : cutShort(items, TIMEOUT) };
}

/** The policy of example.com with a record and more names around it. */
export function policyOf(record: string, more: SpfZone = {}, denied?: string | null): MailSpf {
  const zone = { ...more, [DOMAIN]: [record, ...(more[DOMAIN] ?? [])] };
  const observation = derived(mailSpfDerivation, DOMAIN, present(evidenceOf(zone, denied)));
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
}
