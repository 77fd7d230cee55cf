import { FAMILY_SETS, fits, largestMemoryThatFits, type Need, typesOf } from '@batchwright/model/shapes';
import { Token } from 'aws-cdk-lib';
import type { Problem } from '../checks';
import { Compute, type ComputeAttributes, typesAndFamilies } from '../compute';
import type { JobQueue, JobQueues } from './job-place';

/** What is known of how a job fits the instances of its queues. */
export interface InstanceFit {
  readonly problem?: Problem;
  /** What may turn out not to fit. */
  readonly warning?: string;
}

/**
 * Whether every queue on EC2 has an instance type that can hold the job, or each of its nodes. A type that is not listed, or
 * only known when it is deployed, may hold anything.
 *
 * @param need - of one task; left out if it is not known at synthesis
 */
export function instanceFit(need: Need | undefined, queues: JobQueues): InstanceFit {
  if (need === undefined) return {};
  const found = queues.map((queue) => fitOn(queue, need));
  return found.find(({ problem }) => problem) ?? found.find(({ warning }) => warning) ?? {};
}

/** Types, families and sets that a compute environment starts; an unknown one for compute of which nothing is known. */
function instancesOf(one: ComputeAttributes): readonly string[] {
  if (!(one instanceof Compute && one.onInstances)) return ['?'];
  const named = typesAndFamilies(one);
  return named.length > 0 ? named : [`default_${one.architecture}`];
}

function fitOn({ name, compute }: JobQueue, need: Need): InstanceFit {
  const entries = compute.flatMap(instancesOf);
  const types = entries.map((entry) => (Token.isUnresolved(entry) ? undefined : typesOf(entry)));
  if (types.length === 0 || !types.every((listed) => listed !== undefined)) return {};
  const shapes = types.flat();
  const answers = new Set(shapes.map((shape) => fits(shape, need)));
  if (answers.has('yes')) return {};
  const wide = shapes.filter(({ vcpus, gpus }) => vcpus >= need.vcpus && gpus >= (need.gpus ?? 0));
  const best = Math.max(0, ...wide.map(largestMemoryThatFits));
  const kept = `the kernel and the agent keep a part of each instance's memory: expected at most ${best} MiB`;
  if (answers.has('perhaps')) {
    return { warning: `memory is ${need.memoryMiB} MiB, which may not fit any instance of queue "${name}"; ${kept}` };
  }
  const asked = `${need.vcpus} vCPUs${need.gpus === 0 ? '' : `, ${need.gpus} GPUs`} and ${need.memoryMiB} MiB`;
  // The service may add larger types to its own sets, but never such with GPUs.
  if (entries.some((entry) => Object.hasOwn(FAMILY_SETS, entry)) && need.gpus === 0) {
    return {
      warning: `${asked} fit no instance type known of queue "${name}", which the service chooses; name larger ones`,
    };
  }
  return {
    problem: {
      code: 'JOB_TOO_LARGE',
      message:
        `${asked} fit no instance type of queue "${name}" (${entries.join(', ')}): the job would wait for ever; ` +
        (wide.length === 0 ? 'expected less, or larger types' : `${kept}, or larger types`),
    },
  };
}
