import { preflight } from '@batchwright/runtime/explain';
import type { Command } from 'commander';
import { renderPreflight } from '../explaining';
import { EXIT_CODES, type Io } from '../io';
import { type ConnectFlags, connectTo, withConnectFlags } from '../service';
import { painter } from '../terminal';
import type { SetExitCode } from './exit-code';

export function addPreflight(program: Command, io: Io, setExitCode: SetExitCode): void {
  withConnectFlags(
    program
      .command('preflight')
      .description('look at a platform before a big run: queues, environments, sizes, images, roles, log groups')
      .option('--json', 'print what was found as JSON')
      .addHelpText('after', '\nIt reads, and changes nothing. It ends with 1 when jobs of the platform cannot run.'),
  ).action(async (flags: ConnectFlags & { readonly json?: true }) => {
    const batch = await connectTo(io, flags);
    const found = await preflight(batch, { signal: io.signal });
    io.out(flags.json ? `${JSON.stringify(found)}\n` : renderPreflight(found, batch.manifest, painter(io.colour)));
    if (!found.ok) setExitCode(EXIT_CODES.jobFailed);
  });
}
