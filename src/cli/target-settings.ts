import { parseTarget, requestAt, TargetError, type TargetRequest } from '../audit/target.ts';
import type { Config } from '../document/config.ts';
import type { Document } from '../document/document.ts';
import type { DocumentProblem, Place } from '../document/place.ts';
import type { Role } from '../evidence/target.ts';
import { UsageError } from './errors.ts';
import { hasFiles } from './evidence-settings.ts';
import { readText } from './files.ts';
import { refuse } from './named-files.ts';
import { reportPlace } from './named-place.ts';
import type { LookFlags } from './options.ts';

/** A target as a file has it. */
interface Written {
  readonly text: string;
  readonly role: Role | null;
  readonly place: Place;
}

/** What a file asks for, and where. */
interface Named {
  readonly request: TargetRequest;
  readonly place: Place;
}

/**
 * What was asked for: by arguments and `--targets`, else by assay.yaml. A request keeps the place in
 * the file that names it, also where an argument asks for what assay.yaml names too. Throws a
 * UsageError, TargetError or DocumentError.
 */
export function requestsOf(
  args: readonly string[],
  flags: Pick<LookFlags, 'targets' | 'evidence' | 'register'>,
  config: Document<Config> | null,
): readonly TargetRequest[] {
  const listed = flags.targets === undefined ? [] : linesOf(flags.targets);
  const configured = read(config === null ? [] : configuredIn(config));
  const named = args.map((text) => {
    const request = parseTarget(text);
    const same = configured.find((one) => nameOf(one.request) === nameOf(request));
    return same === undefined ? request : placed({ request, place: same.place });
  });
  const given = [...named, ...read(listed).map(placed)];
  const requests = given.length > 0 ? given : configured.map(placed);
  if (requests.length > 0 || hasFiles(flags, config?.value ?? {})) return requests;
  throw new UsageError('no targets', 'assay audit example.com, or write them into assay.yaml');
}

const placed = ({ request, place }: Named): TargetRequest => requestAt(request, reportPlace(place));

const nameOf = (request: TargetRequest): string =>
  request.type === 'name' ? request.host : request.target.id;

/** The lines of `--targets` that are not empty; what follows `#` is a remark. */
function linesOf(file: string): readonly Written[] {
  const lines = readText(file).split('\n');
  const written = lines.flatMap((line, index): Written[] => {
    const code = line.replace(/#.*/, '');
    const text = code.trim();
    const place = { file, line: index + 1, column: code.search(/\S/) + 1 };
    return text === '' ? [] : [{ text, role: null, place }];
  });
  if (written.length === 0) throw new UsageError(`--targets ${file}: no target in it`);
  return written;
}

const configuredIn = ({ value, place }: Document<Config>): readonly Written[] =>
  (value.targets ?? []).map((target, index) => ({
    ...(typeof target === 'string'
      ? { text: target, role: null }
      : { text: target.uri, role: target.role ?? null }),
    // Of a target that is a text alone, this is the text.
    place: place(['targets', index, 'uri']),
  }));

/** The requests of a file; what is wrong with any of them is told at once, with its place. */
function read(written: readonly Written[]): readonly Named[] {
  const problems: DocumentProblem[] = [];
  const named = written.flatMap(({ text, role, place }): Named[] => {
    try {
      return [{ request: parseTarget(text, role), place }];
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      problems.push({ place, message: error.message });
      return [];
    }
  });
  refuse(problems);
  return named;
}
