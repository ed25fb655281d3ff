import fc from 'fast-check';
import {
  createRecordLookup,
  discoverPolicy as peerPolicy,
  getOrgDomain,
  getPolicyTags,
  parseDmarcRecord,
  type Tags,
} from 'mailauth/lib/dmarc/get-dmarc-record.js';
import { describe, expect, test } from 'vitest';
import { parseDmarc, type DmarcRecord } from '../../../src/codec/mail/dmarc.ts';
import { discoverPolicy, organizationalDomain } from '../../../src/codec/mail/dmarc-discovery.ts';
import { publishedPolicy } from '../../../src/codec/mail/dmarc-policy.ts';

/** Texts by domain; null is a name whose server fails. */
type Zone = ReadonlyMap<string, readonly string[] | null>;

const SEED = 9989;

const errorWith = (code: string): Error => Object.assign(new Error(code), { code });

/** What mailauth 7.1.0 makes of a domain, and the names that it asked for. */
async function byPeer(start: string, zone: Zone) {
  const asked: string[] = [];
  const lookup = createRecordLookup(
    (name) => {
      const domain = name.slice('_dmarc.'.length);
      asked.push(domain);
      const texts = zone.get(domain);
      if (texts === null) return Promise.reject(errorWith('ESERVFAIL'));
      if (texts === undefined) return Promise.reject(errorWith('ENOTFOUND'));
      return Promise.resolve(texts.map((text) => [text]));
    },
    { strict: true },
  );
  const found = await peerPolicy(start, lookup).catch(() => null);
  const organization = await getOrgDomain(start, lookup).catch(() => null);
  const holder = found === null ? 'unknown' : (found.recordDomain ?? 'none');
  const tags = found?.record ? getPolicyTags(found.record) : null;
  return { holder, organization, asked, policies: tags === null ? null : policiesOf(tags) };
}

const policiesOf = ({ p, sp, np }: { p: string; sp?: string; np?: string }) => [
  p,
  sp ?? p,
  np ?? sp ?? p,
];

function byUs(start: string, zone: Zone) {
  const asked: string[] = [];
  const texts = (domain: string): readonly string[] | null => {
    asked.push(domain);
    const found = zone.get(domain);
    return found === undefined ? [] : found;
  };
  const found = discoverPolicy(start, texts);
  const walked = [...asked];
  const record = found.status === 'found' ? found.published.record : null;
  return {
    holder: found.status === 'found' ? found.domain : found.status,
    organization: organizationalDomain(start, texts),
    asked: walked,
    policies: record && published(record),
  };
}

/** For the domain, for its subdomains and for what does not exist; null where there is none. */
function published(record: DmarcRecord): readonly (string | null)[] | null {
  const policies = (['domain', 'subdomain', 'nonExistent'] as const).map((scope) =>
    publishedPolicy(record, scope),
  );
  return policies.includes(null) ? null : policies;
}

const tag = fc.constantFrom(
  'p=none',
  'p=quarantine',
  'p=reject',
  'p = Reject',
  'p=bob',
  'p=',
  'P=reject',
  'sp=none',
  'sp=reject',
  'sp=bob',
  'sp=',
  'np=reject',
  'np=quarantine',
  'np=x',
  'psd=y',
  'psd=n',
  'psd=u',
  'psd=N',
  'psd=z',
  't=y',
  'pct=50',
  'foo=bar',
  'junk',
  '',
  'adkim=s',
  'rua=mailto:a@b.example',
  'rua=mailto:',
  'rua=a@b.example',
  'rua=https://a.example!10m , x',
  'rua=mailto:a!b@c.example',
  'ruf=mailto:a@b.example',
);

/** Separators with all the white space that the grammar has. */
const separator = fc.constantFrom(';', '; ', ' ; ', '\t;');

const recordText = fc
  .tuple(
    fc.constantFrom('v=DMARC1', 'v = DMARC1', 'v=DMARC1 '),
    fc.array(fc.tuple(separator, tag), { maxLength: 6 }),
    fc.constantFrom('', ';', '; '),
  )
  .map(([version, tags, end]) => `${version}${tags.flat().join('')}${end}`);

const otherText = fc.constantFrom(
  'v=spf1 -all',
  'hello',
  'v=DMARC2; p=none',
  'p=none; v=DMARC1',
  '',
);

const texts = fc.oneof(
  { weight: 6, arbitrary: recordText.map((text): readonly string[] | null => [text]) },
  { weight: 2, arbitrary: fc.array(fc.oneof(recordText, otherText), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);

const world = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', 'mail'), { maxLength: 11 }),
    fc.array(texts, { minLength: 13, maxLength: 13 }),
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 13, maxLength: 13 }),
  )
  .map(([labels, contents, holds]) => {
    const names = [...labels, 'example', 'com'];
    const zone = new Map(
      names.flatMap((_, index) => {
        const content = contents[index];
        const held = holds[index] === 0 && content !== undefined;
        return held ? [[names.slice(index).join('.'), content] as const] : [];
      }),
    );
    return { start: names.join('.'), zone };
  });

/** The record at the domain itself has a tag twice. */
function ownIsInvalid(start: string, zone: Zone): boolean {
  const records = (zone.get(start) ?? []).flatMap((text) => parseDmarc(text) ?? []);
  return records.length === 1 && records[0]?.duplicated === true;
}

describe('beside mailauth 7.1.0 in strict mode', () => {
  test('3,000 random zones have the same policy, organizational domain and queries', async () => {
    const met = { found: 0, inherited: 0, none: 0, unknown: 0, invalid: 0 };
    await fc.assert(
      fc.asyncProperty(world, async ({ start, zone }) => {
        const [peer, ours] = [await byPeer(start, zone), byUs(start, zone)];
        expect([ours.organization, ours.asked]).toEqual([peer.organization, peer.asked]);
        if (ownIsInvalid(start, zone)) {
          met.invalid += 1;
          expect([ours.holder, ours.policies]).toEqual([start, null]);
          return;
        }
        expect(ours).toEqual(peer);
        const found = ours.holder === start ? 'found' : 'inherited';
        met[ours.holder === 'none' || ours.holder === 'unknown' ? ours.holder : found] += 1;
      }),
      { numRuns: 3000, seed: SEED },
    );
    for (const count of Object.values(met)) expect(count).toBeGreaterThan(50);
  });

  test('3,000 random records have the same tags and policy', () => {
    fc.assert(
      fc.property(recordText, (text) => {
        const ours = parseDmarc(text);
        const peer = parseDmarcRecord(text, { strict: true });
        expect(ours?.duplicated).toBe(peer === null);
        if (ours === null || peer === null) return;
        const tags = getPolicyTags(peer);
        expect(published(ours)).toEqual(tags && policiesOf(tags));
        expect({ psd: ours.psd, testing: ours.testing, adkim: ours.adkim }).toEqual(settings(peer));
      }),
      { numRuns: 3000, seed: SEED },
    );
  });
});

/** Tags of mailauth with the defaults of section 4.7; it keeps values that are none. */
const settings = ({ psd, t, adkim }: Tags) => ({
  psd: psd === 'y' || psd === 'n' ? psd : 'u',
  testing: t === 'y',
  adkim: adkim ?? 'r',
});

describe('where mailauth 7.1.0 and we differ', () => {
  const strict = { strict: true };

  test('a tag twice at the domain itself: RFC 6376, section 3.2, makes the list invalid', async () => {
    // RFC 9989 does not say that the record above takes its place, which may be the stricter one.
    const zone: Zone = new Map([
      ['mail.example.com', ['v=DMARC1; p=none; p=none']],
      ['example.com', ['v=DMARC1; p=reject']],
    ]);
    expect(await byPeer('mail.example.com', zone)).toMatchObject({ holder: 'example.com' });
    expect(byUs('mail.example.com', zone)).toMatchObject({
      holder: 'mail.example.com',
      policies: null,
    });
  });

  test('a capital V: section 4.7 has the tag v, and RFC 6376, section 3.2, tells case apart', async () => {
    const zone: Zone = new Map([['example.com', ['V=DMARC1; p=reject']]]);
    expect((await byPeer('example.com', zone)).holder).toBe('example.com');
    expect(byUs('example.com', zone).holder).toBe('none');
  });

  test('white space before the version: the grammar of section 4.8 has none there', async () => {
    const zone: Zone = new Map([['example.com', [' v=DMARC1; p=reject']]]);
    expect((await byPeer('example.com', zone)).holder).toBe('example.com');
    expect(byUs('example.com', zone).holder).toBe('none');
  });

  test('a name alone: section 4.7 has what is no tag discarded', () => {
    const text = 'v=DMARC1; p=reject; p';
    const peer = parseDmarcRecord(text, strict);
    expect(peer && getPolicyTags(peer)).toBeNull();
    expect(parseDmarc(text)).toMatchObject({ policy: 'reject', duplicated: false });
  });
});

describe('what other programs get wrong', () => {
  test.each([
    ['Internet.nl refuses it', 'v=DMARC1; rua=mailto:a@b.example; p=reject', 'reject'],
    ['Internet.nl refuses it', 'v=DMARC1; rua=mailto:a@b.example', 'none'],
    ['Internet.nl refuses it', 'v=DMARC1; p=reject; foo=bar', 'reject'],
    ['GCA wants p second', 'v=DMARC1; adkim=s; p=quarantine', 'quarantine'],
    ['OpenDMARC calls pct=500 an error', 'v=DMARC1; p=reject; pct=500', 'reject'],
  ])('%s: %s', (_, text, policy) => {
    const record = parseDmarc(text);
    expect(record && publishedPolicy(record, 'domain')).toBe(policy);
    expect(record?.faults).toEqual([]);
  });

  test('Internet.nl takes V=DMARC1 for a record', () => {
    expect(parseDmarc('V=DMARC1; p=reject')).toBeNull();
  });

  test('checkdmarc takes the first record on the way up', () => {
    const zone: Zone = new Map([
      ['mail.example.com', ['v=DMARC1; p=reject']],
      ['example.com', ['v=DMARC1; p=none']],
    ]);
    expect(byUs('a.mail.example.com', zone)).toMatchObject({ holder: 'example.com' });
  });

  test('checkdmarc gives up where a name above has several records', () => {
    const zone: Zone = new Map([
      ['mail.example.com', ['v=DMARC1; p=none', 'v=DMARC1; p=none']],
      ['example.com', ['v=DMARC1; p=reject']],
    ]);
    expect(byUs('a.mail.example.com', zone)).toMatchObject({ holder: 'example.com' });
  });
});
