/** Whether this runs in a step of GitHub Actions. */
export const isGithubActions = (env: NodeJS.ProcessEnv): boolean =>
  env['GITHUB_ACTIONS'] === 'true';

/** What would begin a command, by how the text is written: the same text to who reads it in its form. */
const INERT: readonly (readonly [RegExp, string, string])[] = [
  // No line of JSON begins with colons: what only looks like it is made inert too.
  [/^\s*[[{]/, '##\\u005b', ': :'],
  [/^\s*</, '##&#91;', '&#58;:'],
  [/^/, '# #[', ': :'],
];

/**
 * A text for stdout in which a runner of GitHub finds no command: it takes `##[` anywhere in a line for
 * the beginning of one, and `::` at the beginning of a line (actions/runner, ActionCommand).
 */
export function inert(text: string): string {
  const [, bracket = '', colons = ''] = INERT.find(([form]) => form.test(text)) ?? [];
  return text.replaceAll('##[', bracket).replace(/^([^\S\n]*)::/gm, `$1${colons}`);
}

/** A text for stdout in which nothing is a command to whatever reads it there. */
export const printable = (text: string): string =>
  isGithubActions(process.env) ? inert(text) : text;
