import type { InstanceShape } from './shape';

/** What a job, or a node of one, asks of an instance. */
export interface Need {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus?: number | undefined;
}

/**
 * What cannot be had of an instance's memory. The kernel describes each page of 4 KiB in 64 bytes, so at least one part in
 * 64 is never registered with ECS, whatever the image. Source: Linux, `struct page`; AWS Batch User Guide, "Compute
 * resource memory management", where an `m4.large` of 8192 MiB registers 7985.
 */
const KERNEL = 1 / 64;

/**
 * What is better left alone: AWS recommends to keep 5 % for the agent and the system, and the service's own images reserve
 * 32 MiB for the agent. Small instances keep a larger share than large ones, hence at least 128 MiB, a figure of ours.
 * Source: AWS Batch User Guide, "Reserve system memory" (`ECS_RESERVED_MEMORY`).
 */
const KEPT = { share: 0.05, atLeastMiB: 128, agentMiB: 32 } as const;

/**
 * The most memory that a job should ask for when it is to have an instance of this type to itself, in whole MiB. More may
 * still fit, up to {@link mostMemory}; it depends on the image and its kernel.
 */
export function largestMemoryThatFits({ memoryMiB }: Pick<InstanceShape, 'memoryMiB'>): number {
  const system = Math.max(KEPT.atLeastMiB, Math.ceil(memoryMiB * KEPT.share));
  return Math.max(0, memoryMiB - system - KEPT.agentMiB);
}

/** A bound that no image gets over: a job that asks for more never runs on this type. Whole MiB. */
export const mostMemory = ({ memoryMiB }: Pick<InstanceShape, 'memoryMiB'>): number =>
  memoryMiB - Math.ceil(memoryMiB * KERNEL);

/**
 * Whether a job fits an instance of this type that runs nothing else: `yes` within {@link largestMemoryThatFits},
 * `perhaps` up to {@link mostMemory}, else `no`.
 */
export function fits(shape: InstanceShape, { vcpus, memoryMiB, gpus = 0 }: Need): 'yes' | 'perhaps' | 'no' {
  if (vcpus > shape.vcpus || gpus > shape.gpus || memoryMiB > mostMemory(shape)) return 'no';
  return memoryMiB <= largestMemoryThatFits(shape) ? 'yes' : 'perhaps';
}
