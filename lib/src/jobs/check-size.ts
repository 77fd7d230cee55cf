import { fargateSizeProblem, LIMITS } from '@batchwright/model/service';
import type { Need } from '@batchwright/model/shapes';
import { Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import { known, mebibytes, type Problem, wholeNumber } from '../checks';
import { type JobQueues, kindsOf } from './job-place';
import type { JobProps } from './job-props';

/** What asks for room in one task: the worker, and what stands beside it. */
type Task = Pick<JobProps<string>, 'vcpus' | 'memory' | 'gpus' | 'sidecars' | 'logRouter'>;

/** One task of a job. `of` begins messages about nodes that differ from the rest; the job's own task needs no name. */
interface NamedTask {
  readonly of: string;
  readonly task: Task;
}

/** What runs on one machine each: the job's own task, and those of nodes that differ from it. */
export const tasksOf = (job: JobProps<string>): readonly NamedTask[] => [
  { of: '', task: job },
  ...(job.nodes?.ranges ?? []).map((range) => ({ of: `nodes from ${range.from}: `, task: { ...job, ...range } })),
];

/** A container's share of the machine. `of` names it in messages; the worker needs no name. */
interface Share {
  readonly of: string;
  readonly vcpus: number;
  readonly memory: Size;
}

/**
 * What is wrong with a job's size, on each of its queues. On instances each container has to have a size that one may have.
 * Fargate has sizes of whole tasks; that the sum over the containers must be one of them is the strict reading.
 */
export function sizeProblem(job: Task, queues: JobQueues): Problem | undefined {
  const kinds = new Set(kindsOf(queues));
  const shares = sharesOf(job);
  const vcpus = sum(shares.map((share) => known(share.vcpus)));
  const onInstances = kinds.has('EC2') || kinds.has('MANAGED_INSTANCES');
  return (
    (onInstances ? first(shares, ec2SizeProblem) : undefined) ??
    (kinds.has('FARGATE') ? fargateProblem(vcpus, memoryOf(shares)) : undefined) ??
    first(queues, (queue) => roomProblem(vcpus, queue))
  );
}

const sharesOf = ({ vcpus, memory, sidecars = {}, logRouter }: Task): readonly Share[] => [
  { of: '', vcpus, memory },
  ...Object.entries(sidecars).map(([name, one]) => ({
    of: ` of sidecar ${name}`,
    vcpus: one.vcpus,
    memory: one.memory,
  })),
  ...(logRouter === undefined ? [] : [{ of: ' of logRouter', vcpus: logRouter.vcpus, memory: logRouter.memory }]),
];

/** What all containers of a task need together, on one machine; nothing if a part is only known when it is deployed. */
export function taskNeed(job: Task): Need | undefined {
  const shares = sharesOf(job);
  const vcpus = sum(shares.map((share) => known(share.vcpus)));
  const gpus = sum([job, ...Object.values(job.sidecars ?? {})].map((one) => known(one.gpus ?? 0)));
  const memory = memoryOf(shares);
  if (vcpus === undefined || gpus === undefined || memory.isUnresolved()) return undefined;
  return { vcpus, gpus, memoryMiB: memory.toMebibytes({ rounding: SizeRoundingBehavior.NONE }) };
}

/** Nothing if a part is only known when it is deployed. */
const sum = (parts: readonly (number | undefined)[]): number | undefined =>
  parts.reduce((all, part) => (all === undefined || part === undefined ? undefined : all + part), 0);

/** A size of which a part is not known yet is that part: it is checked as far as one is. */
function memoryOf(shares: readonly Share[]): Size {
  const open = shares.find(({ memory }) => memory.isUnresolved());
  if (open !== undefined) return open.memory;
  const all = shares.map(({ memory }) => memory.toMebibytes({ rounding: SizeRoundingBehavior.NONE }));
  return Size.mebibytes(sum(all) ?? 0);
}

const ec2SizeProblem = ({ of, vcpus, memory }: Share): Problem | undefined =>
  wholeNumber(`vcpus${of}`, vcpus, { min: 1 }) ?? mebibytes(`memory${of}`, memory, LIMITS.ec2MemoryMiB);

function fargateProblem(vcpus: number | undefined, memory: Size): Problem | undefined {
  if (memory.isUnresolved()) return mebibytes('memory', memory, { min: 0 });
  if (vcpus === undefined) return undefined;
  const message = fargateSizeProblem(vcpus, memory.toMebibytes({ rounding: SizeRoundingBehavior.NONE }));
  return message === undefined ? undefined : { code: 'FARGATE_SIZE', message };
}

function roomProblem(needed: number | undefined, { name, compute }: JobQueues[number]): Problem | undefined {
  const rooms = compute.map(({ maxvCpus }) => (maxvCpus === undefined ? undefined : known(maxvCpus)));
  if (needed === undefined || rooms.some((room) => room === undefined || room >= needed)) return undefined;
  return {
    code: 'JOB_TOO_LARGE',
    message:
      `vcpus is ${needed}, but the compute of queue "${name}" has maxvCpus ${rooms.join(' and ')}: it would wait for ever; ` +
      'raise maxvCpus, lower vcpus, or leave the queue out of queues',
  };
}

const first = <Item>(items: readonly Item[], problemOf: (item: Item) => Problem | undefined): Problem | undefined =>
  items.map(problemOf).find((problem) => problem !== undefined);
