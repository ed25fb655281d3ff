import { XMLParser } from 'fast-xml-parser';
import { parse as parseHtml, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/report/formats.ts';
import type { Report } from '../../src/report/report.ts';
import { reportOf } from './fixtures.ts';
import { poisoned, UNSEEN } from './hostile.ts';
import { faultIn } from './junit/well-formed.ts';

/** What holds for a format, whatever a target sends and however much is found. */
interface Law {
  /** What a reader makes of the text, without the words in it. Throws where it is no such text. */
  readonly structure: (text: string) => unknown;
  /** Ends of lines and marks that belong to the format, to be taken out before looking for the unseen. */
  readonly marks: RegExp;
  /** How it says that not each of very many findings is told; null where each of them is. */
  readonly leftOut: RegExp | null;
  /** Characters that very many findings come to, at most. */
  readonly most: number;
  /** It holds every value in full, however long. */
  readonly inFull?: true;
}

const JSON_LAW: Pick<Law, 'structure' | 'marks'> = {
  structure: (text) => sizes(JSON.parse(text)),
  marks: /\n/g,
};

const MB = 1_000_000;

const LAWS: Readonly<Record<string, Law>> = {
  text: {
    // Lines become more with longer words; that nothing acts on the terminal is all there is.
    structure: () => null,
    marks: /\n/g,
    leftOut: /and \d+ more rules: --verbose shows all of them/,
    most: MB,
  },
  json: { ...JSON_LAW, leftOut: null, most: 40 * MB, inFull: true },
  html: {
    structure: (text) => elements(parseHtml(text)),
    marks: /\n/g,
    leftOut: /\d+ more failed rules: left out here/,
    most: 5 * MB,
  },
  oscal: {
    ...JSON_LAW,
    leftOut: /The other \d+ share one for each rule and outcome/,
    most: 40 * MB,
  },
  sarif: { ...JSON_LAW, leftOut: /\d+ results of \d+ are left out/, most: 60 * MB },
  'sarif-all': { ...JSON_LAW, leftOut: /\d+ results of \d+ are left out/, most: 60 * MB },
  junit: {
    structure: (text) => {
      expect(faultIn(text)).toBeNull();
      return sizes(new XMLParser({ ignoreAttributes: false }).parse(text));
    },
    marks: /\n/g,
    leftOut: /\d+ more cases left out/,
    most: 28 * MB,
  },
  hdf: { ...JSON_LAW, leftOut: null, most: 60 * MB, inFull: true },
  markdown: {
    // What stands in code is words, in whichever of the ways it is written; a comment of ours keeps
    // words from becoming a link.
    structure: (text) =>
      text
        .replaceAll(/^(`{3,})[^]*?^\1$/gm, '')
        .replaceAll(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)|<code>.*?<\/code>|<!-- -->/g, '')
        .match(/^(?:#+ |\||- |> )|<.{9}/gm),
    marks: /\n/g,
    leftOut: /…and \d+ more rules\./,
    most: MB,
  },
  csv: {
    structure: (text) => {
      expect(text).toMatch(/^\ufeff(?:(?:"(?:[^"]|"")*"|[a-z ]+)(?:,|\r\n))*$/);
      expect(text).not.toMatch(/(?:^|[,\n])"?\s*[=+\-@]/);
      return text.split('\r\n').map((row) => row.match(/"(?:[^"]|"")*"/g)?.length);
    },
    marks: /^\ufeff|\r\n/g,
    leftOut: null,
    most: 20 * MB,
  },
  github: {
    structure: (text) => {
      const lines = text.trimEnd().split('\n');
      return lines.map((line) => /^::(error|warning|notice) [^:\r]*::/.exec(line)?.[1] ?? line);
    },
    marks: /\n/g,
    leftOut: /and \d+ more failed rules not shown here/,
    most: MB,
  },
};

/** How many parts everything has, and of which kind it is; names and words left out. */
function sizes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sizes);
  if (typeof value !== 'object' || value === null) return typeof value;
  // Whether OSCAL calls a value an address or a name depends on its words.
  return Object.entries(value).map(([key, item]) => (key === 'props' ? null : sizes(item)));
}

/** Every element with the names of its attributes, in order. */
function elements(node: Tree.Node): string[] {
  const own =
    'tagName' in node ? [[node.tagName, ...node.attrs.map(({ name }) => name)].join(' ')] : [];
  return [...own, ...('childNodes' in node ? node.childNodes.flatMap(elements) : [])];
}

const rendered = async (format: string, report: Report, verbose = true): Promise<string> => {
  const render = await FORMATS[format]?.();
  return render?.(report, { colour: 0, width: 80, verbose }) ?? '';
};

/** What tries to break out of some format. */
const HOSTILE = [
  ['markup', '<script>alert(1)</script>"><img src=x onerror=alert(1)>\'</title></style>&lt;'],
  ['the end of a comment or CDATA', '--> ]]> */ </script> <!-- <![CDATA['],
  ['controls of a terminal', '\u001b[31m\u001b]0;title\u0007\u009b2J\u007f\b'],
  ['what XML has no place for', '\u0000\u0008\u000b\ufffe\uffff\ud800'],
  [
    'right-to-left overrides and what has no width',
    '\u202e\u2066\u2069\u200b\ufeff\u{e0041}\u00ad',
  ],
  ['ends of lines of all kinds', 'a\nb\rc\r\nd\u0085e\u2028f\u2029g\u000ch'],
  [
    'commands of a runner',
    '\n::error::x\r\n::set-output name=a::b\n##[error]x%0A::stop-commands::y',
  ],
  ['formulas', '\n=1+1\t@SUM(1)\r+1 -1 ＝1"=cmd|"'],
  ['Markdown', '\n\n# head\n| a | b |\n```\n[x](javascript:1) ![i](http://e.example/) @all #1 <b>'],
  ['templates', '{{1}} ${1} $(1) `1` %s %0A \\u0000 \\n \\'],
] as const;

test('every format has its law', () => {
  expect(Object.keys(LAWS).sort()).toEqual(Object.keys(FORMATS).sort());
});

describe.each(Object.entries(LAWS))('%s', (format, law) => {
  test.each(HOSTILE)('%s stay words', async (_, hostile) => {
    for (const report of [reportOf('half'), reportOf('compared')]) {
      const text = await rendered(format, poisoned(report, hostile));
      const harmless = await rendered(format, poisoned(report, 'x'));
      expect(text.replaceAll(law.marks, '')).not.toMatch(UNSEEN);
      expect(law.structure(text)).toEqual(law.structure(harmless));
    }
  });

  test('a value of a megabyte is cut, or stands there once in full', async () => {
    const report = reportOf('careless');
    const [first, ...others] = report.findings;
    const long = 'A🔥<|='.repeat(170_000);
    if (first === undefined) throw new Error('no finding');
    const found = [{ where: 'a', value: long, of: long }];
    const findings = [{ ...first, outcome: 'fail', effective: 'fail', found } as const, ...others];
    const text = await rendered(format, { ...report, findings });
    const room = law.inFull === true ? 4 * long.length : 0;
    const before = await rendered(format, report);
    expect(text.length).toBeLessThan(before.length + room + 20_000);
  });

  test('30,000 findings come to a bounded size, and what is left out is said', async () => {
    const text = await rendered(format, MANY, false);
    expect(text.length).toBeLessThan(law.most);
    if (law.leftOut === null) {
      expect(text.match(/\brule-\d+\b/g)?.length ?? 0).toBeGreaterThanOrEqual(30_000);
    } else expect(text).toMatch(law.leftOut);
  }, 60_000);
});

/** 300 rules that fail at each of 100 targets. */
const MANY: Report = many(reportOf('careless'));

function many(report: Report): Report {
  const failed = report.findings.filter(({ effective }) => effective === 'fail');
  const [like] = report.targets;
  if (like === undefined) throw new Error('no target');
  const targets = Array.from({ length: 100 }, (_, index) => {
    const host = `h${index}.example`;
    return { ...like, id: `https://${host}/`, uri: `https://${host}/`, host };
  });
  const findings = Array.from({ length: 300 }, (_, rule) => {
    const finding = failed[rule % failed.length];
    if (finding === undefined) throw new Error('nothing failed');
    const named = { rule: `rule-${rule}`, title: `Rule ${rule} holds` };
    return targets.map(({ id }) => ({ ...finding, ...named, target: id }));
  });
  return { ...report, targets, findings: findings.flat() };
}
