import type { Command } from 'commander';
import type { Io } from '../io';
import { type ConnectFlags, connectTo, withConnectFlags } from '../service';
import { followToEnd } from '../watching';
import type { SetExitCode } from './exit-code';

export function addWatch(program: Command, io: Io, setExitCode: SetExitCode): void {
  withConnectFlags(
    program
      .command('watch')
      .description('follow jobs to their end, and explain the failures')
      .argument('<id...>', 'ids of jobs; the id of an array stands for all its children')
      .option('--json', 'print every change as a line of JSON'),
  ).action(async (ids: string[], flags: ConnectFlags & { readonly json?: true }) => {
    const batch = await connectTo(io, flags, '');
    setExitCode(await followToEnd(io, batch, ids, flags.json === true));
  });
}
