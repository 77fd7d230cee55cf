import type { Size } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';

/** One container: what runs in it and what it may use. */
export interface ContainerProps {
  /** The worker's image: `ContainerImage.fromAsset('image')`, `.fromEcrRepository(…)`, `.fromRegistry(…)`. */
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
   * Whether the container's own files are read-only. `/tmp` can be written either way.
   *
   * @default true
   */
  readonly readonlyRootFilesystem?: boolean;
}
