import { Argument, Command } from 'commander';
import { VERSION } from '../version.ts';
import type { AttestFlags } from './commands/attest.ts';
import type { EvidenceFlags } from './commands/evidence.ts';
import type { WaiverFlags } from './commands/waivers.ts';
import type { CheckFlags } from './commands/claims.ts';
import type { DraftFlags } from './commands/init-claims.ts';
import type { Exit } from './exit.ts';
import {
  collect,
  type DiffFlags,
  diffOptions,
  type GateFlags,
  gateOptions,
  type LookFlags,
  type OutputFlags,
  judgingOptions,
  keepOptions,
  lookOptions,
  outputOptions,
} from './options.ts';
import { schemaCommand } from './schema-command.ts';
import { sealCommands } from './seal-commands.ts';

const EXIT_CODES = `
Exit codes:
  0  gate passed, or no gate given    1  gate failed
  2  wrong usage or configuration     3  could not observe enough to decide
  4  integrity violated              70  internal error
  130, 143  stopped by a signal; what was seen is still written`;

const AUDIT_EXAMPLES = `
Examples:
  $ assay audit example.com
  $ assay audit https://api.example.com/v1 smtp://mx.example.com
  $ assay audit example.com --min-grade A --format html:report.html
  $ assay audit                          # the targets of assay.yaml
${EXIT_CODES}`;

const DIFF_EXAMPLES = `
Examples:
  $ assay diff last-week.json report.json
  $ assay diff main.json pull-request.json --fail-on-regression
  $ assay judge evidence.json --json | assay diff report.json -`;

/** The command tree. Every action loads its own code, so that --help and --version stay quick. */
export function program(end: (exit: Exit) => void): Command {
  const root = new Command('assay')
    .description('Does the deployment do what the security page says?')
    .version(VERSION)
    .exitOverride()
    // Wraps the texts of long options too: they leave few columns.
    .configureHelp({ minWidthToWrap: 30 })
    .showHelpAfterError('(assay --help lists the commands, assay COMMAND --help their options)')
    .addHelpText(
      'after',
      `\nExamples:\n  $ assay demo\n  $ assay audit example.com\n  $ assay init\n${EXIT_CODES}`,
    );
  lookCommands(root, end);
  storedCommands(root, end);
  catalogueCommands(root, end);
  claimCommands(root, end);
  statementCommands(root, end);
  evidenceCommands(root, end);
  sealCommands(root, end);
  schemaCommand(root, end);
  root
    .command('init [target]')
    .description('write a starter assay.yaml, or draft a claim sheet from a security page')
    .option('--from <page>', 'draft a claim sheet from this page: HTML or text, - reads stdin')
    .option('-o, --output <file>', 'where the claim sheet goes (default: claims.yaml)')
    .addHelpText('after', '\nExamples:\n  $ assay init\n  $ assay init --from security.html')
    .action(async (target: string | undefined, { from, ...flags }: Partial<DraftFlags>) => {
      if (from === undefined) end((await import('./commands/init.ts')).init(target));
      else end((await import('./commands/init-claims.ts')).initClaims({ from, ...flags }));
    });
  root
    .command('demo')
    .description('audit two deployments in this process: one sound, one careless')
    .option('-o, --output-directory <dir>', 'where the reports go', 'assay-demo')
    .action(async (flags: { outputDirectory: string }) => {
      end(await (await import('./commands/demo.ts')).demo(flags.outputDirectory));
    });
  root
    .command('completion')
    .description('print a script that completes this command line')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', '\nExamples:\n  $ source <(assay completion bash)')
    .action(async (shell: string) => {
      end((await import('./commands/completion.ts')).completion(shell, root));
    });
  return root;
}

type AuditFlags = LookFlags & OutputFlags & GateFlags;

function lookCommands(root: Command, end: (exit: Exit) => void): void {
  const audit = root.command('audit [targets...]').description('look, judge and report');
  outputOptions(keepOptions(gateOptions(lookOptions(audit))))
    .addHelpText('after', AUDIT_EXAMPLES)
    .action(async (targets: string[], flags: AuditFlags) => {
      end(await (await import('./commands/audit.ts')).audit(targets, flags));
    });
  const observe = root
    .command('observe [targets...]')
    .description('look only: write an evidence bundle to stdout');
  lookOptions(observe)
    .addHelpText('after', '\nExamples:\n  $ assay observe example.com > evidence.json')
    .action(async (targets: string[], flags: LookFlags) => {
      end(await (await import('./commands/observe.ts')).observe(targets, flags));
    });
}

function storedCommands(root: Command, end: (exit: Exit) => void): void {
  const judge = root
    .command('judge <bundle>')
    .description('judge stored evidence again, offline (- reads stdin)');
  outputOptions(keepOptions(gateOptions(judgingOptions(judge))))
    .addHelpText('after', '\nExamples:\n  $ assay judge evidence.json --min-grade A')
    .action(async (file: string, flags: AuditFlags) => {
      end(await (await import('./commands/judge.ts')).judge(file, flags));
    });
  const report = root
    .command('report <report>')
    .description('render a report again, from its JSON or HTML');
  outputOptions(report)
    .addHelpText('after', '\nExamples:\n  $ assay report report.json --format html:report.html')
    .action(async (file: string, flags: OutputFlags) => {
      end(await (await import('./commands/report.ts')).report(file, flags));
    });
  const diff = root
    .command('diff <before> <after>')
    .description('say what changed between two reports, JSON or HTML (- reads stdin)');
  diffOptions(diff)
    .addHelpText('after', DIFF_EXAMPLES)
    .action(async (before: string, after: string, flags: DiffFlags) => {
      end(await (await import('./commands/diff.ts')).diff(before, after, flags));
    });
}

function statementCommands(root: Command, end: (exit: Exit) => void): void {
  const waivers = root.command('waivers').description('the waivers in force: list');
  waivers
    .command('list')
    .description('one line for each waiver, the one that ends first at the top')
    .option('--config <file>', 'configuration (default: assay.yaml here, if there is one)')
    .option('--waivers <file>', 'read waivers from this file', collect)
    .option('--expiring <days>', 'those alone that end within so many days, or have ended: 30d')
    .option('--now <time>', 'as of this time (ISO 8601)')
    .action(async (flags: WaiverFlags) => {
      end((await import('./commands/waivers.ts')).listWaivers(flags));
    });
  const attest = root.command('attest').description('what people state of controls: new');
  attest
    .command('new <control>')
    .description('add an attestation to a file; asks for what no flag says')
    .option('--file <file>', 'file of attestations, created if need be', 'attestations.yaml')
    .option('--statement <text>', 'what is stated')
    .option('--status <status>', 'pass, fail or not-applicable (default: pass)')
    .option('--method <method>', 'examine, interview or test (default: examine)')
    .option('--by <name>', 'who attests')
    .option('--role <role>', 'their role')
    .option('--owner <name>', 'who keeps it up to date')
    .option('--on <date>', 'day of the statement (default: today)')
    .option('--validity <duration>', 'how long it holds: P1Y, P3M, P30D (default: P1Y)')
    .option('--evidence <file>', 'a file that bears it out; its SHA-256 is noted', collect)
    .option('--claim <id>', 'it speaks for this sentence of a page alone', collect)
    .option('--no-input', 'do not ask: fail where something is missing')
    .action(async (control: string, flags: AttestFlags) => {
      end(await (await import('./commands/attest.ts')).attestNew(control, flags));
    });
}

function evidenceCommands(root: Command, end: (exit: Exit) => void): void {
  const evidence = root.command('evidence').description('exports of accounts: commands');
  evidence
    .command('commands <account>')
    .description('print a script that exports an account for --evidence')
    .option('--region <name>', 'a region in use (AWS)', collect)
    .option('--directory <dir>', 'where the exports go', 'evidence')
    .addHelpText(
      'after',
      '\nExamples:\n  $ assay evidence commands aws:123456789012 --region eu-west-2 | sh',
    )
    .action(async (account: string, flags: EvidenceFlags) => {
      end((await import('./commands/evidence.ts')).evidenceCommands(account, flags));
    });
}

function claimCommands(root: Command, end: (exit: Exit) => void): void {
  const claims = root.command('claims').description('security pages: list, check');
  const load = () => import('./commands/claims.ts');
  claims
    .command('list')
    .description('the claim sheets that come with assay')
    .action(async () => {
      end((await load()).listSheets());
    });
  claims
    .command('check <page>')
    .description('find words that are out of date in a page: HTML or text (- reads stdin)')
    .option('--claims <name|file>', 'find what the page and this claim sheet do not share, too')
    .option('--now <time>', 'judge dates as of this time (ISO 8601)')
    .option('--json', 'JSON on stdout')
    .option('--strict', 'exit 1 where something is out of date')
    .addHelpText('after', '\nExamples:\n  $ assay claims check security.html --strict')
    .action(async (page: string, flags: CheckFlags) => {
      end((await load()).checkPage(page, flags));
    });
}

function catalogueCommands(root: Command, end: (exit: Exit) => void): void {
  const rules = root.command('rules').description('the rules: list, explain, test');
  const load = () => import('./commands/rules.ts');
  rules
    .command('list')
    .description('one line for each rule')
    .option('--rules <dir>', 'add the rules of this folder', collect)
    .action(async (flags: Pick<LookFlags, 'rules'>) => {
      end((await load()).listRules(flags));
    });
  rules
    .command('explain <rule>')
    .description('what a rule expects, why, and how to mend it')
    .option('--rules <dir>', 'add the rules of this folder', collect)
    .action(async (id: string, flags: Pick<LookFlags, 'rules'>) => {
      end((await load()).explainRule(id, flags));
    });
  rules
    .command('test <dir>')
    .description('run the cases of a folder of rules (DIR/cases/<rule-id>.yaml)')
    .action(async (directory: string) => {
      end((await load()).testRules(directory));
    });
  const controls = root.command('controls').description('the documented controls: list, show');
  controls
    .command('list')
    .description('one line for each control')
    .option('--framework <id>', 'the requirements of this framework with their controls')
    .action(async (flags: { framework?: string }) => {
      end((await import('./commands/controls.ts')).listControls(flags));
    });
  controls
    .command('show <id>')
    .description('what settles it, and the framework requirements it supports')
    .action(async (id: string) => {
      end((await import('./commands/controls.ts')).showControl(id));
    });
  const profiles = root.command('profiles').description('the profiles: list, show');
  profiles
    .command('list')
    .description('one line for each profile')
    .action(async () => {
      end((await import('./commands/profiles.ts')).listProfiles());
    });
  profiles
    .command('show <id>')
    .description('what it judges, by which values, and where they come from')
    .action(async (id: string) => {
      end((await import('./commands/profiles.ts')).showProfile(id));
    });
}
