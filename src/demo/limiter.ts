/** How often a client may ask for a path: a fixed window that begins with its first request. */
export interface SiteLimit {
  readonly path: string;
  readonly requests: number;
  readonly windowSeconds: number;
}

/** What becomes of one request, and what is said about it. */
export interface Counted {
  readonly admitted: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts the requests of each client; `now` is in milliseconds. */
export function limiter({
  requests,
  windowSeconds,
}: SiteLimit): (client: string, now: number) => Counted {
  const windows = new Map<string, { readonly endsAt: number; count: number }>();
  return (client, now) => {
    const known = windows.get(client);
    const window =
      known !== undefined && now < known.endsAt
        ? known
        : { endsAt: now + windowSeconds * 1000, count: 0 };
    windows.set(client, window);
    window.count += 1;
    const left = Math.max(0, requests - window.count);
    const seconds = Math.ceil((window.endsAt - now) / 1000);
    const admitted = window.count <= requests;
    return {
      admitted,
      headers: {
        'RateLimit-Policy': `"demo";q=${requests};w=${windowSeconds}`,
        RateLimit: `"demo";r=${left};t=${seconds}`,
        ...(admitted ? {} : { 'Retry-After': String(seconds) }),
      },
    };
  };
}
