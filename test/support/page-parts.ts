import type { Page } from '../../src/evidence/kinds/web/response.ts';

/** A script that a page loads. */
export const script = (url: string): Page['resources'][number] => ({
  use: 'script',
  by: 'script src',
  url,
  written: 'absolute',
  integrity: null,
  crossorigin: false,
});

/** A form that sends a password. */
export const loginForm = (action: string): Page['forms'][number] => ({
  action,
  method: 'POST',
  password: true,
  secretFields: [],
});
