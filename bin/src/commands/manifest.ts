import type { Command } from 'commander';
import type { Io } from '../io';
import { type ConnectFlags, connectTo, withConnectFlags } from '../service';

export function addManifest(program: Command, io: Io): void {
  withConnectFlags(
    program
      .command('manifest')
      .description("print a deployed platform's manifest, to be committed beside stacks that add jobs to it"),
  ).action(async (flags: ConnectFlags) => {
    const { manifest } = await connectTo(io, flags);
    // Sorted, so that the file changes only where the platform did: parameters come in any order.
    const jobs = Object.fromEntries(Object.entries(manifest.jobs).sort(([one], [other]) => (one < other ? -1 : 1)));
    io.out(`${JSON.stringify({ ...manifest, jobs }, undefined, 2)}\n`);
  });
}
