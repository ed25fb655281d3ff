import { Command } from 'commander';
import { VERSION } from '../version.ts';
import type { Exit } from './exit.ts';
import {
  collect,
  type GateFlags,
  gateOptions,
  type LookFlags,
  type OutputFlags,
  judgingOptions,
  lookOptions,
  outputOptions,
} from './options.ts';

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
  root
    .command('init [target]')
    .description('write a starter assay.yaml')
    .action(async (target: string | undefined) => {
      end((await import('./commands/init.ts')).init(target));
    });
  root
    .command('demo')
    .description('audit two deployments in this process: one sound, one careless')
    .option('-o, --output-directory <dir>', 'where the reports go', 'assay-demo')
    .action(async (flags: { outputDirectory: string }) => {
      end(await (await import('./commands/demo.ts')).demo(flags.outputDirectory));
    });
  return root;
}

type AuditFlags = LookFlags & OutputFlags & GateFlags;

function lookCommands(root: Command, end: (exit: Exit) => void): void {
  const audit = root.command('audit [targets...]').description('look, judge and report');
  outputOptions(gateOptions(lookOptions(audit)))
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
  outputOptions(gateOptions(judgingOptions(judge)))
    .addHelpText('after', '\nExamples:\n  $ assay judge evidence.json --min-grade A')
    .action(async (file: string, flags: AuditFlags) => {
      end(await (await import('./commands/judge.ts')).judge(file, flags));
    });
  const report = root.command('report <report>').description('render a JSON report again');
  outputOptions(report)
    .addHelpText('after', '\nExamples:\n  $ assay report report.json --format html:report.html')
    .action(async (file: string, flags: OutputFlags) => {
      end(await (await import('./commands/report.ts')).report(file, flags));
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
    .action(async () => {
      end((await import('./commands/controls.ts')).listControls());
    });
  controls
    .command('show <id>')
    .description('its rules and the framework requirements it supports')
    .action(async (id: string) => {
      end((await import('./commands/controls.ts')).showControl(id));
    });
}
