import { expect, test } from 'vitest';
import { z } from 'zod';
import { loadPack } from '../../src/audit/pack.ts';
import { CIPHER_SUITES } from '../../src/codec/iana/cipher-suites.ts';
import { NamedGroup } from '../../src/codec/iana/named-group.ts';
import { SignatureScheme } from '../../src/codec/iana/signature-scheme.ts';
import { resolveProfile } from '../../src/control/profile.ts';
import type { Finding } from '../../src/judge/finding.ts';
import { judge } from '../../src/judge/judge.ts';
import { factsOf, TARGET, type Server } from '../support/described-server.ts';

const pack = loadPack();
const OTHERS = pack.profiles.filter(({ value }) => value.id !== 'baseline');
/** Those that stand for themselves; what extends baseline is tested in profiles.test.ts. */
const POLICIES = OTHERS.filter(({ value }) => value.areas?.includes('tls'));
const ASVS = OTHERS.filter(({ value }) => value.id.startsWith('owasp-asvs-5-l'));

const P256 = { type: 'EC', bits: 256, curve: 'secp256r1' };
const P384 = { type: 'EC', bits: 384, curve: 'secp384r1' };
const rsa = (bits: number) => ({ type: 'RSA', bits, curve: null, exponent: '10001' });
const ECDSA = { algorithm: 'ecdsa-with-SHA384', hash: 'SHA-384' };
const RSA_SHA256 = { algorithm: 'sha256WithRSAEncryption', hash: 'SHA-256' };
const SHA1 = { algorithm: 'sha1WithRSAEncryption', hash: 'SHA-1' };

const TLS13: Server['suites'] = [
  ['TLS 1.3', 'TLS_AES_128_GCM_SHA256'],
  ['TLS 1.3', 'TLS_AES_256_GCM_SHA384'],
];
const CHACHA13: Server['suites'] = [['TLS 1.3', 'TLS_CHACHA20_POLY1305_SHA256']];
const GCM12: Server['suites'] = [
  ['TLS 1.2', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  ['TLS 1.2', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
];
const CHACHA12: Server['suites'] = [['TLS 1.2', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256']];
const RSA12: Server['suites'] = [['TLS 1.2', 'TLS_RSA_WITH_AES_128_GCM_SHA256']];

const modern: Server = {
  versions: ['TLS 1.3'],
  suites: [...TLS13, ...CHACHA13],
  groups: ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1'],
  dhBits: [],
  schemes: ['ecdsa_secp256r1_sha256'],
  key: P256,
  signature: ECDSA,
  issuerKey: P384,
  issuerSignature: RSA_SHA256,
  lifetimeDays: 90,
};
const intermediate: Server = {
  ...modern,
  versions: ['TLS 1.2', 'TLS 1.3'],
  suites: [...TLS13, ...CHACHA13, ...GCM12, ...CHACHA12],
  schemes: ['rsa_pss_rsae_sha256', 'rsa_pkcs1_sha256', 'rsa_pkcs1_sha224'],
  key: rsa(2048),
  signature: RSA_SHA256,
  issuerKey: rsa(2048),
  lifetimeDays: 366,
};
const federal: Server = {
  ...intermediate,
  suites: [...TLS13, ...GCM12, ['TLS 1.2', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA']],
  groups: ['X25519MLKEM768', 'secp256r1', 'secp384r1', 'ffdhe2048'],
  dhBits: [2048],
  lifetimeDays: 1096,
};
const german: Server = {
  ...modern,
  versions: ['TLS 1.2', 'TLS 1.3'],
  suites: [...TLS13, ...GCM12, ['TLS 1.2', 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384']],
  groups: ['secp256r1', 'brainpoolP384r1', 'brainpoolP256r1tls13', 'ffdhe3072'],
  dhBits: [3072],
  schemes: ['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256'],
  issuerSignature: ECDSA,
};
const shop: Server = { ...intermediate, versions: ['TLS 1.2'], suites: [...GCM12, ...RSA12] };

/** For each policy a server that complies, and what each of its rules finds fault with. */
const SERVERS: Readonly<
  Record<string, readonly [Server, Readonly<Record<string, Partial<Server>>>]>
> = {
  'tlsref-6-modern': [
    modern,
    {
      'tls-versions-policy': { versions: ['TLS 1.2', 'TLS 1.3'] },
      'tls-versions-required': { versions: [] },
      'tls-suites-policy': { suites: [...TLS13, ['TLS 1.3', 'TLS_AES_128_CCM_SHA256']] },
      'tls-groups-policy': { groups: ['x25519', 'secp521r1'] },
      'certificate-key-policy': { key: rsa(4096) },
      'certificate-signature-policy': { signature: RSA_SHA256 },
      'certificate-lifetime-policy': { lifetimeDays: 91 },
    },
  ],
  'tlsref-6-intermediate': [
    intermediate,
    {
      'tls-versions-policy': { versions: ['TLS 1.1', 'TLS 1.2', 'TLS 1.3'] },
      'tls-versions-required': { versions: ['TLS 1.3'] },
      'tls-suites-policy': { suites: [...GCM12, ...RSA12] },
      'tls-groups-policy': { groups: ['x25519', 'x448'] },
      'tls-dh-policy': { dhBits: [1024] },
      'certificate-key-policy': { key: { type: 'EC', bits: 521, curve: 'secp521r1' } },
      'certificate-signature-policy': {
        signature: { algorithm: 'sha384WithRSAEncryption', hash: 'SHA-384' },
      },
      'certificate-lifetime-policy': { lifetimeDays: 367 },
    },
  ],
  'nist-sp-800-52r2': [
    federal,
    {
      'tls-versions-policy': { versions: ['TLS 1.1', 'TLS 1.2', 'TLS 1.3'] },
      'tls-versions-required': { versions: ['TLS 1.2'] },
      'tls-suites-policy': { suites: [...TLS13, ...CHACHA13] },
      'tls-groups-policy': { groups: ['x25519', 'secp256r1'] },
      'tls-dh-policy': { dhBits: [2048, 1024] },
      'tls-signature-schemes-policy': { schemes: ['rsa_pss_rsae_sha256', 'rsa_pkcs1_sha1'] },
      'certificate-key-policy': { key: { type: 'Ed25519', bits: 256, curve: null } },
      'certificate-chain-key-policy': { issuerKey: rsa(1024) },
      'certificate-chain-signature-policy': { issuerSignature: SHA1 },
      'certificate-lifetime-policy': { lifetimeDays: 1097 },
    },
  ],
  'bsi-tr-02102-2': [
    german,
    {
      'tls-versions-policy': { versions: ['TLS 1.0', 'TLS 1.2'] },
      'tls-suites-policy': { suites: [...TLS13, ...CHACHA13] },
      'tls-groups-policy': { groups: ['secp256r1', 'x25519'] },
      'tls-dh-policy': { dhBits: [2048] },
      'tls-signature-schemes-policy': { schemes: ['rsa_pkcs1_sha256'] },
      'certificate-key-policy': { key: { ...P256, curve: 'secp256k1' } },
      'certificate-chain-key-policy': { issuerKey: rsa(2048) },
      'certificate-chain-signature-policy': { signature: RSA_SHA256 },
    },
  ],
  'pci-dss-4.0.1-transport': [
    shop,
    {
      'tls-versions-policy': { versions: ['TLS 1.1', 'TLS 1.2'] },
      'tls-dh-policy': { dhBits: [1024] },
      'certificate-chain-key-policy': { issuerKey: rsa(1024) },
    },
  ],
};

function profileOf(id: string) {
  const profile = pack.profiles.find(({ value }) => value.id === id);
  if (profile === undefined) throw new Error(`no profile ${id}`);
  return profile;
}

/** The rules whose values policies set. */
const POLICY_RULES = pack.rules.filter(({ id }) =>
  /^(tls|certificate)-.*-(policy|required)$/.test(id),
);

/** What the rules that policies set say of a server; by their own values where no policy is named. */
function judged(server: Server, id: string | null): readonly Finding[] {
  const everything = { only: null, skip: null };
  const { rules, parameters } =
    id === null
      ? { rules: pack.rules, parameters: {} }
      : resolveProfile(profileOf(id), null, pack.rules, everything);
  const set = rules.filter((rule) => POLICY_RULES.some(({ id: own }) => own === rule.id));
  const now = new Date('2026-11-22T12:00:00Z');
  return judge(set, factsOf(server), [TARGET], { now, params: parameters });
}

const outcomes = (findings: readonly Finding[]) =>
  Object.fromEntries(findings.map(({ rule, outcome }) => [rule, outcome]));

test('every policy is tested', () => {
  expect(POLICIES.map(({ value }) => value.id)).toEqual(Object.keys(SERVERS).sort());
});

test.each(OTHERS.map((profile) => [profile.value.id, profile] as const))(
  '%s names a section for every rule that it sets parameters of',
  (_, { value: { parameters, references = {}, exclude } }) => {
    const sections = Object.entries(references).flatMap(([rule, list]) =>
      list.every(({ section }) => section !== undefined) ? [rule] : [],
    );
    expect(sections).toEqual(Object.keys(references));
    expect(sections).toEqual(expect.arrayContaining(Object.keys(parameters)));
    for (const { rule } of exclude) expect(sections).not.toContain(rule);
  },
);

test.each(POLICIES.map((profile) => [profile.value.id, profile] as const))(
  '%s sets every rule of a policy, or leaves it out with a reason',
  (_, { value: { parameters, exclude } }) => {
    const left = POLICY_RULES.map(({ id }) => id).filter((id) => !(id in parameters));
    expect(exclude.map(({ rule }) => rule)).toEqual(expect.arrayContaining(left));
  },
);

test.each(POLICIES.map((profile) => [profile.value.id, profile] as const))(
  '%s keeps every rule that holds a grade down',
  (_, { value: { exclude } }) => {
    const capped = pack.rules.filter(({ caps }) => caps.length > 0).map(({ id }) => id);
    expect(exclude.filter(({ rule }) => capped.includes(rule))).toEqual([]);
  },
);

test.each(
  OTHERS.flatMap(({ value: { id, only, areas = [] } }) =>
    only ? [[id, only.rules, areas] as const] : [],
  ),
)('%s judges the rules that it names and no others', (id, named, areas) => {
  const { rules, excluded } = resolveProfile(profileOf(id), null, pack.rules, {
    only: null,
    skip: null,
  });
  expect(rules.map((rule) => rule.id).sort()).toEqual([...named].sort());
  const left = pack.rules.filter((rule) => areas.includes(rule.area) && !named.includes(rule.id));
  expect(excluded.map(({ rule }) => rule)).toEqual(left.map((rule) => rule.id));
});

test.each(ASVS.map((profile) => [profile.value.id, profile] as const))(
  '%s names the requirement of every rule',
  (_, { value: { only, references = {} } }) => {
    expect(Object.keys(references).sort()).toEqual([...(only?.rules ?? [])].sort());
    const sections = Object.values(references).flatMap((list) =>
      list.map(({ section }) => section),
    );
    for (const section of sections) expect(section).toMatch(/^v5\.0\.0-\d+\.\d+\.\d+$/);
  },
);

test('each level of the ASVS holds the one below', () => {
  const rulesOf = ASVS.map(({ value }) => value.only?.rules ?? []);
  expect(rulesOf).toHaveLength(3);
  for (const [index, rules] of rulesOf.entries()) {
    expect(rules).toEqual(expect.arrayContaining([...(rulesOf[index - 1] ?? [])]));
    expect(rules.length).toBeGreaterThan(rulesOf[index - 1]?.length ?? 0);
  }
});

const CASES = Object.entries(SERVERS);

test.each(CASES)('%s passes a server that complies', (id, [server]) => {
  const set = Object.keys(profileOf(id).value.parameters);
  expect(outcomes(judged(server, id))).toEqual(
    Object.fromEntries(set.map((rule) => [rule, 'pass'])),
  );
});

test.each(CASES)('%s has a step beside for every rule that it sets', (id, [, steps]) => {
  expect(Object.keys(profileOf(id).value.parameters).sort()).toEqual(Object.keys(steps).sort());
});

test.each(
  CASES.flatMap(([id, [server, steps]]) =>
    Object.entries(steps).map(([rule, step]) => [id, rule, { ...server, ...step }] as const),
  ),
)('%s fails %s alone, one step beside', (id, rule, server) => {
  const findings = judged(server, id);
  const failed = findings.filter(({ outcome }) => outcome !== 'pass');
  expect(outcomes(failed)).toEqual({ [rule]: 'fail' });
  const { references = {} } = profileOf(id).value;
  expect(failed[0]?.references).toEqual(expect.arrayContaining(references[rule] ?? []));
  expect(failed[0]?.references[0]).toEqual(references[rule]?.[0]);
});

test.each([
  ['modern', modern],
  ['intermediate', intermediate],
])('where no policy is named, a %s server of TLSRef passes all of them', (_, server) => {
  const found = outcomes(judged(server, null));
  expect(Object.keys(found)).toEqual(POLICY_RULES.map(({ id }) => id));
  expect(Object.entries(found).filter(([, outcome]) => outcome !== 'pass')).toEqual([]);
});

const KNOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  'tls-suites-policy': new Set(CIPHER_SUITES.map(({ name }) => name)),
  'tls-groups-policy': new Set(Object.keys(NamedGroup)),
  'tls-signature-schemes-policy': new Set(Object.keys(SignatureScheme)),
  'tls-signature-schemes-sha1': new Set(Object.keys(SignatureScheme)),
};

test.each(Object.entries(KNOWN))('%s is given registered names only', (id, known) => {
  const given = [
    ...pack.rules.flatMap((rule) => (rule.id === id ? [rule.params] : [])),
    ...POLICIES.map(({ value }) => value.parameters[id] ?? {}),
  ].flatMap((params) => Object.values(params).flatMap((names) => z.array(z.string()).parse(names)));
  expect(given.length).toBeGreaterThan(5);
  expect(given.filter((name) => !known.has(name))).toEqual([]);
});
