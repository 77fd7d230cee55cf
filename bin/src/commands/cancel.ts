import type { Command } from 'commander';
import type { Io } from '../io';
import { announce, type ConnectFlags, connectTo, withConnectFlags } from '../service';

interface CancelFlags extends ConnectFlags {
  readonly reason: string;
  readonly json?: true;
}

export function addCancel(program: Command, io: Io): void {
  withConnectFlags(
    program
      .command('cancel')
      .description("stop jobs, in whatever state they are (the service's TerminateJob)")
      .argument('<id...>', 'ids of jobs; the id of an array stops all its children')
      .option('--reason <text>', 'becomes the status reason of the jobs', 'Cancelled from the command line')
      .option('--json', 'print { id, status } as JSON, a line each'),
  ).action(async (ids: string[], flags: CancelFlags) => {
    const batch = await connectTo(io, flags, '');
    announce(io, batch, `cancelling ${ids.length === 1 ? ids[0] : `${ids.length} jobs`}`);
    const before = await batch.describe(ids);
    await batch.cancel(ids, flags.reason);
    for (const { id, status } of before) {
      if (flags.json) io.out(`${JSON.stringify({ id, status })}\n`);
      else if (status === 'GONE') io.err(`${id}: Batch does not know it\n`);
      else if (status === 'SUCCEEDED' || status === 'FAILED') io.err(`${id}: had ended already (${status})\n`);
      else io.err(`${id}: was ${status}; it will be FAILED once it has stopped\n`);
    }
  });
}
