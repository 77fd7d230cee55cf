import { FAMILY_SETS, fits, largestMemoryThatFits, type Need, shapeOf, typesOf } from '@batchwright/model/shapes';
import { Token } from 'aws-cdk-lib';
import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
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
 * Whether every queue has an instance type that can hold the job, or each of its nodes. A type that is not listed, or only
 * known when it is deployed, may hold anything.
 *
 * @param need - of one task; left out if it is not known at synthesis
 * @param nodes - type of all nodes, if the job names one
 */
export function instanceFit(need: Need | undefined, queues: JobQueues, nodes?: InstanceType): InstanceFit {
  const type = nodes === undefined || Token.isUnresolved(nodes.toString()) ? undefined : nodes.toString();
  const missing = type === undefined ? undefined : queues.find((queue) => !mayHave(queue, type));
  if (type !== undefined && missing !== undefined) return { problem: notThere(type, missing) };
  if (need === undefined) return {};
  const found = queues.map((queue) => fitOn(queue, need, type));
  return found.find(({ problem }) => problem) ?? found.find(({ warning }) => warning) ?? {};
}

/** Stands for compute of which nothing is known, or that takes whatever a job fits. */
const ANY = '?';

/** Types, families and sets that a compute environment starts. */
function instancesOf(one: ComputeAttributes): readonly string[] {
  if (!(one instanceof Compute)) return [ANY];
  const named = typesAndFamilies(one);
  if (named.length > 0) return named;
  return one.onInstances || one.kind === 'EKS' ? [`default_${one.architecture}`] : [ANY];
}

/** Whether a queue may start instances of a type. The service may add to its own sets, but none of another architecture. */
function mayHave({ compute }: JobQueue, type: string): boolean {
  const family = type.replace(/\..*/, '');
  return compute.some((one) =>
    instancesOf(one).some((entry) => {
      if (!Object.hasOwn(FAMILY_SETS, entry)) return [type, family, ANY].includes(entry) || Token.isUnresolved(entry);
      return (shapeOf(type)?.architecture ?? one.architecture) === one.architecture;
    }),
  );
}

const notThere = (type: string, { name, compute }: JobQueue): Problem => ({
  code: 'INVALID_NODES',
  message:
    `nodes.instanceType is ${type}, which the compute of queue "${name}" never starts ` +
    `(${compute.flatMap(instancesOf).join(', ')}): the job would wait for ever; expected one of these, or none: then the ` +
    'service takes what fits',
});

function fitOn({ name, compute }: JobQueue, need: Need, type?: string): InstanceFit {
  const entries = type === undefined ? compute.flatMap(instancesOf) : [type];
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
  const gpus = shapes.every((shape) => shape.gpus < (need.gpus ?? 0)) ? ' with as many GPUs' : '';
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
        (wide.length > 0 ? `${kept}, or larger types` : `expected less, or larger types${gpus}`),
    },
  };
}
