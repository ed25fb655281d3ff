import { join } from 'node:path';
import { judgeBundle } from '../../audit/judge.ts';
import { readConfig } from '../../document/config.ts';
import { decodePem } from '../../codec/x509/pem.ts';
import { startDemo, type Demo, type DemoTarget } from '../../demo/demo.ts';
import { atLeast } from '../../grade/letter.ts';
import type { Report } from '../../report/report.ts';
import { gradeLetters } from '../../report/words.ts';
import { VERSION } from '../../version.ts';
import { attestationsOf } from '../attestation-settings.ts';
import { exitOf, type Exit } from '../exit.ts';
import { writeText } from '../files.ts';
import type { LookFlags } from '../options.ts';
import { write } from '../output.ts';
import { judging } from '../settings.ts';
import { keepBundle } from '../keep.ts';
import { writeManifest } from '../seal.ts';
import { look, type Looked } from './look.ts';

type Overall = NonNullable<Report['grades']['overall']>;

/** The parts in their order, and what each must come out as; else something is wrong with us. */
const PARTS = [
  { part: 'sound', wanted: 'A or better', reached: ({ floor }: Overall) => atLeast(floor, 'A') },
  { part: 'careless', wanted: 'F', reached: ({ letter }: Overall) => letter === 'F' },
] as const;

/** `assay demo`: audits two deployments that run in this process, and writes their reports. */
export async function demo(directory: string): Promise<Exit> {
  process.stderr.write('starting two deployments on 127.0.0.1\n');
  const running = await startDemo(new Date());
  const verdicts: string[] = [];
  let expected = true;
  try {
    for (const { part, wanted, reached } of PARTS) {
      const { name } = running[part];
      const folder = join(directory, part);
      const files = writeFiles(folder, running[part]);
      const { report, bundle, interruptedBy } = await audit(running, running[part], folder);
      const seen = keepBundle(folder, bundle);
      process.stdout.write(heading(part, name));
      const reports = await write(report, destinationsOf(folder), false);
      writeManifest(folder, [...files, seen, ...reports], report);
      process.stdout.write('\n');
      if (interruptedBy !== null) return exitOf(report.gate, interruptedBy);
      const { overall } = report.grades;
      const asWanted = overall !== null && reached(overall);
      expected &&= asWanted;
      const grade = overall === null ? 'not graded' : gradeLetters(overall);
      verdicts.push(`${name} is ${grade}${asWanted ? '' : `, not ${wanted}`}`);
    }
  } finally {
    await running.close();
  }
  process.stdout.write(closing(running, directory));
  return { code: expected ? 0 : 70, reason: verdicts.join('; ') };
}

/** What `assay audit` does, with the options that lead it to the deployment. */
async function audit(
  { resolver, rootCertificate, rootHints, trustAnchors }: Demo,
  { name, connectTo, settings }: DemoTarget,
  folder: string,
): Promise<{ report: Report } & Looked> {
  const flags: LookFlags = {
    connectTo,
    resolver,
    intensity: 'active',
    progress: true,
  };
  // An assay.yaml that lies here is about other deployments.
  const judged = judging(flags, readConfig(join(folder, CONFIG), settings));
  const roots = decodePem(rootCertificate).map(({ bytes }) => bytes);
  const { bundle, interruptedBy } = await look([name], flags, judged, {
    roots,
    rootHints,
    trustAnchors,
  });
  const gate = { minGrade: null, failOn: null, allowInconclusive: false };
  return {
    report: judgeBundle(bundle, {
      ...judged,
      waivers: [],
      attestations: attestationsOf(flags, judged),
      gate,
      version: VERSION,
    }),
    ...{ bundle, interruptedBy },
  };
}

const CONFIG = 'assay.yaml';

/** Leaves what the owner of a deployment has on file where a reader can look at it; gives the paths. */
const writeFiles = (folder: string, { settings, files }: DemoTarget): string[] =>
  Object.entries({ [CONFIG]: settings, ...files }).map(([name, text]) => {
    const path = join(folder, name);
    writeText(path, text);
    return path;
  });

const destinationsOf = (folder: string): Parameters<typeof write>[1] => [
  { format: 'text', path: null },
  ...['html', 'json'].map((format) => ({ format, path: join(folder, `report.${format}`) })),
];

const heading = (part: string, name: string): string => {
  const title = `── The ${part} deployment: ${name} `;
  return `${title.padEnd(80, '─')}\n\n`;
};

/** Where the reports are, and the command that makes one of a deployment of one's own. */
function closing({ sound, resolver }: Demo, directory: string): string {
  const seen = join(directory, 'careless', 'bundle.json');
  const options = [
    ...sound.connectTo.map((mapping) => `--connect-to ${mapping}`),
    `--resolver ${resolver}`,
    '--root-hints demo-root.hints',
    '--trust-anchor demo-root.ds',
    '--ca demo-root.pem',
    `--config ${join(directory, 'sound', CONFIG)}`,
    '--intensity active',
  ];
  return `${'─'.repeat(80)}

Open in a browser:
  ${PARTS.map(({ part }) => join(directory, part, 'report.html')).join('\n  ')}

What was seen is kept, and can be judged again without a network:
  $ assay judge ${seen} \\
      --config ${join(directory, 'careless', CONFIG)}
  $ assay judge ${seen} --claims careapp   # by another's page
  $ assay verify ${join(directory, 'sound')} --allow-unsigned   # is it what was written?

The first report is what this command printed while the demo ran:
  $ assay audit ${sound.name} \\
      ${options.join(' \\\n      ')}

For a deployment of your own:
  $ assay audit example.com
`;
}
