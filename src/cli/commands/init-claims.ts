import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Document, isScalar, isSeq, visit } from 'yaml';
import { loadPack } from '../../audit/pack.ts';
import { draftClaims, type Draft } from '../../control/draft.ts';
import { readClaims } from '../../document/claims.ts';
import { visible } from '../../report/escape.ts';
import { UsageError } from '../errors.ts';
import type { Exit } from '../exit.ts';
import { writeText } from '../files.ts';
import { CUT_SHORT, readPageFile } from '../page-file.ts';
import { schemaComment, writeSchemaCopy } from '../published-schemas.ts';

/** Flags of `assay init` that concern a claim sheet. */
export interface DraftFlags {
  readonly from: string;
  readonly output?: string;
}

const HEAD = `# Drafted by assay from the text of a page. Read every row: shorten the quotation to the words that
# promise something, take out what promises nothing, and see whether the rules, or what somebody has
# to state, decide exactly this sentence. Then: assay audit --claims FILE
`;

/** `assay init --from <page>`: drafts a claim sheet, never over one that is there. */
export function initClaims({ from, output = 'claims.yaml' }: DraftFlags): Exit {
  if (output !== '-' && existsSync(output)) {
    throw new UsageError(`${output} is already here`, 'name another with --output');
  }
  const [drafting] = loadPack().drafting;
  if (drafting === undefined) throw new Error('no rules of drafting in the package');
  const { text, placeOf, complete } = readPageFile(from);
  const draft = draftClaims(text, drafting, (at) => placeOf(at).line);
  if (draft.claims.length === 0) {
    throw new UsageError(
      `${from}: no sentence that a phrase rule knows`,
      'is it the text of a security page? A page that scripts make has to be saved from a browser',
    );
  }
  const sheet = sheetOf(from, draft, (at) => placeOf(at).line);
  // What is written can be read.
  readClaims(output, sheet);
  if (output === '-') process.stdout.write(sheet);
  else {
    const comment = schemaComment('claims', dirname(output));
    writeText(output, comment.line + sheet);
    writeSchemaCopy('claims', comment);
  }
  const { claims, unplaced } = draft;
  const reasons = [
    `${claims.length} rows drafted, ${unplaced.length} more sentences listed`,
    ...(complete ? [] : [CUT_SHORT]),
    `next: read ${output === '-' ? 'them' : output}`,
  ];
  return { code: complete ? 0 : 3, reason: reasons.join('; ') };
}

function sheetOf(
  from: string,
  { claims, unplaced }: Draft,
  lineOf: (at: number) => number,
): string {
  const name = from === '-' ? 'page' : basename(from).replace(/\.[^.]*$/, '');
  const head = { id: idOf(name), title: name, source: from };
  const rows = claims.map(({ claim: { by, ...claim } }) =>
    // A row says whose promise it is only where it is not the vendor's.
    written([by === 'vendor' ? claim : { ...claim, by }]).replaceAll(/^(?=.)/gm, '  '),
  );
  const others = unplaced.map(
    ({ at, sentence }) => `#   ${lineOf(at)}: ${visible(sentence.slice(0, 300))}\n`,
  );
  return [
    HEAD,
    `${written(head)}claims:\n`,
    rows.join('\n'),
    ...(others.length === 0
      ? []
      : [
          '\n# Sentences that may promise something, for which no phrase rule has a row:\n',
          ...others,
        ]),
  ].join('');
}

/** Lists that are written on one line. */
const SHORT: ReadonlySet<string> = new Set(['controls', 'lines', 'kinds', 'regions', 'allowed']);

/** As somebody would write it by hand. */
function written(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Pair(_, { key, value: list }) {
      if (isScalar(key) && isSeq(list)) list.flow = SHORT.has(String(key.value));
    },
    Seq(_, list, path) {
      if (isSeq(path.at(-1))) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: false });
}

const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'page';
