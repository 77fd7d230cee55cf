import type { Size } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { FileSystemMount } from './file-system';

/** One container: what runs in it and what it may use. */
export interface ContainerProps {
  /**
   * The worker's image: `ContainerImage.fromAsset('image', { platform })`, `.fromEcrRepository(…)`, imported ones too, or
   * `.fromRegistry(name, { credentials })`. Its architecture is that of the compute.
   */
  readonly image: ecs.ContainerImage;
  /** On EC2 a whole number from 1; on Fargate 0.25, 0.5, 1, 2, 4, 8, 16 or 32. */
  readonly vcpus: number;
  /** A hard limit: a worker that takes more is killed. On Fargate only certain sizes go with each number of vCPUs. */
  readonly memory: Size;
  /**
   * Command of the container; `Ref::name` arguments are replaced by parameters.
   *
   * @default - the image's own
   */
  readonly command?: readonly string[];
  /**
   * Environment variables. Names that begin with `AWS_BATCH`, and Batchwright's own, are refused.
   *
   * @default - what Batchwright sets: the job's name, the workspace, and `AWS_REGION`
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Environment variables whose values come from Secrets Manager or Parameter Store when the container starts.
   *
   * @default - none
   */
  readonly secrets?: Readonly<Record<string, batch.Secret>>;
  /**
   * GPUs for this container alone, on EC2: the compute needs instances that have them and an image with their drivers.
   *
   * @default - none
   */
  readonly gpus?: number;
  /**
   * Disk of a Fargate job, with its image on it: 21 to 200 whole GiB. On EC2 the platform's `instanceVolume` counts.
   *
   * @default - 20 GiB, the service's own
   */
  readonly ephemeralStorage?: Size;
  /**
   * EFS file systems, or access points of them. The security groups are opened to each other, the role may mount, and what
   * travels is encrypted.
   *
   * @default - none
   */
  readonly fileSystems?: readonly FileSystemMount[];
  /**
   * Directories in memory, on EC2, in whole MiB; what is in them counts as the container's memory. One at `/tmp` takes the
   * place of the one on the disk.
   *
   * @default - none
   */
  readonly tmpfs?: readonly batch.Tmpfs[];
  /**
   * Size of `/dev/shm`, on EC2, in whole MiB, as PyTorch's data loaders and browsers need it.
   *
   * @default - 64 MiB, Docker's own
   */
  readonly sharedMemory?: Size;
  /**
   * Limits of the container's processes, on EC2: at most one of each name, the soft limit not above the hard one.
   *
   * @default - those of the instance's Docker daemon
   */
  readonly ulimits?: readonly batch.Ulimit[];
  /**
   * Devices of the instance, on EC2.
   *
   * @default - none
   */
  readonly devices?: readonly batch.Device[];
  /**
   * Whether an init process runs first in the container: it reaps orphans and hands on signals, for images whose own first
   * process does not.
   *
   * @default false
   */
  readonly init?: boolean;
  /**
   * User that the container runs as: a name, a number, or `user:group`.
   *
   * @default - the image's own
   */
  readonly user?: string;
  /**
   * Whether the container has all of the instance's rights, on EC2: whoever breaks out of it has the instance. Gives a
   * warning to acknowledge.
   *
   * @default false
   */
  readonly privileged?: boolean;
  /**
   * Whether `aws ecs execute-command` may open a shell in the running container. The worker's role then gets the four
   * Systems Manager actions that this takes, which know no narrower resource; the agent writes to the container's own
   * files, so it needs `readonlyRootFilesystem: false`. Gives a warning to acknowledge.
   *
   * @default false
   */
  readonly executeCommand?: boolean;
  /**
   * Whether the container's own files are read-only. `/tmp` can be written either way.
   *
   * @default true
   */
  readonly readonlyRootFilesystem?: boolean;
}
