import type { Platform } from '@batchwright/model/contract';
import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { S3Access } from '../access';
import type { Compute } from '../compute';
import type { CostTags } from '../cost';
import type { EventQueueProps } from '../monitoring';
import type { NetworkProps } from '../network';
import type { QueueProps } from '../queues';
import type { RoleSettings } from './role-settings';

export interface BatchPlatformProps<Queue extends string, JobName extends string, ComputeName extends string>
  extends RoleSettings,
    NetworkProps {
  /**
   * The contract that this platform fulfils: all its queues and jobs must be there, and no others. Jobs that other stacks
   * add are named in {@link jobsElsewhere}.
   */
  readonly platform: Platform<Queue, JobName>;
  /** What jobs run on, by a name of your choice: a letter, then letters, digits and hyphens. */
  readonly compute: { readonly [Name in ComputeName]: Compute };
  /** The contract's queues. */
  readonly queues: { readonly [Name in NoInfer<Queue>]: QueueProps<NoInfer<ComputeName>> };
  /**
   * Jobs of the contract that other stacks add, by `BatchPlatform.fromManifest`; `true` for any. The platform then needs
   * none of its own, and publishes its names for them.
   *
   * @default - none
   */
  readonly jobsElsewhere?: readonly NoInfer<JobName>[] | true;
  /**
   * How long an attempt of such a job may run at most: updates of compute environments wait so long for running jobs,
   * within what the service takes.
   *
   * @default - updates wait for the longest of the jobs that are added here
   */
  readonly longestJobElsewhere?: Duration;
  /**
   * Where items files, large inputs and outputs are kept: a bucket, or {@link prefix} of one.
   *
   * @default - a bucket of the platform's own: encrypted, TLS only, not public, emptied after `workspaceExpiration`. A
   * given bucket without a prefix is used below `batchwright/<platform>/`
   */
  readonly workspace?: S3Access;
  /**
   * After how long an own workspace deletes objects, in whole days. Longer than any job may run in all its attempts.
   *
   * @default Duration.days(30)
   */
  readonly workspaceExpiration?: Duration;
  /**
   * Path of the parameters that hold the manifest. Two platforms of one name in an account and region need two.
   *
   * @default - `/batchwright/<platform>`
   */
  readonly manifestPath?: string;
  /**
   * Root volume of EC2 instances, which holds images and what jobs write to `/tmp`: whole GiB from 30, which the image of
   * the instances has.
   *
   * @default Size.gibibytes(50)
   */
  readonly instanceVolume?: Size;
  /**
   * What EC2 instances do at their first start, before they join: a shell script, cloud-config, or MIME multi-part user
   * data. It is merged after Batchwright's own part, which turns on Spot draining. Append to `/etc/ecs/ecs.config` (`>>`),
   * which the service writes to as well. Changing it renews the instances.
   *
   * @default - Spot draining only
   */
  readonly instanceUserData?: ec2.UserData;
  /**
   * Tags of EC2 instances, for example for cost allocation. Changing them renews the instances. Tags of the scope
   * (`Tags.of(stack)`) are kept off compute environments, queues and job definitions, which they would replace.
   *
   * @default - none
   */
  readonly instanceTags?: Readonly<Record<string, string>>;
  /**
   * Tags by which costs are told apart, for all that is billed: EC2 instances, the volumes of those with Batchwright's
   * launch template, and jobs, each of which is submitted with them and hands them to its task, as Fargate bills it.
   * Changing them renews the instances and replaces nothing. They count in billing once they are activated there.
   *
   * @default - none
   */
  readonly costTags?: CostTags;
  /**
   * A queue of SQS that gets every event of the platform's jobs, for one service to follow: each event goes to one
   * receiver. Its URL stands in the manifest, and `grants.watch` covers taking events off it.
   *
   * @default - none
   */
  readonly eventQueue?: boolean | EventQueueProps;
  /**
   * What happens to the workspace's own bucket and to log groups, those of an own network too, when the platform is removed.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
