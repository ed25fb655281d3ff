import type { Page } from '../../src/evidence/kinds/web/response.ts';

/** A page that was seen whole and has nothing but what is given. */
export const pageWith = (part: Partial<Page> = {}): Page => ({
  title: null,
  complete: true,
  httpEquiv: [],
  named: [],
  resources: [],
  forms: [],
  inline: {
    scripts: 0,
    nonced: 0,
    handlers: 0,
    javascriptLinks: 0,
    styles: 0,
    styleAttributes: 0,
  },
  canonical: null,
  links: [],
  ...part,
});
