import { JOB_STATUSES, type JobStatus } from '@batchwright/model/service';
import type { Batch, ListedJob } from '@batchwright/runtime';
import type { Command } from 'commander';
import { CliError, type Io } from '../io';
import { parseWhole } from '../parse';
import { type ConnectFlags, connectTo, withConnectFlags } from '../service';
import { formatDuration, formatTime, renderTable } from '../terminal';

interface ListFlags extends ConnectFlags {
  readonly queue?: string;
  readonly status?: string;
  readonly name?: string;
  readonly children?: string;
  readonly limit: string;
  readonly json?: true;
}

export function addList(program: Command, io: Io): void {
  withConnectFlags(
    program
      .command('list')
      .description('list the jobs of a queue, or the children of an array')
      .option('--queue <name>', "queue of the platform, or any queue's name or ARN (default: all of the platform)")
      .option('--status <statuses>', `some of ${JOB_STATUSES.join(', ')}; separated by commas (default: all)`)
      .option('--name <name>', 'name at Batch; with a trailing * a prefix, for example thumbnail-*')
      .option('--children <id>', 'children of this array')
      .option('--limit <number>', 'stop after so many', '100')
      .option('--json', 'print the jobs as JSON, a line each'),
  ).action((flags: ListFlags) => runList(io, flags));
}

async function runList(io: Io, flags: ListFlags): Promise<void> {
  const limit = parseWhole(flags.limit, '--limit', 1, 10_000_000);
  const status = flags.status === undefined ? undefined : parseStatuses(flags.status);
  if (status !== undefined && flags.name !== undefined) {
    throw new CliError('--status and --name: the service lists by one or the other; give one');
  }
  const batch = await connectTo(io, flags, flags.children === undefined ? flags.queue : '');
  const rows: string[][] = [];
  let count = 0;
  for await (const { queue, job } of findJobs(batch, flags, status)) {
    if (count++ === limit) break;
    if (flags.json) io.out(`${JSON.stringify({ queue, ...job })}\n`);
    else rows.push(rowOf(queue ?? '', job, io.now()));
  }
  if (rows.length > 0) {
    io.out(renderTable(['ID', 'NAME', 'QUEUE', 'STATUS', 'SIZE', 'CREATED', 'RAN', 'REASON'], rows));
  } else if (count === 0 && !flags.json) {
    io.err('no jobs\n');
  }
  if (count > limit) io.err(`stopped after ${limit}; --limit takes more\n`);
}

async function* findJobs(
  batch: Batch,
  flags: ListFlags,
  status: readonly JobStatus[] | undefined,
): AsyncGenerator<{ readonly queue?: string; readonly job: ListedJob }> {
  if (flags.children !== undefined) {
    for await (const job of batch.children(flags.children, { status })) yield { job };
    return;
  }
  for (const queue of flags.queue === undefined ? Object.keys(batch.manifest.queues) : [flags.queue]) {
    for await (const job of batch.list({ queue, status, name: flags.name })) yield { queue, job };
  }
}

function parseStatuses(text: string): JobStatus[] {
  return text.split(',').map((part) => {
    const status = JOB_STATUSES.find((known) => known === part.trim().toUpperCase());
    if (status === undefined)
      throw new CliError(`--status: expected some of ${JOB_STATUSES.join(', ')}; got ${JSON.stringify(part)}`);
    return status;
  });
}

function rowOf(queue: string, job: ListedJob, now: number): string[] {
  const ran = job.startedAt ? formatDuration((job.stoppedAt ?? now) - job.startedAt) : '';
  return [
    job.id,
    job.name,
    queue,
    job.status,
    job.size === undefined ? '' : String(job.size),
    job.createdAt ? formatTime(job.createdAt) : '',
    ran,
    job.status === 'SUCCEEDED' ? '' : (job.statusReason ?? ''),
  ];
}
