import { Command, InvalidArgumentError, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { SETTINGS } from '../config.ts';
import { backup } from './backup.ts';
import { check } from './check.ts';
import { checkConfigFile } from './check-config-file.ts';
import { exportSource } from './export-source.ts';
import { importContent, type ImportOptions } from './import-content.ts';

const PACKAGE = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

const ENVIRONMENT = `
The database is the one that DATABASE_URL names (file:data/gateway.db if it is not set). Every command works on it
whether a gateway runs on it or not.`;

/** The command line: `run` resolves with the exit code. */
export function makeProgram(): { run(argv: readonly string[]): Promise<number> } {
  let code = 0;
  const program = new Command('asset-gateway')
    .description('A GraphQL server for CE.SDK asset sources, and what its operators need.')
    .version(PACKAGE.version)
    .exitOverride()
    .showHelpAfterError('(asset-gateway COMMAND --help tells more)')
    .addHelpText(
      'after',
      `${ENVIRONMENT}

Exit codes: 0 done; 1 not done, or check found something; 2 the command or the environment is wrong.

Examples:
  $ asset-gateway start
  $ asset-gateway import ./assets --base-path https://cdn.example.com/assets
  $ asset-gateway export uploads --out uploads.json
  $ DATABASE_URL=file:/srv/gateway.db asset-gateway backup /backups/monday.db`,
    );

  command(
    program,
    'start',
    'Run the gateway until SIGTERM or SIGINT.',
    `
Everything is set by environment variables:
${SETTINGS.map(({ name, meaning }) => `  ${name.padEnd(18)} ${meaning}`).join('\n')}

Examples:
  $ asset-gateway start
  $ PORT=8080 DATABASE_URL=file:/srv/gateway.db asset-gateway start`,
  ).action(async () => {
    await import('../main.ts');
  });

  command(
    program,
    'import',
    'Make sources equal to content.json files, by the smallest difference.',
    `
PATH is a content.json, or a directory that has one or whose subdirectories have. Each file is one transaction and one
event; sources that are not there are created.

Examples:
  $ asset-gateway import uploads/content.json
  $ asset-gateway import ./assets --base-path https://cdn.example.com/assets
  $ asset-gateway import ly.img.sticker/content.json --source stickers
  $ asset-gateway import nightly.json --dry-run`,
  )
    .argument('<path>', 'a content.json, or a directory with some')
    .option('--source <id>', 'the source to import into; default: the id in the file')
    .option('--base-path <url>', 'replaces {{base_url}} in the file')
    .option('--merge', 'keep assets that the file does not have')
    .option('--dry-run', 'tell what would be done, and do nothing')
    .addOption(
      new Option('--removal-limit <share>', 'the largest share of present assets that may be removed, 0 to 1')
        .argParser(share)
        .default(0.5),
    )
    .action(async (path: string, options: ImportOptions) => {
      code = await importContent(path, options);
    });

  command(
    program,
    'export',
    'Write a source as a content.json.',
    `
Examples:
  $ asset-gateway export uploads > uploads.json
  $ asset-gateway export uploads --out uploads.json`,
  )
    .argument('<source>', 'the id of the source')
    .option('--out <file>', 'the file to write, replaced when it is complete; default: standard output')
    .action(async (source: string, { out }: { out?: string }) => {
      await exportSource(source, out);
    });

  command(
    program,
    'backup',
    'Copy the database to a file while it is in use.',
    `
The copy is as of one moment, and complete. To restore it, stop the gateway and put the copy where DATABASE_URL points.
Clients that resume with a cursor from before are told to read again.

Examples:
  $ asset-gateway backup /backups/monday.db`,
  )
    .argument('<file>', 'the file to make; must not be there')
    .action(backup);

  command(
    program,
    'check',
    'Compare journal, records, index and engine with each other.',
    `
Works on a copy of the database in the directory for temporary files. Tells what differs, and exits with 1 if anything does.

Examples:
  $ asset-gateway check
  $ asset-gateway check --no-engine`,
  )
    .option('--no-engine', 'leave the engine out')
    .action(async ({ engine }: { engine: boolean }) => {
      code = await check({ engine });
    });

  command(
    program,
    'check-config',
    'Check a config file and tell what the gateway would do with it.',
    `
Examples:
  $ asset-gateway check-config
  $ asset-gateway check-config staging.config.ts`,
  )
    .argument('[file]', 'default: GATEWAY_CONFIG, or gateway.config.ts')
    .action(checkConfigFile);

  return {
    run: async (argv) => {
      await program.parseAsync(argv);
      return code;
    },
  };
}

function command(program: Command, name: string, summary: string, help: string): Command {
  const added = program.command(name).description(summary).addHelpText('after', help);
  return name === 'start' || name === 'check-config' ? added : added.addHelpText('after', ENVIRONMENT);
}

function share(value: string): number {
  const number = Number(value);
  if (value === '' || !(number >= 0 && number <= 1)) throw new InvalidArgumentError('must be from 0 to 1');
  return number;
}
