import type {
  AccountPolicy,
  CloudExports,
  ExportFile,
} from '../../evidence/kinds/cloud/exports.ts';
import type { Output } from '../../evidence/kinds/cloud/output.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { absent, present, unavailable, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { readFile, unfit, type Frame, type Item } from './fitness.ts';
import { missingRegion, missingResource } from './missing.ts';

/** What the files of an account hold of one form of output. */
export interface Outputs<T> {
  /** What counts: of this account, of known age, not too old, and no plan. */
  readonly items: readonly Item<T>[];
  /** Why there may be more; null where this is all there is. */
  readonly because: Problem | null;
  /** There is a file of it, be it fit or not. */
  readonly given: boolean;
}

/** A record, and the file that it stands in. */
export interface Recorded<R> {
  readonly record: R;
  readonly file: ExportFile;
}

/** The outputs of one form that count for an account, and why there may be more of it. */
export function outputsOf<T>(exports: CloudExports, output: Output<T>, frame: Frame): Outputs<T> {
  const files = exports.files.filter(({ what }) => what === output.what);
  const read = files.map((file) => readFile(file, output, exports.policy, frame));
  const counting = read.filter((one) => 'content' in one);
  const fit = counting.filter(
    ({ file }) => !counting.some((one) => replaces(one.file, file, output)),
  );
  const missed = read
    .filter((one) => 'problem' in one)
    .filter((one) => !one.superseded || !covered(one.file, fit));
  const because =
    missed[0]?.problem ??
    fit.map(({ file }) => truncation(file)).find((problem) => problem !== null) ??
    nothingOf(output, fit.length) ??
    missingRegion(output, exports, fit, frame) ??
    missingResource(output, exports, frame);
  return { items: fit, because, given: files.length > 0 };
}

/** The records of all outputs; of a resource that stands in several, the newest speaks. */
export function recordsOf<T, R>(
  outputs: Outputs<T>,
  list: (content: T) => readonly R[],
  idOf: (record: R) => string,
): readonly Recorded<R>[] {
  const oldestFirst = outputs.items.toSorted(
    (a, b) => timeOf(a.file) - timeOf(b.file) || (a.file.path < b.file.path ? -1 : 1),
  );
  const records = oldestFirst.flatMap(({ content, file }) =>
    list(content).map((record) => [idOf(record), { record, file }] as const),
  );
  return [...new Map(records).values()];
}

/** A Listing of records made from outputs. An empty one proves nothing, and is never complete. */
export function listed<R>(
  outputs: Pick<Outputs<unknown>, 'because'>,
  records: readonly R[],
  thing: string,
): Listing<R> {
  if (outputs.because !== null) return cutShort(records, outputs.because);
  if (records.length > 0) return complete(records);
  return cutShort(records, {
    code: 'unfit',
    detail: `the exports list no ${thing}, which proves nothing`,
  });
}

/**
 * The fact about a thing of an account, such as its `databases`: absent where none are seen and the
 * policy says that there are none, unavailable where no file speaks of it or all that do are empty.
 */
export function filed<T>(
  policy: AccountPolicy,
  thing: string,
  outputs: readonly Pick<Outputs<unknown>, 'because' | 'given'>[],
  fact: { readonly seen: number; readonly value: T },
): Observation<T> {
  if (fact.seen > 0) return present(fact.value);
  if (policy.none.includes(thing)) {
    return absent(`the policy of the account says that it has no ${thing}`);
  }
  const open = outputs.find(({ because }) => because !== null)?.because;
  const detail = `the exports list no ${thing}: that there are none counts where the policy of the account says \`none: [${thing}]\``;
  return unavailable(open ?? { code: 'unfit', detail });
}

/** What counts of the output about one resource; the newest, where there are several. */
export function aboutResource<T>(outputs: Outputs<T>, ...names: readonly string[]): Item<T> | null {
  const found = outputs.items.filter(({ file }) => names.includes(file.resource ?? ''));
  return found.toSorted((a, b) => timeOf(b.file) - timeOf(a.file))[0] ?? null;
}

/** Whether what a file tells of was there when, or after, the whole list was made that does not name it. */
export function outlives(list: Outputs<unknown>, file: ExportFile): boolean {
  const upTo = allUpTo(list);
  return upTo === null || timeOf(file) > upTo;
}

/** What counts of the outputs of one region. */
export const inRegion = <T>(outputs: Outputs<T>, region: string | null): Outputs<T> => ({
  ...outputs,
  items: outputs.items.filter(({ file }) => file.region === region),
});

/** The first reason why several lists of outputs may not be all there is. */
export const becauseOf = (
  ...outputs: readonly Pick<Outputs<unknown>, 'because'>[]
): Pick<Outputs<unknown>, 'because'> => ({
  because: outputs.map(({ because }) => because).find((one) => one !== null) ?? null,
});

/** Up to when several lists of outputs name all there is; null where one of them does not. */
export function allUpTo(...outputs: readonly Outputs<unknown>[]): number | null {
  if (outputs.some(({ because }) => because !== null)) return null;
  return Math.min(...outputs.flatMap(({ items }) => items.map(({ file }) => timeOf(file))));
}

/** Milliseconds since 1970 at which a file was exported. */
const timeOf = (file: ExportFile): number => Date.parse(file.collectedAt ?? '') || 0;

const covered = (file: ExportFile, fit: readonly Item<unknown>[]): boolean =>
  fit.some(
    (one) =>
      one.file.region === file.region && one.file.resource === file.resource && one.file.complete,
  );

/**
 * Whether the whole of a list takes the place of a part of it that is not newer, or of what was the
 * whole before: what it does not name any more is gone.
 */
const replaces = (whole: ExportFile, other: ExportFile, output: Output): boolean =>
  whole.complete &&
  whole.region === other.region &&
  whole.resource === other.resource &&
  (other.complete
    ? isOneList(whole, output) && timeOf(whole) > timeOf(other)
    : timeOf(whole) >= timeOf(other));

/** Lists that are asked for in several parts, each of which is whole. */
const IN_PARTS: readonly string[] = ['aws wafv2 list-web-acls', 'prowler'];

/** Whether two files of this place would be the same list, and not those of two places unsaid. */
function isOneList({ region, resource }: ExportFile, { what, per, names }: Output): boolean {
  if (names.length === 0 || IN_PARTS.includes(what)) return false;
  return { region: region !== null, resource: resource !== null, account: true }[per];
}

const truncation = (file: ExportFile): Problem | null =>
  file.complete
    ? null
    : unfit(
        file,
        'may leave something out: a page, what was not asked for, what Terraform is not told of',
      );

function nothingOf({ what }: Output, fit: number): Problem | null {
  if (fit > 0) return null;
  const detail = `no export of \`${what}\` was given; \`assay evidence commands\` prints the command`;
  return { code: 'not-requested', detail };
}
