import type { Duration } from 'aws-cdk-lib';
import type { ILaunchTemplate, InstanceClass, InstanceType, IPlacementGroup } from 'aws-cdk-lib/aws-ec2';
import type { AllocationStrategy } from './allocation';
import type { InstanceImage } from './instance-image';
import type { LaunchTemplateOverride } from './launch-template';

/** Processor architecture of the machines, and so of the images that run on them. */
export type Architecture = 'x86_64' | 'arm64';

/** What Container Insights measures: clusters and services, with `ENHANCED` also tasks and containers, or nothing. */
export type ContainerInsights = 'ENABLED' | 'ENHANCED' | 'DISABLED';

export interface FargateOptions {
  /** Most vCPUs that may run at once: what limits the bill. There is no default on purpose. */
  readonly maxvCpus: number;
  /**
   * Architecture of the jobs that run here. Take `arm64` for Graviton.
   *
   * @default 'x86_64'
   */
  readonly architecture?: Architecture;
  /**
   * CloudWatch Container Insights of the cluster behind this compute; CloudWatch bills for its metrics. Once set, it can
   * be turned off but not taken back: leaving it out again means `DISABLED`. Source: CloudFormation, `EcsSettings`.
   *
   * @default - what the account's ECS settings say
   */
  readonly containerInsights?: ContainerInsights;
}

export interface Ec2Options extends FargateOptions {
  /**
   * vCPUs that stay on, and are paid for, while there is no work.
   *
   * @default 0
   */
  readonly minvCpus?: number;
  /**
   * Instance types to choose from, for example `InstanceType.of(InstanceClass.M7I, InstanceSize.LARGE)`.
   *
   * @default - with no `instanceClasses` either: the service's own set for the architecture (general purpose, compute
   * and memory optimized families of the current generation)
   */
  readonly instanceTypes?: readonly InstanceType[];
  /**
   * Instance families to choose from, all their sizes.
   *
   * @default - see `instanceTypes`
   */
  readonly instanceClasses?: readonly InstanceClass[];
  /**
   * How the service chooses among the instances when it needs more of them. `BEST_FIT_PROGRESSIVE_ORDERED` (on demand) and
   * `SPOT_CAPACITY_OPTIMIZED_PRIORITIZED` (Spot) follow the order of `instanceTypes`, then of `instanceClasses`, and need
   * some. `BEST_FIT` is refused: the service cannot renew the instances of an environment that has it. Changing it renews
   * the instances.
   *
   * @default - `BEST_FIT_PROGRESSIVE` on demand; `SPOT_PRICE_CAPACITY_OPTIMIZED` on Spot, as AWS advises
   */
  readonly allocationStrategy?: AllocationStrategy;
  /**
   * Placement group of the instances, for example one of strategy `CLUSTER` for jobs that talk to each other much.
   * Changing it renews the instances.
   *
   * @default - none
   */
  readonly placementGroup?: IPlacementGroup;
  /**
   * How long instances stay after their last job, so that the next one need not wait for a new instance: whole minutes
   * from 20 minutes to 7 days. The time is paid for.
   *
   * @default - the service decides, and ends idle instances soon
   */
  readonly minScaleDownDelay?: Duration;
  /**
   * What instances start from: one image, or two of different types, from which the service takes the one that fits an
   * instance. Changing them renews the instances.
   *
   * @default - the service's newest of Amazon Linux 2023 for ECS, with NVIDIA's drivers where all of the instances have
   * GPUs. Instances with and without GPUs in one environment are refused, unless it is said what they start from
   */
  readonly images?: readonly InstanceImage[];
  /**
   * A launch template of your own in place of Batchwright's: all that one sets is then up to yours (IMDSv2 and its hop
   * limit, encrypted volumes, Spot draining), and the platform's `instanceVolume` and `instanceUserData` have no effect
   * here. Network, role, instance types and `instanceTags` still come from the platform.
   *
   * With one that the app makes, each change renews the instances; keep it in the stack of the platform, because
   * CloudFormation does not change values that another stack imports. An imported one is used in the version that it was
   * imported with, which is `$Default` unless said.
   *
   * @default - the platform's: IMDSv2 out of reach for containers, encrypted gp3 volumes, Spot draining
   */
  readonly launchTemplate?: ILaunchTemplate;
  /**
   * Launch templates for some of the instances, at most 10. No instance may be in two of them.
   *
   * @default - none
   */
  readonly launchTemplateOverrides?: readonly LaunchTemplateOverride[];
}

export interface SpotOptions extends Ec2Options {
  /**
   * Most that an instance may cost, in whole per cent of the full price, from 1 to 100. Better left out: what is paid is
   * the market price anyhow, and a lower limit only makes jobs wait longer and lose their instances more often.
   *
   * @default - the full price
   */
  readonly bidPercentage?: number;
}
