import { BLOCKED_CAUSES, BLOCKED_REASONS, type BlockedReason, HEALTHY } from '@batchwright/model/service';
import { type Found, found } from './diagnosis';
import type { JobFacts, WaitingFacts } from './facts';

/** What keeps a job before any machine is looked for: its state, its place in the line, and what the service says itself. */
export function lineRules({ job, queue }: WaitingFacts): readonly Found[] {
  return [
    ...(job === undefined ? [] : [...stateOf(job), ...ownReason(job), ...place(job, queue.front), ...resources(job)]),
    ...queueState(queue),
  ];
}

/** Statuses in which a job waits for no machine. */
function stateOf(job: JobFacts): Found[] {
  const says = { source: 'DescribeJobs status', says: job.status };
  switch (job.status) {
    case 'SUCCEEDED':
    case 'FAILED':
      return [found('JOB_ENDED', 'certain', says)];
    case 'RUNNING':
      return [found('JOB_RUNS', 'certain', says)];
    case 'STARTING':
      return [found('STARTING', 'certain', says)];
    case 'SUBMITTED':
    case 'PENDING': {
      const open = job.dependencies.filter(({ status }) => status !== 'SUCCEEDED');
      const each = open.map(({ id, status }) => ({
        source: 'DescribeJobs of what it waits for',
        says: `${id} is ${status ?? 'not known'}`,
      }));
      return open.length === 0 ? [] : [found('DEPENDENCIES', 'certain', says, ...each)];
    }
    default:
      return [];
  }
}

/** The service tells the head of the queue why it is blocked. */
function ownReason({ statusReason, status }: JobFacts): Found[] {
  if (status !== 'RUNNABLE' || !statusReason) return [];
  const codes = Object.keys(BLOCKED_REASONS) as BlockedReason[];
  const code = codes.find((known) => statusReason.startsWith(known));
  if (code === undefined) return [];
  const cause = BLOCKED_CAUSES[code];
  const evidence = { source: 'DescribeJobs statusReason', says: statusReason };
  return [found(cause, cause === 'UNDETERMINED' ? 'note' : 'certain', evidence)];
}

function place({ id, status }: JobFacts, front: readonly string[] | undefined): Found[] {
  if (status !== 'RUNNABLE' || front === undefined || front.length === 0) return [];
  const at = front.indexOf(id);
  if (at === 0) return [];
  const source = 'GetJobQueueSnapshot frontOfQueue';
  if (at > 0) {
    return [found('NOT_AT_HEAD', 'certain', { source, says: `place ${at + 1}, behind ${front[0]}` })];
  }
  // The snapshot is some moments old, so a short one may simply not have the job yet.
  const says = `not among the first ${front.length}, of which ${front[0]} is at the head`;
  return [found('NOT_AT_HEAD', 'likely', { source, says })];
}

function resources({ resources: needs, status }: JobFacts): Found[] {
  if (status !== 'RUNNABLE') return [];
  const short = needs.filter(({ available, needed }) => available !== undefined && available < needed);
  if (short.length === 0) return [];
  const each = short.map(({ name, needed, available, total }) => ({
    source: 'DescribeConsumableResource',
    says: `${name}: ${available} of ${total} available, ${needed} needed`,
  }));
  return [found('CONSUMABLE_RESOURCE', 'certain', ...each)];
}

function queueState({ status, statusReason, enabled }: WaitingFacts['queue']): Found[] {
  const reason = statusReason && statusReason !== HEALTHY.jobQueue ? `: ${statusReason}` : '';
  if (status !== 'VALID') {
    return [found('QUEUE_INVALID', 'certain', { source: 'DescribeJobQueues status', says: `${status}${reason}` })];
  }
  // What is in a disabled queue goes on; only submissions are refused.
  return enabled ? [] : [found('QUEUE_DISABLED', 'note', { source: 'DescribeJobQueues state', says: 'DISABLED' })];
}
