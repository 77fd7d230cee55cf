import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { CliError, type Io } from '../io';
import type { SetExitCode } from './exit-code';

interface DemoFlags {
  readonly from: string;
  readonly input?: string;
  readonly filter: string;
  readonly output: string;
  readonly json?: true;
}

/** What the photo example exports for this command. */
interface DemoModule {
  runDemo(options: {
    readonly assembly: string;
    readonly input?: string | undefined;
    readonly filter: string;
    readonly output: string;
    readonly json: boolean;
    readonly columns: number | undefined;
    readonly out: (text: string) => void;
    readonly err: (text: string) => void;
    readonly signal: AbortSignal;
  }): Promise<number>;
}

const DEMO = '@batchwright/example-photos/demo';

export function addDemo(program: Command, io: Io, setExitCode: SetExitCode): void {
  program
    .command('demo')
    .description('send photos through the photo platform of a synthesized app, on this machine')
    .option('--from <directory>', 'the synthesized app', 'cdk.out')
    .option('--input <directory>', 'JPEG, PNG and WebP files (default: 64 that the demo paints itself)')
    .option('--filter <name>', 'sepia, grayscale or none', 'sepia')
    .option('--output <directory>', 'where the results go', 'demo-output')
    .option('--json', 'print a summary as JSON')
    .addHelpText('after', '\nExit code 2: some photos failed; all others were delivered.')
    .action(async (flags: DemoFlags) => {
      const { runDemo } = loadDemo(io);
      setExitCode(
        await runDemo({
          assembly: resolve(io.cwd, flags.from),
          input: flags.input === undefined ? undefined : resolve(io.cwd, flags.input),
          filter: flags.filter,
          output: resolve(io.cwd, flags.output),
          json: flags.json === true,
          columns: io.columns,
          out: io.out,
          err: io.err,
          signal: io.signal,
        }),
      );
    });
}

/** The demo brings an image library; it is part of the photo example, not of the command line. */
function loadDemo(io: Io): DemoModule {
  const fromHere = createRequire(join(io.cwd, 'package.json'));
  let path: string;
  try {
    path = fromHere.resolve(DEMO);
  } catch (cause) {
    throw new CliError(
      `the demo is part of the photo example, which is not installed in ${io.cwd}; clone the Batchwright repository and run: npm run demo`,
      undefined,
      { cause },
    );
  }
  return fromHere(path) as DemoModule;
}
