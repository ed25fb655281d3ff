import { z } from 'zod';
import type { ExportFile } from '../evidence/kinds/cloud/exports.ts';
import { OUTPUTS } from '../evidence/kinds/cloud/outputs.ts';
import { prowlerFindings } from '../evidence/kinds/cloud/prowler.ts';
import type { Problem } from '../evidence/problem.ts';
import { readAws } from './aws.ts';
import { readCommandLine } from './command-line.ts';
import { readCloudflare } from './cloudflare.ts';
import { UNSAID, unusable, type Found, type Reader, type Said, type Source } from './found.ts';
import { readGithub } from './github.ts';
import { membersOf, parseJson, timeOf, type Json } from './json.ts';
import { readProwler } from './prowler.ts';
import { readTerraform } from './terraform.ts';

/** Accounts as they are written in assay.yaml; of AWS the number alone will do. */
const ACCOUNT = /^(?:\d{12}|[a-z]+:\S{1,200})$/;

/** A file that says what was asked, of whom and when. */
const Wrapper = z.object({
  assay: z.literal(1),
  command: z.string().min(1).max(10_000),
  account: z.string().regex(ACCOUNT),
  region: z.string().min(1).max(64).nullish(),
  collectedAt: z.iso.datetime({ offset: true }),
  /** Of a list that may leave something out by its nature: it does not. */
  whole: z.boolean().optional(),
  error: z.string().nullish(),
  output: z.json().optional(),
});

/** In the order in which a file without a wrapper is tried. */
const READERS: readonly Reader[] = [
  readAws,
  readCloudflare,
  readTerraform,
  readProwler,
  readGithub,
];

const WRAP = 'export it with the commands that `assay evidence commands` prints';

/** The exports in a file: several where it holds several accounts or kinds of things. */
export function importFile(source: Source): readonly ExportFile[] {
  const parsed = parseJson(source.text);
  if ('why' in parsed) {
    return [finished(source, unusable(headOf(source.text), 'malformed', parsed.why), UNSAID)];
  }
  const { assay } = membersOf(parsed.json);
  if (assay === undefined) return read(source, parsed.json, UNSAID);
  const wrapper = Wrapper.safeParse(parsed.json);
  if (wrapper.success) {
    const { output = null, ...said } = wrapper.data;
    return read(source, output, saidBy(said));
  }
  const [issue] = wrapper.error.issues;
  const detail = `has a wrapper whose ${issue?.path.join('.') ?? ''} is wrong: ${issue?.message ?? ''}`;
  return [finished(source, unusable(headOf(source.text), 'malformed', detail), UNSAID)];
}

/** A file that could not be read, or was not. */
export const unread = (path: string, sha256: string, problem: Problem): ExportFile =>
  finished({ path, sha256, text: '' }, unusable(null, problem.code, problem.detail), UNSAID);

const saidBy = (wrapper: Omit<z.infer<typeof Wrapper>, 'output'>): Said => ({
  command: wrapper.command,
  account: /^\d/.test(wrapper.account) ? `aws:${wrapper.account}` : wrapper.account,
  region: wrapper.region ?? readCommandLine(wrapper.command).options.get('--region') ?? null,
  collectedAt: timeOf(wrapper.collectedAt),
  whole: wrapper.whole ?? null,
  error: wrapper.error?.trim() ? wrapper.error : null,
});

function read(source: Source, output: Json, said: Said): readonly ExportFile[] {
  const found = READERS.map((reader) => reader(output, said)).find((one) => one !== null);
  const unknown = unusable(null, 'unsupported', `holds nothing that is understood; ${WRAP}`);
  return (found ?? [unknown]).map((one) => finished(source, one, said));
}

/** What a file that cannot be read to its end was to hold, by its beginning. */
function headOf(text: string): string | null {
  const head = text.slice(0, 2000);
  const [, command = ''] = /"command"\s*:\s*"([^"\\]{1,200})/.exec(head) ?? [];
  const [, first = ''] = /^\uFEFF?\s*\{\s*"(\w{1,100})"/.exec(head) ?? [];
  if (/"event_code"\s*:/.test(head) || command.startsWith('prowler ')) return prowlerFindings.what;
  const byCommand = OUTPUTS.find(({ what }) => `${command} `.startsWith(`${what} `));
  return (byCommand ?? OUTPUTS.find(({ key }) => key === first))?.what ?? null;
}

/** The export as evidence: its wrapper says where it is from, and it may not say otherwise itself. */
function finished({ path, sha256 }: Source, found: Found, said: Said): ExportFile {
  const { what, resource, planned } = found;
  const place = {
    account: said.account ?? found.account,
    region: said.region ?? found.region,
    collectedAt: said.collectedAt ?? found.collectedAt,
  };
  const read = contentOf(found);
  const problem = read.problem ?? contradiction(found, said) ?? (planned ? null : unsaid(place));
  return {
    ...{ path, sha256, what, ...place, resource, planned },
    complete: found.complete && said.whole !== false,
    problem: problem && { ...problem, detail: `${path} ${problem.detail}` },
    content: problem === null ? read.content : null,
  };
}

/** What rules read of the content, or why it cannot be read. */
function contentOf({ what, content, problem }: Found): Pick<ExportFile, 'content' | 'problem'> {
  if (problem !== null) return { content: null, problem };
  const schema = OUTPUTS.find((one) => one.what === what)?.schema ?? z.never();
  const read = schema.safeParse(content);
  if (read.success) return { content: z.json().parse(read.data), problem: null };
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') ?? '';
  const detail = `is not as its tool writes it: ${where}: ${issue?.message.slice(0, 160) ?? ''}`;
  return { content: null, problem: { code: 'malformed', detail } };
}

/** A file that says it is of one place, and lists resources of another. */
function contradiction(found: Found, said: Said): Problem | null {
  const differ = (a: string | null, b: string | null): boolean =>
    a !== null && b !== null && a.toLowerCase() !== b.toLowerCase();
  const detail = differ(found.account, said.account)
    ? `says that it is of ${String(said.account)} and names resources of ${String(found.account)}`
    : differ(found.region, said.region)
      ? `says that it is of ${String(said.region)} and names resources in ${String(found.region)}`
      : null;
  return detail === null ? null : { code: 'unfit', detail };
}

function unsaid({ account, collectedAt }: Pick<Found, 'account' | 'collectedAt'>): Problem | null {
  if (account === null) {
    return { code: 'unfit', detail: `does not say which account it is of; ${WRAP}` };
  }
  if (collectedAt !== null) return null;
  return { code: 'unfit', detail: `does not say when it was exported; ${WRAP}` };
}
