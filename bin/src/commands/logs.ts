import { isTerminal } from '@batchwright/model/service';
import type { Batch } from '@batchwright/runtime';
import { readLogs } from '@batchwright/runtime/logs';
import type { Command } from 'commander';
import { CliError, type Io } from '../io';
import { parseWhole } from '../parse';
import { type ConnectFlags, connectTo, withConnectFlags } from '../service';
import { formatTime, painter } from '../terminal';

interface LogsFlags extends ConnectFlags {
  readonly last?: string;
  readonly follow?: true;
  readonly json?: true;
}

export function addLogs(program: Command, io: Io): void {
  withConnectFlags(
    program
      .command('logs')
      .description('print what a job wrote (its last attempt)')
      .argument('<id>', "id of a job; of an array's child: <id>:<index>")
      .option('--last <number>', 'only the last so many lines')
      .option('--follow', 'go on until the job has ended')
      .option('--json', 'print { at, text } as JSON, a line each'),
  ).action((id: string, flags: LogsFlags) => runLogs(io, id, flags));
}

async function runLogs(io: Io, id: string, flags: LogsFlags): Promise<void> {
  const last = flags.last === undefined ? undefined : parseWhole(flags.last, '--last', 1, 1_000_000);
  const batch = await connectTo(io, flags, '');
  const job = await findStream(io, batch, id, flags.follow === true);
  const ended = async (): Promise<boolean> => {
    const [now] = await batch.describe(id);
    return now === undefined || now.status === 'GONE' || isTerminal(now.status);
  };
  const paint = painter(io.colour);
  for await (const { at, text } of readLogs(job, {
    last,
    follow: flags.follow ? ended : undefined,
    signal: io.signal,
  })) {
    io.out(flags.json ? `${JSON.stringify({ at, text })}\n` : `${paint.dim(formatTime(at))}  ${text}\n`);
  }
}

async function findStream(io: Io, batch: Batch, id: string, follow: boolean) {
  const [job] = await batch.describe(id);
  if (job === undefined || job.status === 'GONE') {
    throw new CliError(`job ${id}: Batch does not know it (any more); it forgets finished jobs after some days`);
  }
  if (job.array !== undefined) {
    throw new CliError(`job ${id} is an array of ${job.array.size}; name a child, for example ${id}:0`);
  }
  if (job.logStream !== undefined) return job;
  if (!follow) throw new CliError(`job ${id} is ${job.status} and has written nothing yet; --follow waits for it`);
  for await (const change of batch.watch(id, { signal: io.signal })) {
    if (change.logStream !== undefined) return change;
    if (change.final) break;
  }
  throw new CliError(`job ${id} ended before it started: ${job.statusReason ?? 'the service gives no reason'}`);
}
