import { type ComputeKind, type ComputeType, kindOf } from '@batchwright/model/service';
import type { Duration, Size } from 'aws-cdk-lib';
import type { ILaunchTemplate, InstanceClass, InstanceType, IPlacementGroup } from 'aws-cdk-lib/aws-ec2';
import type { EksPlace } from '../eks';
import type { AllocationStrategy } from './allocation';
import type { ComputeAttributes } from './attributes';
import type { Architecture, ContainerInsights, Ec2Options, FargateOptions, SpotOptions } from './compute-options';
import type { EksOptions } from './eks-options';
import type { ImportedOptions, UnmanagedOptions } from './given-options';
import type { InstanceImage } from './instance-image';
import type { LaunchTemplateOverride } from './launch-template';
import type { ManagedInstancesOptions } from './managed-instances-options';

/** Who looks after the capacity: AWS Batch, you, or whoever made the environment. */
export type ComputeOrigin = 'MANAGED' | 'UNMANAGED' | 'IMPORTED';

/** All that some compute has. Which of it, the factories say by the types of their options. */
type Options = Partial<Omit<SpotOptions & ManagedInstancesOptions & UnmanagedOptions & ImportedOptions, 'kind'>>;

/**
 * What a platform's jobs run on. A value, not a construct: {@link BatchPlatform} builds the compute environment from it.
 * EC2, Spot and unmanaged compute are of one kind, Fargate and Fargate Spot of another, ECS Managed Instances of a third,
 * Amazon EKS of a fourth, and a queue's compute is all of one kind.
 */
export class Compute implements ComputeAttributes {
  /** EC2 instances at the full price, never taken away. */
  static onDemand(options: Ec2Options): Compute {
    return new Compute('MANAGED', 'EC2', kindOf('EC2'), options);
  }

  /** Spare EC2 instances at a lower price, which the service may take back with two minutes' notice. */
  static spot(options: SpotOptions): Compute {
    return new Compute('MANAGED', 'SPOT', kindOf('SPOT'), options);
  }

  /** Containers without instances to look after; jobs have one of Fargate's fixed sizes. */
  static fargate(options: FargateOptions): Compute {
    return new Compute('MANAGED', 'FARGATE', kindOf('FARGATE'), options);
  }

  /** As {@link Compute.fargate}, on spare capacity. */
  static fargateSpot(options: FargateOptions): Compute {
    return new Compute('MANAGED', 'FARGATE_SPOT', kindOf('FARGATE_SPOT'), options);
  }

  /**
   * EC2 instances that Amazon ECS chooses, patches and ends: any size of job, GPUs too, without an image or a launch
   * template to look after. Jobs of several nodes do not run there.
   */
  static managedInstances(options: ManagedInstancesOptions): Compute {
    return new Compute('MANAGED', 'ECS_MANAGED_INSTANCES', kindOf('ECS_MANAGED_INSTANCES'), options);
  }

  /**
   * Nodes of an Amazon EKS cluster, on which jobs are pods. Their output goes where the cluster sends logs, not to the
   * job's log group, and their worker's rights come through a service account.
   */
  static eks(options: EksOptions): Compute {
    return new Compute('MANAGED', options.spot === true ? 'SPOT' : 'EC2', 'EKS', options, options);
  }

  /**
   * EC2 instances that you launch yourself into the environment's ECS cluster, which `DescribeComputeEnvironments` names
   * (`ecsClusterArn`). Jobs of several nodes do not run there.
   */
  static unmanaged(options: UnmanagedOptions = {}): Compute {
    return new Compute('UNMANAGED', undefined, 'EC2', { ...options, maxvCpus: options.unmanagedvCpus });
  }

  /** A compute environment that exists, to be named in queues like the platform's own. Nothing about it is changed. */
  static imported(options: ImportedOptions): Compute {
    return new Compute('IMPORTED', undefined, options.kind, options);
  }

  /** Most vCPUs; `undefined` where nobody has said. */
  readonly maxvCpus: number | undefined;
  readonly minvCpus: number;
  readonly architecture: Architecture;
  /** Whether the capacity may be taken back. */
  readonly spot: boolean;
  readonly instanceTypes: readonly InstanceType[];
  readonly instanceClasses: readonly InstanceClass[];
  readonly allocationStrategy: AllocationStrategy | undefined;
  readonly containerInsights: ContainerInsights | undefined;
  readonly placementGroup: IPlacementGroup | undefined;
  readonly minScaleDownDelay: Duration | undefined;
  readonly bidPercentage: number | undefined;
  readonly images: readonly InstanceImage[];
  readonly launchTemplate: ILaunchTemplate | undefined;
  readonly launchTemplateOverrides: readonly LaunchTemplateOverride[];
  readonly volume: Size | undefined;
  readonly useLocalStorage: boolean | undefined;
  readonly scaleInAfter: Duration | undefined;
  readonly computeEnvironmentArn: string | undefined;

  private constructor(
    readonly origin: ComputeOrigin,
    /** Type of a managed environment. */
    readonly type: ComputeType | undefined,
    /** What a job definition must be made for. */
    readonly kind: ComputeKind,
    options: Options,
    /** Where its nodes are, on Amazon EKS. */
    readonly eks?: EksPlace,
  ) {
    this.maxvCpus = options.maxvCpus;
    this.minvCpus = options.minvCpus ?? 0;
    this.architecture = options.architecture ?? 'x86_64';
    this.spot = options.spot ?? (type === 'SPOT' || type === 'FARGATE_SPOT');
    // Copied: the caller may go on changing its arrays, and share one between two environments.
    this.instanceTypes = [...(options.instanceTypes ?? [])];
    this.instanceClasses = [...(options.instanceClasses ?? [])];
    this.allocationStrategy = options.allocationStrategy;
    this.containerInsights = options.containerInsights;
    this.placementGroup = options.placementGroup;
    this.minScaleDownDelay = options.minScaleDownDelay;
    this.bidPercentage = options.bidPercentage;
    this.images = [...(options.images ?? [])];
    this.launchTemplate = options.launchTemplate;
    this.launchTemplateOverrides = [...(options.launchTemplateOverrides ?? [])];
    this.volume = options.volume;
    this.useLocalStorage = options.useLocalStorage;
    this.scaleInAfter = options.scaleInAfter;
    this.computeEnvironmentArn = options.computeEnvironmentArn;
  }

  /** Whether the service launches instances of ECS for it, as on EC2 and Spot. */
  get onInstances(): boolean {
    return this.eks === undefined && (this.type === 'EC2' || this.type === 'SPOT');
  }
}
