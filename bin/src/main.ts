import { isBatchError } from '@batchwright/runtime';
import { Command, CommanderError, Help } from 'commander';
import { addCommands } from './commands';
import { CliError, EXIT_CODES, type Io } from './io';

const EXIT_HELP = `
Exit codes: 0 all is well, 1 a job failed, cannot run or a review found a hazard, 64 wrong arguments or input, 75 try again later, 130 interrupted.
With --json, standard output has one JSON object a line and everything else goes to standard error.`;

/**
 * Runs the command line.
 *
 * @param argv - arguments behind the program's name
 * @returns the exit code; never throws
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT_CODES.ok;
  const program = new Command('batchwright')
    .description('AWS Batch for TypeScript teams: submit, watch and explain jobs, and run a platform on this machine.')
    .version((require('../package.json') as { version: string }).version)
    .showHelpAfterError('(see --help)')
    .enablePositionalOptions()
    .configureHelp({ formatHelp: (command, help) => Help.prototype.formatHelp.call(help, command, help) })
    .addHelpText('afterAll', EXIT_HELP);
  addCommands(program, io, (code) => {
    exitCode = code;
  });
  for (const command of [program, ...program.commands, ...program.commands.flatMap((child) => child.commands)]) {
    command.exitOverride().configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      getOutHelpWidth: () => io.columns ?? 100,
      getErrHelpWidth: () => io.columns ?? 100,
    });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    return report(error, io);
  }
  return exitCode;
}

/** Says what went wrong, in words for the person at the keyboard, and gives the exit code for it. */
function report(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
  if (io.signal.aborted) return EXIT_CODES.interrupted;
  if (error instanceof CliError) {
    io.err(`batchwright: ${error.message}\n`);
    return error.exitCode;
  }
  if (isBatchError(error)) {
    io.err(`batchwright: ${error.message}\n`);
    if (error.code === 'INVALID_INPUT') {
      for (const { path, message } of error.issues) io.err(`  ${path === '' ? 'input' : path}: ${message}\n`);
    }
    return error.retryable ? EXIT_CODES.temporary : EXIT_CODES.usage;
  }
  const { code, retryable } = (error ?? {}) as { code?: unknown; retryable?: unknown };
  if (error instanceof Error && typeof code === 'string' && typeof retryable === 'boolean') {
    // Errors as data of our other packages: their messages are written for people.
    io.err(`batchwright: ${error.message}\n`);
    return retryable ? EXIT_CODES.temporary : EXIT_CODES.usage;
  }
  io.err(`batchwright: this is a bug, please report it: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT_CODES.internal;
}
