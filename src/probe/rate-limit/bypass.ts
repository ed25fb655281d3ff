import type { Phase, SequenceRequest, Way } from '../../evidence/kinds/rate-limit/sequence.ts';
import type { Net } from '../../net/net.ts';
import { refusalOf } from '../authorisation.ts';
import type { ProbeSettings, RateLimitEndpoint } from '../probe.ts';
import { formsOf } from './forms.ts';

/** What is asked within the budget of a sequence; it may end at any request. */
export interface Asks {
  ask(
    phase: Phase,
    how?: {
      readonly url?: URL;
      readonly headers?: Readonly<Record<string, string>>;
      readonly anonymous?: boolean;
      readonly varied?: string;
    },
  ): Promise<SequenceRequest>;
  pause(ms: number): Promise<unknown>;
  /** Requests left. */
  readonly left: number;
}

/** What the tries take from what surrounds them. */
export interface Surroundings {
  readonly net: Pick<Net, 'now' | 'random'>;
  readonly settings: Pick<ProbeSettings, 'authorisation' | 'web'>;
  /** Requests that are left for what comes after. */
  readonly reserve: number;
  /** Ordinary requests in a row that are admitted before a limit counts as gone. */
  readonly quota: () => number;
  /** Planned pace of the sequence, which holds on average. */
  readonly perSecond: number;
}

/** A way that may lead round a limit, with what is different in each of its tries. */
interface Path extends Way {
  readonly how: (attempt: number) => {
    readonly url?: URL;
    readonly headers?: Readonly<Record<string, string>>;
    readonly anonymous?: boolean;
  };
}

/** Fields by which proxies name the client that they speak for. */
const ADDRESS_FIELDS = [
  'X-Forwarded-For',
  'X-Real-IP',
  'Forwarded',
  'True-Client-IP',
  'CF-Connecting-IP',
  'X-Client-IP',
  'X-Cluster-Client-IP',
] as const;

/** Kept for documentation (RFC 5737): nobody's. */
const NETWORKS = ['192.0.2', '198.51.100', '203.0.113'] as const;

/** A way that is served is tried so often in all. */
const TRIES = 4;

/** A try with an ordinary request before it and one after. */
const LONGEST_TRY = 3;

/**
 * Tries ways round a limit that has just refused. Each is asked for right after an ordinary request
 * that was refused, as what a bucket has gained meanwhile is used up by then; with an ordinary request
 * right after it, where it was served. A limit that has ended meanwhile is used up again. Ends where that
 * does not help, and where no more can be afforded.
 */
export async function tryBypasses(
  asks: Asks,
  endpoint: RateLimitEndpoint,
  url: URL,
  around: Surroundings,
): Promise<void> {
  for (const { phase, varied, how } of pathsRound(endpoint, url, around)) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (asks.left < around.reserve + LONGEST_TRY) return;
      await asks.pause(pauseFor(around, asks.left));
      if (!(await refuses(asks, phase, around))) return;
      const { taken } = await asks.ask(phase, { ...how(tries), varied });
      if (taken !== 'admitted') break;
      const { taken: after } = await asks.ask(phase);
      if (after !== 'refused') break;
    }
  }
}

/**
 * Keeps the pace, and is another one each time: a bucket that gains a token as often as tries are made
 * would else serve each of them.
 */
function pauseFor({ net, perSecond }: Surroundings, left: number): number {
  const [byte = 0] = net.random(`pause ${left}`, 1);
  return (2 * 1000 * (1 + (2 * byte) / 256)) / perSecond;
}

/** The ways that tryBypasses tries, as evidence names them. */
export const waysRound = (
  endpoint: RateLimitEndpoint,
  url: URL,
  around: Pick<Surroundings, 'net' | 'settings'>,
): Way[] => pathsRound(endpoint, url, around).map(({ phase, varied }) => ({ phase, varied }));

/** Asks until an ordinary request is refused. */
async function refuses(
  asks: Asks,
  phase: Phase,
  { quota, reserve }: Surroundings,
): Promise<boolean> {
  const most = quota() + 2;
  for (let asked = 0; asked < most && asks.left > reserve + LONGEST_TRY; asked += 1) {
    const { taken } = await asks.ask(phase);
    if (taken === 'refused') return true;
    if (taken !== 'admitted') return false;
  }
  return false;
}

/** The ways that the user asked for, as far as the authorisation permits them. */
function pathsRound(
  { forged, variants, token }: RateLimitEndpoint,
  url: URL,
  { net, settings }: Pick<Surroundings, 'net' | 'settings'>,
): readonly Path[] {
  const { authorisation, web } = settings;
  const written = variants ? formsOf(url, markOf(net)) : [];
  return [
    ...(forged ? ADDRESS_FIELDS.map((field, index) => forgedBy(field, index, net)) : []),
    ...(token && Object.keys(web.headers).length > 0 ? [WITHOUT_TOKEN] : []),
    ...written
      .filter((one) => refusalOf(authorisation, { url: one.url }, net.now()) === null)
      .map(({ form }): Path => ({
        phase: 'variant',
        varied: form,
        how: () => ({
          url: formsOf(url, markOf(net)).find((one) => one.form === form)?.url ?? url,
        }),
      })),
  ];
}

const WITHOUT_TOKEN: Path = {
  phase: 'token',
  varied: 'without the token',
  how: () => ({ anonymous: true }),
};

const forgedBy = (field: string, index: number, net: Surroundings['net']): Path => ({
  phase: 'forged',
  varied: field,
  how: (attempt) => {
    const address = addressOf(net, index + attempt);
    return { headers: { [field]: field === 'Forwarded' ? `for=${address}` : address } };
  },
});

/** Another one each time, so that none has used up a limit of its own. */
function addressOf(net: Pick<Net, 'random'>, turn: number): string {
  const [byte = 0] = net.random('forged address', 1);
  return `${NETWORKS[turn % NETWORKS.length] ?? NETWORKS[0]}.${1 + (byte % 254)}`;
}

const markOf = (net: Pick<Net, 'random'>): string =>
  Buffer.from(net.random('parameter', 4)).toString('hex');
