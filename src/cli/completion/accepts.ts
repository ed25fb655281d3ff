import type { Pack } from '../../audit/pack.ts';
import { AREAS } from '../../evidence/kind.ts';
import { GATE_LETTERS } from '../../document/scale.ts';
import { FAIL_ON_WORDS } from '../gate-settings.ts';
import { FORMAT_NAMES } from '../output.ts';
import { publishedSchemas } from '../published-schemas.ts';
import type { ArgumentNode, CommandNode, OptionNode } from './tree.ts';

/** What a shell may offer where an option or an argument wants a value. */
export interface Accepts {
  readonly words: readonly string[];
  /** Names of files or folders, too. */
  readonly paths: 'file' | 'folder' | null;
  /** What goes on without a space: a comma and another word, or a colon and a file. */
  readonly after: ',' | ':' | null;
}

/** Finds what is accepted by an option, or by an argument of a command. */
export interface Vocabulary {
  readonly option: (option: OptionNode) => Accepts;
  readonly argument: (command: CommandNode, argument: ArgumentNode) => Accepts;
}

const FREE: Accepts = { words: [], paths: null, after: null };
const words = (list: readonly string[], more: Partial<Accepts> = {}): Accepts => ({
  ...FREE,
  words: list,
  ...more,
});

/** Placeholders that stand for a path, with what it leads to. */
const PATHS: Readonly<Record<string, Accepts['paths']>> = {
  file: 'file',
  path: 'file',
  page: 'file',
  bundle: 'file',
  report: 'file',
  before: 'file',
  after: 'file',
  dir: 'folder',
};

/** The words of the rules, of what goes with them and of the command; keys are options and commands. */
export function wordsBy(pack: Pack): Readonly<Record<string, Accepts>> {
  const profiles = pack.profiles.map(({ value }) => value.id);
  const controls = pack.controls.map(({ id }) => id);
  return {
    '--profile': words(profiles),
    '--claims': words(
      pack.claimSheets.map(({ value }) => value.id),
      { paths: 'file' },
    ),
    '--only': words(AREAS, { after: ',' }),
    '--skip': words(AREAS, { after: ',' }),
    '--min-grade': words(GATE_LETTERS),
    '--fail-on': words(FAIL_ON_WORDS, { after: ',' }),
    '--format': words(FORMAT_NAMES, { after: ':' }),
    '--framework': words(pack.frameworks.map(({ id }) => id)),
    'rules explain': words(pack.rules.map(({ id }) => id)),
    'controls show': words(controls),
    'attest new': words(controls),
    'profiles show': words(profiles),
    schema: words(publishedSchemas().map(({ id }) => id)),
  };
}

/** What each option and argument accepts, with the words of these rules. */
export function vocabularyOf(pack: Pack): Vocabulary {
  const known = wordsBy(pack);
  const accepts = (key: string, placeholder: string, choices: readonly string[]): Accepts => {
    if (choices.length > 0) return words(choices);
    const paths = placeholder.split('|').map((part) => PATHS[part]);
    return known[key] ?? { ...FREE, paths: paths.find((found) => found !== undefined) ?? null };
  };
  return {
    option: ({ names, value, choices }) => accepts(names.at(-1) ?? '', value ?? '', choices),
    argument: ({ path }, { name, choices }) => accepts(path.join(' '), name, choices),
  };
}
