import type { ProbeSettings } from '../../src/probe/probe.ts';

/** What probes are told where nothing was asked for. */
export const NO_SETTINGS: ProbeSettings = {
  revocation: false,
  siblings: [],
  delegations: [],
  mail: {
    selectors: [],
    senders: [],
    deep: false,
    knownSelectors: { first: [], core: [], deep: [], providers: [] },
  },
  web: { paths: [], origins: [], graphql: [], sessionCookies: [], headers: {} },
  authorisation: null,
  rateLimit: { endpoints: [], login: null },
};
