import { loadPack, type Pack } from '../../audit/pack.ts';
import { checkSheet, type SheetCheck } from '../../control/sheet-check.ts';
import { wordingIn, type WordingHit } from '../../control/wording.ts';
import { escapeJson, visible } from '../../report/escape.ts';
import { wrap } from '../../report/width.ts';
import { claimsOf } from '../claim-settings.ts';
import type { Exit } from '../exit.ts';
import { CUT_SHORT, readPageFile, type PageFile } from '../page-file.ts';
import { timeOf } from '../settings.ts';

/** Flags of `assay claims check`. */
export interface CheckFlags {
  readonly claims?: string;
  readonly now?: string;
  readonly json?: true;
  readonly strict?: true;
}

/** `assay claims list`: the claim sheets that come with assay. */
export function listSheets(): Exit {
  const { claimSheets } = loadPack();
  const width = Math.max(...claimSheets.map(({ value }) => value.id.length));
  for (const { value } of claimSheets) {
    const count = `${value.claims.length}`.padStart(3);
    process.stdout.write(`${value.id.padEnd(width + 2)}${count}  ${value.title}\n`);
  }
  return { code: 0, reason: `${claimSheets.length} claim sheets` };
}

/** `assay claims check <page>`: the words of a page that are out of date, or mean nothing. */
export function checkPage(path: string, flags: CheckFlags): Exit {
  const pack = loadPack();
  const page = readPageFile(path);
  const now = flags.now === undefined ? new Date() : timeOf(flags.now);
  const hits = wordingIn(page.text, pack.wording, now);
  const check = checkOf(page, flags, pack);
  process.stdout.write(
    flags.json ? jsonOf(path, page, hits, check) : textOf(path, page, hits, check),
  );
  const stale = hits.filter(({ level, announced }) => level === 'stale' && !announced).length;
  const counts = [
    `${stale} out of date`,
    ...counted(hits.filter(({ announced }) => announced).length, 'soon out of date'),
    ...counted(hits.filter(({ level }) => level === 'note').length, 'to be worded better'),
    ...counted(check?.lost.length ?? 0, 'quotations that are no longer there'),
  ];
  if (!page.complete) counts.push(CUT_SHORT);
  const isFailed = stale > 0 || (check !== null && check.lost.length > 0);
  const code = flags.strict && isFailed ? 1 : page.complete ? 0 : 3;
  return { code, reason: counts.join(', ') };
}

const counted = (count: number, what: string): string[] =>
  count === 0 ? [] : [`${count} ${what}`];

function checkOf(page: PageFile, { claims }: CheckFlags, pack: Pack): SheetCheck | null {
  const [drafting] = pack.drafting;
  if (claims === undefined || drafting === undefined) return null;
  const choice = claimsOf({ claims }, null, pack);
  return choice && checkSheet(page.text, choice.sheet, drafting);
}

const WIDTH = 80;

const indented = (text: string): string[] =>
  wrap(visible(text), WIDTH - 2).map((line) => `  ${line}`);

function textOf(
  path: string,
  { placeOf }: PageFile,
  hits: readonly WordingHit[],
  check: SheetCheck | null,
): string {
  const at = (offset: number): string => {
    const { line, column } = placeOf(offset);
    return [path, line, ...(column === null ? [] : [column])].join(':');
  };
  const lines = [
    ...hits.flatMap((hit) => [
      visible(`${at(hit.at)}: ${hit.words}`),
      ...indented(`${whenOf(hit)}: ${hit.reason}`),
      ...indented(`write: ${hit.instead}`),
      '',
    ]),
    ...(check?.lost ?? []).flatMap(({ id, quote }) => [
      `${id}: a quotation is no longer on the page`,
      ...indented(`“${quote}”`),
      '',
    ]),
    ...(check?.unquoted ?? []).flatMap(({ at: offset, sentence }) => [
      visible(`${at(offset)}: no row of the claim sheet quotes this`),
      ...indented(`“${sentence}”`),
      '',
    ]),
  ];
  return lines.length === 0 ? '' : `${lines.join('\n').trimEnd()}\n`;
}

function whenOf({ level, announced, since }: WordingHit): string {
  if (level === 'note') return 'wording';
  if (since === null) return 'out of date';
  return `${announced ? 'stale from' : 'stale since'} ${since}`;
}

function jsonOf(
  path: string,
  { placeOf, complete }: PageFile,
  hits: readonly WordingHit[],
  check: SheetCheck | null,
): string {
  const value = {
    page: path,
    complete,
    wording: hits.map(({ rule, level, announced, at, words, since, reason, instead }) => ({
      ...placeOf(at),
      ...{ rule, level, announced, words, since, reason, instead },
    })),
    ...(check && {
      lost: check.lost,
      unquoted: check.unquoted.map(({ at, sentence }) => ({ ...placeOf(at), sentence })),
    }),
  };
  return `${escapeJson(JSON.stringify(value, null, 2))}\n`;
}
