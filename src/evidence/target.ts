import { z } from 'zod';

/**
 * What a target is: a web origin, a bare TLS endpoint, a DNS zone, a mail domain, an SMTP server; or
 * what files speak for: an account at a cloud, the organisation itself.
 */
export const TARGET_KINDS = [
  'web',
  'tls',
  'zone',
  'mail',
  'smtp',
  'account',
  'organisation',
] as const;

/** What a target is for; decides which rules apply. `null` means not known. */
export const WEB_ROLES = ['site', 'api', 'asset', 'redirector'] as const;
/** `mail` sends and receives; of a server, it takes mail from strangers. */
export const MAIL_ROLES = ['mail', 'mail-sending', 'mail-receiving', 'parked'] as const;
const ROLES = [...WEB_ROLES, ...MAIL_ROLES, 'zone', 'endpoint'] as const;

/** A place in a file of the user; line and column count from 1. */
export const Place = z.strictObject({
  file: z.string(),
  line: z.int().min(1),
  column: z.int().min(1),
});
export type Place = z.infer<typeof Place>;

/** One thing that is audited. */
export const Target = z.strictObject({
  /**
   * Unique in a run: the URI, e.g. `https://example.com/`, `zone:example.com`, `smtp://mx:25`,
   * `aws:123456789012`, `organisation:Example Ltd`.
   */
  id: z.string(),
  kind: z.enum(TARGET_KINDS),
  uri: z.string(),
  /** The host or domain name, in A-label form, without a trailing dot. */
  host: z.string(),
  /** TCP port; null for zones and mail domains. */
  port: z.int().min(1).max(65535).nullable(),
  role: z.enum(ROLES).nullable(),
  /** Addresses that were looked at, in text form. */
  addresses: z.array(z.string()),
  /**
   * Where a file of the user (assay.yaml, a list of targets, a register) names it, or what led to it;
   * the path is from the working directory. Not there where a flag names it, or a file elsewhere.
   */
  namedAt: Place.optional(),
});
export type Target = z.infer<typeof Target>;
export type Role = (typeof ROLES)[number];
export type TargetKind = Target['kind'];

/** Protocols that are upgraded to TLS by a command of their own. */
const STARTTLS_PROTOCOLS = [
  'smtp',
  'lmtp',
  'imap',
  'pop3',
  'ftp',
  'ldap',
  'xmpp',
  'xmpp-server',
  'postgres',
  'mysql',
  'sieve',
  'nntp',
] as const;
export type StarttlsProtocol = (typeof STARTTLS_PROTOCOLS)[number];

/** The protocol that is upgraded to TLS at a target; null where TLS begins at once. */
export const starttlsOf = ({ uri }: Target): StarttlsProtocol | null =>
  STARTTLS_PROTOCOLS.find((protocol) => uri.startsWith(`${protocol}://`)) ?? null;
