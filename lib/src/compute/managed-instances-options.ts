import type { Duration, Size } from 'aws-cdk-lib';
import type { InstanceClass, InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { FargateOptions } from './compute-options';

export interface ManagedInstancesOptions extends FargateOptions {
  /**
   * Most vCPUs that the jobs which run at once may ask for together. The service counts jobs, not instances, so instances
   * may have more vCPUs than this. Source: AWS Batch User Guide, "Compute environments on Amazon ECS Managed Instances".
   */
  readonly maxvCpus: number;
  /**
   * Whether the instances are spare ones, which EC2 may take back. It cannot be changed in place: another value makes a new
   * environment, points the queues at it, and deletes the old one.
   *
   * @default false
   */
  readonly spot?: boolean;
  /**
   * Instance types that ECS may launch.
   *
   * @default - with no `instanceClasses` either: ECS chooses among all types that a job fits
   */
  readonly instanceTypes?: readonly InstanceType[];
  /**
   * Instance families that ECS may launch, all their sizes.
   *
   * @default - see `instanceTypes`
   */
  readonly instanceClasses?: readonly InstanceClass[];
  /**
   * Root volume of each instance: whole GiB.
   *
   * @default - as large as the service makes it for the type
   */
  readonly volume?: Size;
  /**
   * Whether containers may use the instance store of types that have one.
   *
   * @default false
   */
  readonly useLocalStorage?: boolean;
  /**
   * How long an instance may be idle before it is ended: whole seconds up to an hour. The time is paid for.
   *
   * @default - the service decides
   */
  readonly scaleInAfter?: Duration;
}
