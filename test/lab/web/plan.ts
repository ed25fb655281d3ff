/** The first three octets of every address of the web lab. */
export const NETWORK = '10.67.80';

/** Where NSD answers, and where the application behind HAProxy listens, outside of the namespace. */
export const RESOLVER = `${NETWORK}.53`;
export const APPLICATION = `${NETWORK}.1`;

/** The hosts of each server; every one has an address of its own, so that each is paced alone. */
export const SERVED = {
  nginx: [
    'nginx-good.test',
    // Protection without `always`, which errors lack.
    'nginx-errors.test',
    // A location with an add_header of its own, which inherits none.
    'nginx-inherit.test',
    // HSTS on port 80 alone.
    'nginx-plain-hsts.test',
    // Every field sent twice, with the same value.
    'nginx-twice.test',
    // Fields sent twice with values that contradict each other, and one that nobody honours.
    'nginx-contradictory.test',
    'nginx-allow-from.test',
    // Port 80 leads to https by way of `www.`, and by way of plain http.
    'nginx-by-www.test',
    'nginx-chain.test',
    'nginx-careless.test',
    // Answers that are nobody's page, or not the site's own word.
    'nginx-403.test',
    'nginx-406.test',
    'nginx-503.test',
    'nginx-challenge.test',
    'api-good.test',
    'api-open.test',
    'api-redirect.test',
  ],
  apache2: ['apache-good.test', 'apache-careless.test'],
  caddy: [
    'caddy-good.test',
    // Protection that errors lack.
    'caddy-errors.test',
    'caddy-careless.test',
  ],
  haproxy: ['haproxy-good.test', 'haproxy-careless.test'],
} as const;
export type Server = keyof typeof SERVED;
export type Host = (typeof SERVED)[Server][number];

export const HOSTS: readonly Host[] = Object.values(SERVED).flat();

/** Hosts that have a `www.` beside them, at the same address. */
export const SISTERS: readonly Host[] = [
  'nginx-good.test',
  'nginx-by-www.test',
  'haproxy-careless.test',
];

const FIRST = 100;
export const addressOf = (host: Host): string => `${NETWORK}.${FIRST + HOSTS.indexOf(host)}`;

/** The path that is audited; `/` where not named. */
const PATHS: Readonly<Partial<Record<Host, string>>> = {
  'api-good.test': '/status',
  'api-open.test': '/status',
  'api-redirect.test': '/status',
};

export const targetOf = (host: Host): string => `https://${host}${PATHS[host] ?? '/'}`;
