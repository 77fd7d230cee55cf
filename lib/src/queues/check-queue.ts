import { LIMITS, QUEUE_LIMITS } from '@batchwright/model/service';
import { type Problem, wholeNumber } from '../checks';
import type { Compute } from '../compute';
import { fairShareProblem } from '../scheduling';
import type { QueueProps } from './queue';

/**
 * What is wrong with one queue.
 *
 * @param compute - all compute of the platform, by name
 */
export function queueProblem(
  queue: QueueProps<string>,
  compute: Readonly<Record<string, Compute>>,
): Problem | undefined {
  const names = queue.compute;
  return (
    wholeNumber('priority', queue.priority, QUEUE_LIMITS.priority) ??
    countProblem(names) ??
    namesProblem(names, compute) ??
    mixProblem(names, compute, 'kind') ??
    mixProblem(names, compute, 'architecture') ??
    orderProblem(names, compute) ??
    fairShareProblem(queue)
  );
}

function countProblem(names: readonly string[]): Problem | undefined {
  if (names.length === 0) {
    return { code: 'NO_COMPUTE', message: 'compute is empty; expected at least one name, the first tried first' };
  }
  const most = LIMITS.computeEnvironmentsPerQueue;
  if (names.length > most) {
    return {
      code: 'TOO_MANY_COMPUTE_ENVIRONMENTS',
      message: `compute names ${names.length} (${names.join(', ')}); a queue takes at most ${most}: leave some out`,
    };
  }
  return undefined;
}

function namesProblem(names: readonly string[], compute: Readonly<Record<string, Compute>>): Problem | undefined {
  const unknown = names.find((name) => !Object.hasOwn(compute, name));
  if (unknown !== undefined) {
    return {
      code: 'UNKNOWN_COMPUTE',
      message: `compute names ${JSON.stringify(unknown)}; the platform has ${Object.keys(compute).join(', ')}`,
    };
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    return { code: 'DUPLICATE_COMPUTE', message: `compute names ${JSON.stringify(twice)} twice; name it once` };
  }
  return undefined;
}

const EXPECTED = {
  kind:
    'one: EC2 with Spot and unmanaged ones, Fargate with Fargate Spot, ECS Managed Instances, or Amazon EKS: make two ' +
    'queues',
  architecture: 'one architecture, because a job is placed on any of them: make two queues',
} as const;

function mixProblem(
  names: readonly string[],
  compute: Readonly<Record<string, Compute>>,
  by: 'kind' | 'architecture',
): Problem | undefined {
  const values = names.map((name) => compute[name]?.[by]);
  if (new Set(values).size <= 1) return undefined;
  const got = names.map((name, index) => `${name} is ${values[index]}`).join(', ');
  return { code: 'MIXED_COMPUTE', message: `compute mixes ${by}s (${got}); expected ${EXPECTED[by]}` };
}

/** Source: AWS Batch User Guide, "Job queues on Amazon ECS Managed Instances". */
function orderProblem(names: readonly string[], compute: Readonly<Record<string, Compute>>): Problem | undefined {
  const managed = names.filter((name) => compute[name]?.kind === 'MANAGED_INSTANCES');
  const spot = managed.findIndex((name) => compute[name]?.spot === true);
  const after = managed.find((name, index) => spot !== -1 && index > spot && compute[name]?.spot === false);
  if (after === undefined) return undefined;
  return {
    code: 'MIXED_COMPUTE',
    message:
      `compute names ${managed[spot]}, which is Spot, before ${after}, which is not; on ECS Managed Instances the service ` +
      'expects Spot last',
  };
}
