import { type InstanceShape, largestMemoryThatFits, mostMemory, type Need } from '../shapes';

/**
 * The part of an instance that a job takes: the largest of its shares of vCPUs, GPUs and the memory that jobs can have,
 * because what it leaves of the others may find no taker. Between full instances this is what each job costs of them.
 *
 * @returns over 0 to 1; `undefined` when the job does not fit
 */
export function shareOf(shape: InstanceShape, { vcpus, memoryMiB, gpus = 0 }: Need): number | undefined {
  if (vcpus > shape.vcpus || memoryMiB > mostMemory(shape) || gpus > shape.gpus) return undefined;
  const memory = Math.min(1, memoryMiB / largestMemoryThatFits(shape));
  return Math.max(vcpus / shape.vcpus, memory, gpus === 0 ? 0 : gpus / shape.gpus);
}

/** How many such jobs an instance holds at the same time; 0 when none fits. */
export function jobsOn(shape: InstanceShape, need: Need): number {
  if (shareOf(shape, need) === undefined) return 0;
  const { vcpus, memoryMiB, gpus = 0 } = need;
  const room = Math.max(memoryMiB, largestMemoryThatFits(shape));
  const bounds = [shape.vcpus / vcpus, room / memoryMiB, gpus === 0 ? Number.POSITIVE_INFINITY : shape.gpus / gpus];
  return Math.max(1, Math.floor(Math.min(...bounds)));
}

/**
 * Hours of whole instances for jobs that run in rounds, as many at once as may, when nothing else runs on them.
 *
 * @param held - jobs that an instance holds
 */
export function wholeHours(jobs: number, hours: number, atOnce: number, held: number): number {
  const round = Math.max(1, Math.min(jobs, atOnce));
  const rounds = Math.floor(jobs / round);
  return (rounds * Math.ceil(round / held) + Math.ceil((jobs - rounds * round) / held)) * hours;
}
