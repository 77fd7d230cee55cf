import type { Platform } from '@batchwright/model/contract';
import { CONTAINER_LIMITS, LIMITS } from '@batchwright/model/service';
import { type Problem, wholeNumber } from '../checks';
import type { Compute } from '../compute';

/** Whether the platform has exactly the contract's queues. The compiler says so too; JavaScript and casts do not. */
export function queuesProblem(contract: Platform<string, string>, queues: readonly string[]): Problem | undefined {
  const unknown = queues.find((queue) => !contract.queues.includes(queue));
  if (unknown !== undefined) {
    return {
      code: 'UNKNOWN_QUEUE',
      message: `queues has "${unknown}"; the contract "${contract.name}" has ${contract.queues.join(', ')}`,
    };
  }
  const missing = contract.queues.filter((queue) => !queues.includes(queue));
  if (missing.length === 0) return undefined;
  return {
    code: 'MISSING_QUEUE',
    message: `queues lacks ${missing.join(', ')} of the contract "${contract.name}"; expected all its queues`,
  };
}

/** What no account and region takes, even when nothing else is there; the service raises neither. */
export const countsProblem = (compute: number, queues: number): Problem | undefined =>
  wholeNumber('the number of entries of compute', compute, { min: 1, max: LIMITS.computeEnvironments }) ??
  wholeNumber('the number of queues', queues, { min: 0, max: LIMITS.jobQueues });

/** What compute on one EKS cluster has to have in common. Clusters that only the deployment knows apart pass as one each. */
export function clustersProblem(compute: readonly [string, Compute][]): Problem | undefined {
  const byCluster = new Map<string, [string, Compute][]>();
  for (const entry of compute) {
    const arn = entry[1].eks?.cluster.clusterArn;
    if (arn !== undefined) byCluster.set(arn, [...(byCluster.get(arn) ?? []), entry]);
  }
  for (const entries of byCluster.values()) {
    const names = entries.map(([name]) => name).join(', ');
    const most = CONTAINER_LIMITS.environmentsPerCluster;
    if (entries.length > most) {
      return {
        code: 'INVALID_CLUSTER',
        message: `${names} are on one EKS cluster, which takes at most ${most} compute environments; leave some out`,
      };
    }
    if (new Set(entries.map(([, { eks }]) => eks?.accessEntry)).size > 1) {
      return {
        code: 'INVALID_CLUSTER',
        message: `${names} are on one EKS cluster and have different accessEntry; expected one and the same`,
      };
    }
  }
  return undefined;
}

/** Whether a job may be added under this name. @param added - names of the jobs that are there already */
export function addJobProblem(
  contract: Platform<string, string>,
  job: string,
  added: readonly string[],
): Problem | undefined {
  if (added.includes(job)) return { code: 'DUPLICATE_JOB', message: `the job "${job}" was added before; add it once` };
  if (contract.jobs.length === 0 || contract.jobs.includes(job)) return undefined;
  return {
    code: 'UNKNOWN_JOB',
    message:
      `the job "${job}" is not in the contract "${contract.name}", which has ${contract.jobs.join(', ')}; ` +
      'add it to the jobs of definePlatform',
  };
}

/** What is missing once all jobs are added. @param elsewhere - names of jobs that other stacks add; `true` for any */
export function jobsMissing(
  contract: Platform<string, string>,
  added: readonly string[],
  elsewhere: readonly string[] | true = [],
): Problem | undefined {
  if (elsewhere === true) return undefined;
  const both = added.find((job) => elsewhere.includes(job));
  if (both !== undefined) {
    return {
      code: 'DUPLICATE_JOB',
      message: `the job "${both}" is added here, and jobsElsewhere has it; name it once`,
    };
  }
  const missing = contract.jobs.filter((job) => !added.includes(job) && !elsewhere.includes(job));
  if (missing.length > 0) {
    return {
      code: 'MISSING_JOB',
      message: `addJob was never called for ${missing.join(', ')} of the contract "${contract.name}"; call it, leave the job out of definePlatform, or name it in jobsElsewhere`,
    };
  }
  return added.length + elsewhere.length > 0 ? undefined : { code: 'MISSING_JOB', message: 'has no job; call addJob' };
}

/**
 * Whether all instances in public subnets get an address. The environment then has no security group beside that of the
 * launch template's network interface, so an override without one would have none.
 */
export function addressProblem(publicSubnets: boolean | undefined, compute: Compute): Problem | undefined {
  const overrides = compute.launchTemplateOverrides.length;
  if (publicSubnets !== true || overrides === 0 || compute.launchTemplate !== undefined) return undefined;
  return {
    code: 'INVALID_NETWORK',
    message:
      'launchTemplateOverrides is set in public subnets without launchTemplate, so that some instances would have no ' +
      'address and no security group; expected launchTemplate too, with what all of them need',
  };
}

/** The queues of a job, by the contract's names. */
export function jobQueuesProblem(
  job: string,
  queues: readonly string[],
  known: readonly string[],
): Problem | undefined {
  if (queues.length === 0) {
    return {
      code: 'MISSING_QUEUE',
      message: `queues of the job "${job}" is empty; expected at least one of ${known.join(', ')}`,
    };
  }
  const twice = queues.find((queue, index) => queues.indexOf(queue) !== index);
  if (twice !== undefined) {
    return { code: 'DUPLICATE_QUEUE', message: `queues of the job "${job}" names "${twice}" twice; name it once` };
  }
  const unknown = queues.find((queue) => !known.includes(queue));
  if (unknown === undefined) return undefined;
  return {
    code: 'UNKNOWN_QUEUE',
    message: `queues of the job "${job}" names "${unknown}"; the platform has ${known.join(', ')}`,
  };
}
