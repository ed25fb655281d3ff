import { isInnerList, type InnerList, type Item } from 'structured-headers';
import { quoted, type FieldFault } from './fault.ts';
import { fieldLines, type HeaderList } from './fields.ts';
import { POWERFUL_FEATURES } from './powerful-features.ts';
import { dictionaryOf, memberItems, tokenOf } from './structured.ts';

/** What Permissions-Policy says of one feature. */
interface FeaturePolicy {
  readonly feature: string;
  /** `*` alone, or `self` and origins; empty for nobody. */
  readonly allow: readonly string[];
  readonly powerful: boolean;
}

interface PermissionsPolicy {
  readonly sent: boolean;
  /** A Dictionary; all of it is ignored otherwise. */
  readonly valid: boolean;
  readonly features: readonly FeaturePolicy[];
}

const FIELD = 'Permissions-Policy';
const MOST_FEATURES = 200;
const MOST_ORIGINS = 50;

/** Permissions Policy, section 9.2, "construct policy from dictionary and origin". */
export function permissionsPolicyOf(headers: HeaderList): PermissionsPolicy {
  const dictionary = dictionaryOf(headers, FIELD);
  const features = [...(dictionary ?? [])].slice(0, MOST_FEATURES).map(([feature, member]) => ({
    feature,
    allow: allowlistOf(member).allow,
    powerful: POWERFUL_FEATURES.includes(feature),
  }));
  return { sent: fieldLines(headers, FIELD).length > 0, valid: dictionary !== null, features };
}

export function permissionsFaults(headers: HeaderList): FieldFault[] {
  const lines = fieldLines(headers, FIELD);
  if (lines.length === 0) return [];
  const dictionary = dictionaryOf(headers, FIELD);
  if (dictionary === null) return [syntaxFault(lines.join(', '))];
  const faults: FieldFault[] = [];
  const repeated = repeatedIn(lines);
  if (repeated !== null) {
    faults.push({
      problem: `${repeated} stands in several lines: the last counts`,
      effect: 'partly',
    });
  }
  for (const [feature, member] of dictionary) {
    const problem = memberProblem(feature, member);
    if (problem === null) continue;
    faults.push({ problem, effect: 'partly' });
    break;
  }
  return faults;
}

/**
 * The members that count: `*`, `self` and quoted URLs. The standard takes a URL in a list alone,
 * Chromium without one too.
 */
function allowlistOf(member: Item | InnerList): { allow: string[]; others: string[] } {
  const allow = new Set<string>();
  const others: string[] = [];
  for (const item of memberItems(member)) {
    const token = tokenOf(item);
    const origin = typeof item === 'string' ? originOf(item) : null;
    if (token === '*' || token === 'self') allow.add(token);
    else if (origin !== null) allow.add(origin);
    else others.push(token ?? (typeof item === 'string' ? `"${item}"` : String(item)));
  }
  return { allow: allow.has('*') ? ['*'] : [...allow].slice(0, MOST_ORIGINS), others };
}

/** `https://*.example.com` stands for subdomains. */
function originOf(text: string): string | null {
  const origin = URL.parse(text)?.origin;
  return origin === undefined || origin === 'null' ? null : origin.slice(0, 200);
}

function syntaxFault(text: string): FieldFault {
  const old = /'(?:none|self|src)'|^[a-z-]+ [*'h]/.test(text);
  const why = old ? 'has the syntax of Feature-Policy' : 'is no Structured Field Dictionary';
  return { problem: `${quoted(text)} ${why}`, effect: 'ignored' };
}

function memberProblem(feature: string, member: Item | InnerList): string | null {
  const [other] = allowlistOf(member).others;
  if (!isInnerList(member) && member[0] === true) {
    return `${quoted(feature)} without a list allows nobody`;
  }
  if (other !== undefined) {
    return `${quoted(other)} of ${feature} is neither *, self nor a URL in quotes`;
  }
  const parameter = [...member[1].keys()].find((key) => key !== 'report-to');
  if (parameter === undefined) return null;
  return `${quoted(parameter)} after a semicolon means nothing: commas divide features`;
}

/** A feature that several lines name; one proxy after another may have added its own. */
function repeatedIn(lines: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const line of lines) {
    const features = [...(dictionaryOf([[FIELD, line]], FIELD)?.keys() ?? [])];
    const repeated = features.find((feature) => seen.has(feature));
    if (repeated !== undefined) return repeated;
    for (const feature of features) seen.add(feature);
  }
  return null;
}
