import { CONTAINER_LIMITS, isServiceAccount, LIMITS } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import { known, mebibytes, type Problem } from '../checks';
import { type ContainersProps, hasSidecars } from '../containers';
import type { ContainerProps } from '../jobs';
import type { PodProps } from './pod-props';

/** Settings of ECS that pods do not have, or have from Kubernetes and not from a job definition. */
const NOT_IN_PODS = [
  'secrets',
  'fileSystems',
  'ephemeralStorage',
  'sharedMemory',
  'ulimits',
  'devices',
  'init',
  'executeCommand',
] as const;

/** What is wrong with a job on queues of Amazon EKS. */
export function podProblem(props: ContainerProps & PodProps & ContainersProps): Problem | undefined {
  const setting = NOT_IN_PODS.find((name) => isSet(props[name]));
  if (setting !== undefined) {
    return refused(
      `${setting} is set, and a job on Amazon EKS cannot have it from its definition; expected it in the cluster, or no ` +
        'EKS queue in queues',
    );
  }
  if (hasSidecars(props)) {
    return refused(
      'sidecars and logRouter are for jobs on Amazon ECS; expected one container, or no EKS queue in queues',
    );
  }
  if (props.serviceAccountName === undefined || props.serviceAccountName === '') {
    return refused(
      'serviceAccountName is not set, and without one the worker could reach neither its input nor the workspace; ' +
        'expected the name of a service account in the namespace',
    );
  }
  if (!Token.isUnresolved(props.serviceAccountName) && !isServiceAccount(props.serviceAccountName)) {
    return refused(
      `serviceAccountName is ${JSON.stringify(props.serviceAccountName)}; expected lower-case letters, digits, hyphens and dots`,
    );
  }
  return cpuProblem(props.vcpus) ?? mebibytes('memory', props.memory, LIMITS.ec2MemoryMiB) ?? userProblem(props.user);
}

const refused = (message: string): Problem => ({ code: 'INVALID_POD', message });

const isSet = (value: unknown): boolean =>
  value !== undefined &&
  value !== false &&
  !(Array.isArray(value) && value.length === 0) &&
  !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);

function cpuProblem(vcpus: number): Problem | undefined {
  const value = known(vcpus);
  const step = CONTAINER_LIMITS.eksCpuStep;
  if (value === undefined || (value > 0 && Number.isInteger(value / step))) return undefined;
  return { code: 'OUT_OF_RANGE', message: `vcpus is ${value}; on Amazon EKS expected a multiple of ${step}` };
}

function userProblem(user: string | undefined): Problem | undefined {
  if (user === undefined || Token.isUnresolved(user) || /^\d+(:\d+)?$/.test(user)) return undefined;
  return refused(`user is ${JSON.stringify(user)}; on Amazon EKS expected numbers, as in '1000' or '1000:1000'`);
}
