import { z } from 'zod';
import { AREAS } from '../evidence/kind.ts';
import { COUNTED_BY } from '../evidence/kinds/rate-limit/samples.ts';
import { PATH_ACCESS } from '../evidence/kinds/web/response.ts';
import { MAIL_ROLES, WEB_ROLES } from '../evidence/target.ts';
import { readDocument, type Document } from './document.ts';
import { GateConfig } from './gate.ts';
import { Parameters } from './profile.ts';
import { rulesKeyed, type RuleUse } from './rule-use.ts';
import { rulesOfWaivers, Waivers } from './waiver.ts';

const Text = z.string().min(1, 'must not be empty');

/** As curl has it: empty fields match everything, IPv6 addresses stand in brackets. */
const CONNECT_TO = /^(?:\[[^\]]*\]|[^:[\]]*):\d*:(?:\[[^\]]*\]|[^:[\]]*):\d*$/;

const Address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
const HOST_NAME = /^(?=.*[a-z])[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i;

/** What may be connected to though it is not the public internet. */
const ScopeEntry = z
  .string()
  .refine(
    (text) => HOST_NAME.test(text) || Address.safeParse(text).success,
    'write a host name, an address or a CIDR block such as 10.1.0.0/16',
  );

/** A target with what is known about it; a text alone is its URI. */
const ConfigTarget = z.union([
  Text,
  z.strictObject({ uri: Text, role: z.enum([...WEB_ROLES, ...MAIL_ROLES]).optional() }),
]);

/** The name servers and DS records that the parent of a zone will be given. */
const Delegation = z.strictObject({
  zone: Text,
  nameServers: z
    .array(
      z.strictObject({
        name: Text,
        addresses: z.array(z.union([z.ipv4(), z.ipv6()])).optional(),
      }),
    )
    .min(1),
  /** Key tag, algorithm, digest type and digest of each, as in a master file. */
  ds: z.array(Text).optional(),
});

/** What is known of the mail of the deployment that the DNS does not tell. */
const Mail = z.strictObject({
  /** `SELECTOR` for every domain, or `SELECTOR._domainkey.DOMAIN`. */
  dkimSelectors: z.array(Text).optional(),
  /** Messages that were sent (.eml), whose DKIM signatures name selectors. */
  messages: z.array(Text).optional(),
  /** DMARC aggregate reports (.xml, .xml.gz, .zip), which name selectors. */
  reports: z.array(Text).optional(),
  /** Servers that send for the domains, whose SPF result is to be `pass`. */
  senders: z
    .array(
      z.strictObject({
        address: z.union([z.ipv4(), z.ipv6()]),
        /** Mailbox or domain of MAIL FROM; each domain audited where it is not given. */
        from: Text.optional(),
        helo: Text.optional(),
      }),
    )
    .optional(),
});

/** What is known of the sites that they do not tell themselves. */
const Web = z.strictObject({
  /** Paths besides the one audited. */
  paths: z
    .array(
      z.strictObject({
        /** A path of every site audited, or a URL. */
        path: Text,
        /**
         * `public` where not given; `personal`: its answers are for one person alone; `token`: an API
         * that answers 401 to one who shows no token.
         */
        access: z.enum(PATH_ACCESS).optional(),
      }),
    )
    .max(20)
    .optional(),
  /** Origins whose scripts may read answers, as `https://app.example.com`. */
  origins: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(5)
    .optional(),
  /** Paths of GraphQL endpoints. */
  graphql: z
    .array(z.string().regex(/^\/(?!\/)/, 'write a path, such as /graphql'))
    .max(5)
    .optional(),
  /** Names of cookies that hold sessions. */
  sessionCookies: z.array(Text).optional(),
  /** Fields sent to the targets over https; a value `env:NAME` is taken from the environment. */
  headers: z
    .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'write a field name'), Text)
    .optional(),
});

/** `60s`, `500ms`, `15m`, `1h`, or a number of seconds. */
const Duration = z.union([
  z.number().positive(),
  z.string().regex(/^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/, 'write a time such as 60s, 15m or 1h'),
]);

/** Who permits probes of intensity `active`. */
const Authorisation = z.strictObject({
  by: Text,
  /** `HOST[:PORT][/PATH]`, a path may end in `*`. */
  scope: z.array(Text).min(1),
  /** A day, which counts as a whole, or a time. */
  until: z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'write a day such as 2027-03-31, or a time with its zone',
  }),
  /** Whom operators may ask; sent with the requests. */
  contact: Text.optional(),
});

/** A limit as it is documented, and how its endpoint is to be asked. */
const RateLimit = z.strictObject({
  /** A path of every site audited, or a URL; the target's own where it is not given. */
  path: Text.optional(),
  method: z.enum(['GET', 'HEAD']).optional(),
  requests: z.int().min(1).max(1_000_000).optional(),
  window: Duration.optional(),
  per: z.enum(COUNTED_BY).optional(),
  /** False where several nodes count each for itself. */
  strict: z.boolean().optional(),
  /** Requests in all. */
  budget: z.int().min(10).max(300).optional(),
  perSecond: z.number().min(0.1).max(25).optional(),
  /** For all of it. */
  duration: Duration.optional(),
  /** Requests at once, for limits on concurrency. */
  parallel: z.int().min(2).max(8).optional(),
  /** Try fields that name another client's address. */
  forged: z.boolean().optional(),
  /** Try other forms of the path. */
  variants: z.boolean().optional(),
  /** Send the fields of `web.headers`, and try what is without them. */
  token: z.boolean().optional(),
});
export type RateLimitConfig = z.infer<typeof RateLimit>;

const Login = z.strictObject({
  url: z.url({ protocol: /^https$/, error: 'write an https URL' }),
  /** An account that does not exist, or is there to be thrown away. */
  account: Text,
  accountField: Text.optional(),
  passwordField: Text.optional(),
  form: z.enum(['urlencoded', 'json']).optional(),
  attempts: z.int().min(2).max(10).optional(),
});

/** Which security page the deployment is held against. */
const Claims = z.union([
  Text,
  z.strictObject({
    /** Name of a sheet that comes with assay, or a file. */
    sheet: Text,
    /** For sentences about a page or host of their own: claim id to targets. */
    targets: z.record(z.string(), z.array(Text).min(1)).optional(),
  }),
]);

/** An account at a cloud, a CDN or a forge, and the files that speak for it. */
const Account = z.strictObject({
  /** `aws:123456789012`, `cloudflare:example.com`, `github:OWNER`. */
  id: z.string().regex(/^[a-z]+:\S+$/, 'write PROVIDER:ACCOUNT, such as aws:123456789012'),
  /** Files and folders, from the folder of assay.yaml. */
  files: z.array(Text).min(1),
  /** Older exports do not count; 30d where not given. */
  maxAge: Duration.optional(),
  regions: z.array(Text).optional(),
  /** Ids, names or ARNs that have to be among the resources. */
  expect: z.array(Text).optional(),
  /** Things of which there are none, such as `buckets`. */
  none: z.array(Text).optional(),
  /** Instances that are meant to have a public address, by id or name. */
  publicInstances: z.array(Text).optional(),
});
export type AccountConfig = z.infer<typeof Account>;

/** Files that speak for what cannot be seen from outside. */
const EvidenceFiles = z.strictObject({
  accounts: z.array(Account).optional(),
  /** Registers of certificates and reports, YAML. */
  registers: z.array(Text).optional(),
});

/** What stands on the first page and at the end of a report, and what was left out of the audit. */
const Said = Text.nullable().default(null);
const AboutReport = z.strictObject({
  organisation: Said,
  system: Said,
  classification: Said,
  preparedBy: Said,
  reviewedBy: Said,
  approvedBy: Said,
  excluded: z.array(z.strictObject({ what: Text, reason: Text })).default([]),
});

const DAY = 'a number of seconds from 0.1 to 86400';

/** The configuration file, assay.yaml. */
export const Config = z.strictObject({
  $schema: z.string().optional(),
  profile: Text.optional(),
  targets: z.array(ConfigTarget).optional(),
  /** Names, addresses and CIDR blocks that may lie in private address space. */
  scope: z.array(ScopeEntry).optional(),
  /** Directories with further rules. */
  rules: z.array(Text).optional(),
  waivers: Waivers.optional(),
  /** Files of waivers, besides those here. */
  waiverFiles: z.array(Text).min(1).optional(),
  /** Files of attestations. */
  attestationFiles: z.array(Text).min(1).optional(),
  claims: Claims.optional(),
  evidence: EvidenceFiles.optional(),
  parameters: Parameters.optional(),
  gate: GateConfig.optional(),
  report: AboutReport.optional(),
  /** An earlier JSON report that this one is held against. */
  baseline: Text.optional(),
  /** IP, IP:PORT, tls://HOST[:PORT] or https://HOST/PATH. */
  resolver: Text.optional(),
  /** Master file with the servers of the root; `iana` for the bundled ones. */
  rootHints: Text.optional(),
  /** Files with trust anchors: DS or DNSKEY records, or root-anchors.xml. */
  trustAnchors: z.array(Text).min(1).optional(),
  /** Delegations to be tested before the parent makes them. */
  delegations: z.array(Delegation).optional(),
  /** Zone files or answers (JSON) in place of the DNS: nothing else is asked. */
  dnsFixtures: z.array(Text).min(1).optional(),
  mail: Mail.optional(),
  web: Web.optional(),
  authorisation: Authorisation.optional(),
  /** One limit, or one for each host. */
  rateLimit: z.union([RateLimit, z.array(RateLimit).min(1).max(3)]).optional(),
  /** A sign-in whose limit is tried with `--try-login`. */
  login: Login.optional(),
  connectTo: z.array(z.string().regex(CONNECT_TO, 'write HOST:PORT:ADDRESS:PORT')).optional(),
  /** PEM files of further trusted roots. */
  ca: z.array(Text).optional(),
  /** Seconds for one target. */
  timeout: z.number().min(0.1, DAY).max(86_400, DAY).optional(),
  polite: z.boolean().optional(),
  /** Ask the CAs by OCSP and CRL whether certificates are revoked. */
  revocation: z.boolean().optional(),
  /** Ports of the targets' hosts that may share a key with them, for DROWN. */
  siblings: z.array(z.int().min(1).max(65535)).max(20).optional(),
  only: z.array(z.enum(AREAS)).min(1).optional(),
  skip: z.array(z.enum(AREAS)).optional(),
  /** NAME or NAME:PATH. */
  format: z.array(Text).min(1).optional(),
  outputDirectory: Text.optional(),
});
export type Config = z.infer<typeof Config>;

/** Reads assay.yaml. Throws a DocumentError. */
export const readConfig = (file: string, text: string): Document<Config> =>
  readDocument(file, text, Config);

/** The rules that a configuration names. */
export const rulesOfConfig = (config: Document<Config>): RuleUse[] => [
  ...rulesOfWaivers(config, ['waivers'], config.value.waivers ?? []),
  ...rulesKeyed(config, ['parameters'], config.value.parameters ?? {}),
];
