import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TrustAnchor } from '../codec/dns/anchor.ts';
import { parseRoots } from '../codec/x509/roots.ts';
import { readClaims, rulesOfClaims, type ClaimSheet } from '../document/claims.ts';
import { readFramework, type Framework } from '../document/framework.ts';
import { readControls, rulesOfControls, type Control } from '../document/control.ts';
import { readDrafting, type Drafting } from '../document/drafting.ts';
import { readProfile, type Profile } from '../document/profile.ts';
import { refuseUnknownRules } from '../document/rule-use.ts';
import { readScheme, rulesOfScheme, type Scheme } from '../document/scheme.ts';
import type { Document } from '../document/document.ts';
import { readWording, type WordingRule } from '../document/wording.ts';
import { AREAS } from '../evidence/kind.ts';
import { KINDS } from '../evidence/kinds/index.ts';
import { loadRules, type Rule } from '../judge/rule.ts';
import type { Endpoint } from '../net/net.ts';
import type { KnownSelectors } from '../probe/probe.ts';
import { readDnsRoot } from './dns-root.ts';
import { readKnownSelectors } from './known-selectors.ts';
import { keyOf, parsedTexts } from './parsed-texts.ts';

/** A file as it was read, under the name that errors give it. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
  /** Its value where that is known without reading the text. */
  readonly parsed?: unknown;
}

/** The rules and all data that they are judged, weighed and grouped by. */
export interface Pack {
  readonly rules: readonly Rule[];
  /** SHA-256 over the content of the rules. */
  readonly rulesHash: string;
  readonly schemes: readonly Scheme[];
  readonly controls: readonly Control[];
  readonly frameworks: readonly Framework[];
  /** The claim sheets that come with assay. */
  readonly claimSheets: readonly Document<ClaimSheet>[];
  /** Words of security pages that are out of date. */
  readonly wording: readonly WordingRule[];
  /** How the text of a page becomes a draft of a claim sheet. */
  readonly drafting: readonly Drafting[];
  readonly profiles: readonly Document<Profile>[];
  readonly roots: readonly Uint8Array[];
  /** Where iteration of the DNS begins, and what its chains of trust begin with. */
  readonly rootHints: readonly Endpoint[];
  readonly anchors: readonly TrustAnchor[];
  readonly knownSelectors: KnownSelectors;
  /** Bundled data that ages, with its date. */
  readonly data: readonly { readonly id: string; readonly date: string }[];
}

/** Where the built-in rules and what goes with them lie. */
export const BUILT_IN = fileURLToPath(new URL('../../rules/', import.meta.url));

/**
 * Reads the built-in rules and those of further directories. Throws a DocumentError that lists
 * everything wrong with its place.
 */
export function loadPack(directories: readonly string[] = []): Pack {
  const known = parsedTexts();
  const builtIn = (folder: string): TextFile[] =>
    textFiles(join(BUILT_IN, folder), BUILT_IN).map((one) => ({
      ...one,
      parsed: known.get(keyOf(one.text)),
    }));
  const ruleFiles = [
    ...AREAS.flatMap((area) => builtIn(area)),
    ...directories.flatMap((directory) => ownRules(directory)),
  ];
  const { rules, canonicalText } = loadRules(ruleFiles, KINDS);
  const schemes = builtIn('grading').map(({ file, text, parsed }) =>
    readScheme(file, text, parsed),
  );
  const controls = builtIn('controls')
    .sort((a, b) => areaOrder(a) - areaOrder(b))
    .map(({ file, text, parsed }) => readControls(file, text, parsed));
  const ids = new Set(rules.map(({ id }) => id));
  const uses = [...schemes.flatMap(rulesOfScheme), ...controls.flatMap(rulesOfControls)];
  refuseUnknownRules(uses, ids);
  const frameworks = once(() =>
    builtIn('frameworks').map(({ file, text, parsed }) => readFramework(file, text, parsed).value),
  );
  const claimSheets = once(() => {
    const sheets = builtIn('claims').map(({ file, text, parsed }) =>
      readClaims(file, text, parsed),
    );
    refuseUnknownRules(sheets.flatMap(rulesOfClaims), ids);
    return sheets;
  });
  const wording = once(() =>
    builtIn('wording').flatMap(
      ({ file, text, parsed }) => readWording(file, text, parsed).value.wording,
    ),
  );
  const drafting = once(() =>
    builtIn('drafting').map(({ file, text, parsed }) => readDrafting(file, text, parsed).value),
  );
  return {
    rules,
    rulesHash: createHash('sha256').update(canonicalText).digest('hex'),
    schemes: schemes.map(({ value }) => value),
    controls: controls.flatMap(({ value }) => value.controls),
    get frameworks() {
      return frameworks();
    },
    get claimSheets() {
      return claimSheets();
    },
    get wording() {
      return wording();
    },
    get drafting() {
      return drafting();
    },
    profiles: builtIn('profiles').map(({ file, text, parsed }) => readProfile(file, text, parsed)),
    ...readData(),
  };
}

type Data = Pick<Pack, 'roots' | 'rootHints' | 'anchors' | 'knownSelectors' | 'data'>;

/** What ages: each with its date. */
function readData(): Data {
  const roots = parseRoots(dataFile('roots.pem'));
  const dns = readDnsRoot({ hints: dataFile('root-hints'), anchors: dataFile('root-anchors') });
  const selectors = readKnownSelectors(dataFile('dkim-selectors.json'));
  return {
    roots: roots.certificates,
    rootHints: dns.hints,
    anchors: dns.anchors,
    knownSelectors: selectors.known,
    data: [{ id: roots.id, date: roots.date }, ...dns.data, selectors.data],
  };
}

/** Makes a value when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

const dataFile = (name: string): string => readFileSync(join(BUILT_IN, 'data', name), 'utf8');

/** A folder of rules that cannot be used. */
export class PackError extends Error {
  override readonly name = 'PackError';
}

/** The rules of a folder that somebody named: none in it is a mistake, not nothing to do. */
function ownRules(directory: string): TextFile[] {
  if (!existsSync(directory)) throw new PackError(`${directory}: no such folder of rules`);
  const files = textFiles(directory, '.');
  if (files.length === 0) throw new PackError(`${directory}: no .yaml file of rules in it`);
  return files;
}

/** Files named for an area in the order of the report, the others after them. */
function areaOrder({ file }: TextFile): number {
  const place = AREAS.findIndex((area) => basename(file) === `${area}.yaml`);
  return place < 0 ? AREAS.length : place;
}

/** Folder of case files beside rules; they are no rules themselves. */
export const CASES = 'cases';

/** The YAML files (.yaml, .yml) below a directory, cases left out, named relative to `base`. */
export function textFiles(directory: string, base: string): TextFile[] {
  return globSync('**/*.{yaml,yml}', { cwd: directory, exclude: [`${CASES}/**`] })
    .sort()
    .map((name) => ({
      file: relative(base, join(directory, name)),
      text: readFileSync(join(directory, name), 'utf8'),
    }));
}
