import type { RdataOf } from '../codec/dns/rdata.ts';
import type { Kind } from '../evidence/kind.ts';
import type { Observation } from '../evidence/observation.ts';
import type { MailSender } from '../evidence/kinds/mail/answers.ts';
import type { SelectorSource } from '../evidence/kinds/mail/dkim.ts';
import type { PATH_ACCESS } from '../evidence/kinds/web/response.ts';
import type { DocumentedLimit } from '../evidence/kinds/rate-limit/samples.ts';
import type { Target } from '../evidence/target.ts';
import type { Endpoint, Net } from '../net/net.ts';

/** What a probe may do to a target; each includes the ones before it. */
export const INTENSITIES = ['passive', 'standard', 'active'] as const;
export type Intensity = (typeof INTENSITIES)[number];

/** What the user asked for beyond what every audit looks at. */
export interface ProbeSettings {
  /** Ask the CA by OCSP and CRL whether certificates are revoked. */
  readonly revocation: boolean;
  /** Ports of the same host that may share its key. */
  readonly siblings: readonly number[];
  /** Zones whose delegation is given and not looked up (pre-delegation test). */
  readonly delegations: readonly GivenDelegation[];
  readonly mail: MailSettings;
  readonly web: WebSettings;
  /** Who permits active probes, where and until when; null where nobody does. */
  readonly authorisation: Authorisation | null;
  readonly rateLimit: RateLimitSettings;
}

/** Without it no probe of intensity `active` is made. */
export interface Authorisation {
  /** Who permits it, as the report names them. */
  readonly by: string;
  /** As written: `api.example.com`, `api.example.com:8443/v1/*`. */
  readonly scope: readonly string[];
  /** The end; a day counts as a whole, in UTC. */
  readonly until: Date;
  /** Whom the operators of a target may ask; sent with each request of a burst. */
  readonly contact: string | null;
}

/** What is to be found out about limits, and what is documented of them. */
export interface RateLimitSettings {
  /** One for a host at most. */
  readonly endpoints: readonly RateLimitEndpoint[];
  /** Nothing is tried where it is null; `--try-login` is needed besides. */
  readonly login: LoginSettings | null;
}

/** How one endpoint is to be asked. What is null or not given takes its default, within the ceilings. */
export interface RateLimitEndpoint {
  /** Null for every target. */
  readonly host: string | null;
  /** Path and query in place of the target's own; null for that. */
  readonly path: string | null;
  readonly method: 'GET' | 'HEAD';
  readonly limit: DocumentedLimit | null;
  /** Requests in all. */
  readonly budget: number | null;
  readonly perSecond: number | null;
  /** For all of it. */
  readonly seconds: number | null;
  /** Requests at once, for limits on concurrency; 0: none. */
  readonly parallel: number;
  /** Tries fields that name another client's address. */
  readonly forged: boolean;
  /** Tries other forms of the path. */
  readonly variants: boolean;
  /** Sends the fields of `web.headers` and `--bearer`, and tries what is without them. */
  readonly token: boolean;
}

/** A sign-in that is to be tried with a wrong password. */
export interface LoginSettings {
  readonly url: URL;
  /** An account that does not exist, or is there to be thrown away. */
  readonly account: string;
  readonly accountField: string;
  readonly passwordField: string;
  readonly form: 'urlencoded' | 'json';
  /** At most 10. */
  readonly attempts: number;
}

/** What is known of a deployment's sites that the sites themselves do not tell. */
export interface WebSettings {
  /** Paths besides the one given, with what they are for; of one host, or of every site audited. */
  readonly paths: readonly {
    readonly host: string | null;
    /** Path and query, beginning with a slash. */
    readonly path: string;
    readonly access: (typeof PATH_ACCESS)[number];
  }[];
  /** Origins whose scripts may read what is there, as `https://app.example.com`. */
  readonly origins: readonly string[];
  /** Paths of GraphQL endpoints. */
  readonly graphql: readonly string[];
  /** Names of cookies that hold sessions. */
  readonly sessionCookies: readonly string[];
  /** Sent with each request to a target's own host over https, and never anywhere else. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What is known of a deployment's mail that the DNS does not tell. */
export interface MailSettings {
  /** DKIM selectors that were named, or read from mail and from DMARC reports. */
  readonly selectors: readonly {
    readonly selector: string;
    /** The signing domain (`d=`); null for every domain audited. */
    readonly domain: string | null;
    readonly source: SelectorSource;
  }[];
  /** Servers that the deployment says it sends from; for one domain, or for every domain audited. */
  readonly senders: readonly (MailSender & { readonly domain: string | null })[];
  /** Ask for the long list of well-known selectors. */
  readonly deep: boolean;
  readonly knownSelectors: KnownSelectors;
}

/** Selectors that providers of mail use, and those that many domains have (rules/data). */
export interface KnownSelectors {
  /** Asked for first, and alone where nothing seems to exist. */
  readonly first: readonly string[];
  readonly core: readonly string[];
  readonly deep: readonly string[];
  /** Patterns are suffixes of names, such as `mail.protection.outlook.com`. */
  readonly providers: readonly {
    readonly name: string;
    readonly mx: readonly string[];
    readonly spf: readonly string[];
    readonly alias: readonly string[];
    readonly selectors: readonly string[];
    readonly unguessable: boolean;
  }[];
}

/** A delegation to be tested before the parent makes it. */
export interface GivenDelegation {
  readonly zone: string;
  readonly nameServers: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  readonly ds: readonly RdataOf<'DS'>[];
}

/** What a probe is given: one target, the door to the network, and what other probes saw. */
export interface ProbeContext {
  readonly target: Target;
  readonly net: Net;
  readonly settings: ProbeSettings;
  /** Aborted at the probe's deadline and on interruption. */
  readonly signal: AbortSignal;
  /** The address to look at; only where the probe is `perAddress`. */
  readonly endpoint: Endpoint | null;
  /** The registrable domain of a name by the public suffix list; null where it has none. */
  readonly registrableDomain: (name: string) => string | null;
  /** HTTP requests of the run to the target's host so far; only where the probe is made `alone`. */
  readonly spent?: number;
  /** What another probe saw of this target, made once however often it is asked for. */
  get<T>(kind: Kind<T>): Promise<Observation<T>>;
}

/** One way of looking: records evidence of one kind, judges nothing. */
export interface Probe<T = unknown> {
  readonly kind: Kind<T>;
  readonly intensity: Intensity;
  /** Kinds asked for with `get`. */
  readonly needs: readonly Kind[];
  /** Looked at once for each address of the target. */
  readonly perAddress: boolean;
  /**
   * Made after everything else, one target after the other, as it would disturb other probes and they
   * it; only at targets that the user named. Milliseconds that it may take, in place of the deadline
   * of a probe; 0 where nobody asked for what it does, and it sends nothing. The kinds it needs are
   * looked at before.
   */
  readonly alone?: (settings: ProbeSettings) => number;
  appliesTo(target: Target): boolean;
  /** A ProblemError thrown makes the observation unavailable. */
  observe(context: ProbeContext): Promise<Observation<T>>;
}
