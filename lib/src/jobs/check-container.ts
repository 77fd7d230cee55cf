import { LIMITS } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import { gibibytes, mebibytes, type Problem, wholeNumber } from '../checks';
import { Compute, type ComputeAttributes, imagesOf, imageTypeOf, mayHaveGpus } from '../compute';
import type { ContainerProps } from './container-props';
import { fileSystemProblem, pathsProblem } from './file-system';
import { imageProblem } from './image';
import type { JobQueues } from './job-place';

/** What is wrong with a container by itself, wherever it runs. */
export function containerProblem(props: ContainerProps): Problem | undefined {
  return (
    (props.gpus === undefined ? undefined : wholeNumber('gpus', props.gpus, { min: 1 })) ??
    (props.ephemeralStorage === undefined
      ? undefined
      : gibibytes('ephemeralStorage', props.ephemeralStorage, LIMITS.ephemeralStorageGiB)) ??
    (props.sharedMemory === undefined ? undefined : mebibytes('sharedMemory', props.sharedMemory, { min: 1 })) ??
    first(props.tmpfs, ({ containerPath, size }) => mebibytes(`size of tmpfs ${containerPath}`, size, { min: 1 })) ??
    first(props.fileSystems, fileSystemProblem) ??
    pathsProblem(props.fileSystems ?? [], props.tmpfs ?? []) ??
    ulimitsProblem(props.ulimits ?? []) ??
    executeProblem(props)
  );
}

/** What is wrong with a container on the queues that its job may be submitted to. */
export function containerPlaceProblem(props: ContainerProps, queues: JobQueues): Problem | undefined {
  const all = queues.flatMap(({ compute }) => compute);
  return (
    fargateProblem(props, queues) ??
    ec2Problem(props, all) ??
    imageProblem(
      props.image,
      all.map(({ architecture }) => architecture),
    ) ??
    (props.gpus === undefined ? undefined : first(queues, gpuProblem))
  );
}

/** Settings that only a container on an instance of one's own can have. Source: AWS Batch User Guide, "Fargate". */
const ON_INSTANCES = ['gpus', 'ulimits', 'tmpfs', 'sharedMemory', 'devices', 'privileged'] as const;

function fargateProblem(props: ContainerProps, queues: JobQueues): Problem | undefined {
  const fargate = queues
    .filter(({ compute }) => compute.some(({ kind }) => kind === 'FARGATE'))
    .map(({ name }) => name);
  const setting = ON_INSTANCES.find((name) => isSet(props[name]));
  if (fargate.length === 0 || setting === undefined) return undefined;
  return {
    code: 'NOT_ON_FARGATE',
    message: `${setting} is set, and Fargate has none; leave it out, or leave ${fargate.join(', ')} out of queues`,
  };
}

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);

function ec2Problem({ ephemeralStorage }: ContainerProps, compute: readonly ComputeAttributes[]): Problem | undefined {
  if (ephemeralStorage === undefined || compute.some(({ kind }) => kind === 'FARGATE')) return undefined;
  return {
    code: 'NOT_ON_EC2',
    message:
      'ephemeralStorage is set, and no queue of the job is Fargate; on EC2 a job has the disk of its instance: expected ' +
      "the platform's instanceVolume",
  };
}

/** GPUs come with families that are chosen, never with the service's default set, and with drivers on the image. */
function gpuProblem({ name, compute }: JobQueues[number]): Problem | undefined {
  const known = compute.filter(
    (one) => one instanceof Compute && (one.onInstances || one.eks !== undefined),
  ) as Compute[];
  // Of compute that somebody else made or chooses nothing of this is known.
  if (known.length < compute.length) return undefined;
  const chosen = known.filter(mayHaveGpus);
  if (chosen.length === 0) {
    return {
      code: 'NO_GPU',
      message:
        `gpus is set, and no compute of queue "${name}" names instances that have some: the service's own set has none; ` +
        'expected instanceClasses or instanceTypes with GPUs, as in [InstanceClass.G6]',
    };
  }
  const driven = chosen.some(
    (one) =>
      // Nodes of EKS whose instances have GPUs start from the image for them.
      one.eks !== undefined ||
      one.launchTemplate !== undefined ||
      imagesOf(one).some((image) => image.image !== undefined || imageTypeOf(image).endsWith('NVIDIA')),
  );
  if (driven) return undefined;
  return {
    code: 'NO_GPU',
    message:
      `gpus is set, and the instances of queue "${name}" start without GPU drivers; expected ` +
      "images: [{ imageType: 'ECS_AL2023_NVIDIA' }] on its compute",
  };
}

function ulimitsProblem(ulimits: readonly batch.Ulimit[]): Problem | undefined {
  const names = ulimits.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    return { code: 'INVALID_ULIMIT', message: `ulimits has ${twice} twice; expected it once` };
  }
  // Docker reads -1 as no limit.
  const above = ulimits.find(
    ({ softLimit, hardLimit }) =>
      !Token.isUnresolved(softLimit) &&
      !Token.isUnresolved(hardLimit) &&
      hardLimit !== -1 &&
      (softLimit === -1 || softLimit > hardLimit),
  );
  if (above === undefined) {
    return first(ulimits, ({ name, softLimit, hardLimit }) =>
      [softLimit, hardLimit].map((limit) => wholeNumber(`ulimit ${name}`, limit, { min: -1 })).find(Boolean),
    );
  }
  return {
    code: 'INVALID_ULIMIT',
    message: `ulimit ${above.name} has the soft limit ${above.softLimit}; expected at most its hard limit, ${above.hardLimit}`,
  };
}

/** The agent of ECS Exec writes to the container's own files. Source: ECS Developer Guide, "ECS Exec". */
function executeProblem({ executeCommand, readonlyRootFilesystem }: ContainerProps): Problem | undefined {
  if (executeCommand !== true || readonlyRootFilesystem === false) return undefined;
  return {
    code: 'READ_ONLY_ROOT',
    message:
      'executeCommand is true, and the files of the container itself are read-only, with which the shell does not open; ' +
      'expected readonlyRootFilesystem: false as well',
  };
}

const first = <Item>(
  items: readonly Item[] | undefined,
  problemOf: (item: Item) => Problem | undefined,
): Problem | undefined => items?.map(problemOf).find((problem) => problem !== undefined);
