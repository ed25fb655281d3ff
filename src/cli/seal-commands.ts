import type { Command } from 'commander';
import type { SignFlags } from './commands/sign.ts';
import type { VerifyFlags } from './commands/verify.ts';
import type { Exit } from './exit.ts';
import { collect } from './options.ts';

const SIGN_HELP = `
A pair of keys, made once:
  $ openssl genpkey -algorithm ed25519 -out key.pem && chmod 600 key.pem
  $ openssl pkey -in key.pem -pubout -out public.pem

Examples:
  $ assay audit example.com -o out && assay sign out --key key.pem
  $ assay sign out --key env:SIGNING_KEY     # the PEM itself in a variable`;

const VERIFY_HELP = `
Every --key has to have signed. --rejudge takes profile and time from
report.json; waivers, attestations and a page of your own from the options.
It looks for no other file.

Examples:
  $ assay verify out --key public.pem
  $ assay verify out --key public.pem --rejudge --config assay.yaml

Exit codes:
  0  all files are as they were, and signed
  2  wrong usage or configuration
  3  not known: no signature, no key given, a file that no manifest names,
     or --rejudge by other rules or without all that was judged by
  4  a file is changed or missing, a signature does not hold or is not there
     for a key that was given, or report.json does not come of bundle.json`;

/** The commands about sealed folders: sign, verify. */
export function sealCommands(root: Command, end: (exit: Exit) => void): void {
  root
    .command('sign <dir>')
    .description('sign the manifest of the folder of audit -o or judge -o')
    .requiredOption('--key <file|env:name>', 'private key: PEM (PKCS #8), Ed25519; - reads stdin')
    .addHelpText('after', SIGN_HELP)
    .action(async (folder: string, flags: SignFlags) => {
      end((await import('./commands/sign.ts')).sign(folder, flags));
    });
  root
    .command('verify <dir>')
    .description('hold a folder against its manifest, and that against its signatures')
    .option('--key <file>', 'public key of one who has to have signed: PEM, Ed25519', collect)
    .option('--allow-unsigned', 'digests are enough: nobody has to have signed')
    .option('--rejudge', 'judge bundle.json again: does report.json come of it?')
    .option('--config <file>', 'with --rejudge: the configuration that was judged by')
    .option('--profile <name>', 'with --rejudge: another profile')
    .option('--rules <dir>', 'with --rejudge: the rules of this folder too', collect)
    .option('--claims <name|file>', 'with --rejudge: the security page')
    .option('--waivers <file>', 'with --rejudge: waivers', collect)
    .option('--attestations <file>', 'with --rejudge: attestations', collect)
    .option('--baseline <file>', 'with --rejudge: the earlier report that it was compared with')
    .addHelpText('after', VERIFY_HELP)
    .action(async (folder: string, flags: VerifyFlags) => {
      end(await (await import('./commands/verify.ts')).verify(folder, flags));
    });
}
