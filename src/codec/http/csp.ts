import { fieldLines, type HeaderList } from './fields.ts';

/** One content security policy as sent; the first directive of a name is the one that counts. */
interface ContentSecurityPolicy {
  readonly text: string;
  readonly directives: readonly {
    /** In lower case. */
    readonly name: string;
    /** In the case sent: nonces, hashes and paths are case-sensitive. */
    readonly values: readonly string[];
  }[];
}

/** The enforced policies of a response, each of which applies (CSP Level 3, section 2.2.2). */
export const contentSecurityPolicies = (headers: HeaderList): ContentSecurityPolicy[] =>
  fieldLines(headers, 'Content-Security-Policy')
    .flatMap((line) => line.split(','))
    .map(parsePolicy)
    .filter(({ directives }) => directives.length > 0);

/** A serialized policy (CSP Level 3, section 2.2.1). */
function parsePolicy(serialized: string): ContentSecurityPolicy {
  const directives = new Map<string, readonly string[]>();
  for (const token of serialized.split(';')) {
    if (!ASCII.test(token)) continue;
    const [name, ...values] = token.split(WHITE_SPACE).filter((word) => word !== '');
    if (name === undefined || directives.has(name.toLowerCase())) continue;
    directives.set(name.toLowerCase(), values);
  }
  return {
    text: serialized.trim(),
    directives: [...directives].map(([name, values]) => ({ name, values })),
  };
}

const ASCII = /^[\0-\x7f]*$/;
const WHITE_SPACE = /[\t\n\f\r ]/;
