import { type ComputeKind, type ComputeType, kindOf } from '@batchwright/model/service';
import type { InstanceClass, InstanceType } from 'aws-cdk-lib/aws-ec2';

/** Processor architecture of the machines, and so of the images that run on them. */
export type Architecture = 'x86_64' | 'arm64';

export interface FargateOptions {
  /** Most vCPUs that may run at once: what limits the bill. There is no default on purpose. */
  readonly maxvCpus: number;
  /**
   * Architecture of the jobs that run here. Take `arm64` for Graviton.
   *
   * @default 'x86_64'
   */
  readonly architecture?: Architecture;
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
}

/**
 * What a platform's jobs run on. A value, not a construct: {@link BatchPlatform} builds the compute environment from it.
 * EC2 and Spot are of one kind, Fargate and Fargate Spot of the other, and a queue's compute is all of one kind.
 */
export class Compute {
  /** EC2 instances at the full price, never taken away. */
  static onDemand(options: Ec2Options): Compute {
    return new Compute('EC2', options);
  }

  /** Spare EC2 instances at a lower price, which the service may take back with two minutes' notice. */
  static spot(options: Ec2Options): Compute {
    return new Compute('SPOT', options);
  }

  /** Containers without instances to look after; jobs have one of Fargate's fixed sizes. */
  static fargate(options: FargateOptions): Compute {
    return new Compute('FARGATE', options);
  }

  /** As {@link Compute.fargate}, on spare capacity. */
  static fargateSpot(options: FargateOptions): Compute {
    return new Compute('FARGATE_SPOT', options);
  }

  readonly maxvCpus: number;
  readonly minvCpus: number;
  readonly architecture: Architecture;
  readonly instanceTypes: readonly InstanceType[];
  readonly instanceClasses: readonly InstanceClass[];

  private constructor(
    readonly type: ComputeType,
    options: Ec2Options,
  ) {
    this.maxvCpus = options.maxvCpus;
    this.minvCpus = options.minvCpus ?? 0;
    this.architecture = options.architecture ?? 'x86_64';
    // Copied: the caller may go on changing its arrays, and share one between two environments.
    this.instanceTypes = [...(options.instanceTypes ?? [])];
    this.instanceClasses = [...(options.instanceClasses ?? [])];
  }

  /** `EC2` or `FARGATE`: what a job definition must be made for. */
  get kind(): ComputeKind {
    return kindOf(this.type);
  }

  /** Whether the capacity may be taken back. */
  get spot(): boolean {
    return this.type === 'SPOT' || this.type === 'FARGATE_SPOT';
  }
}
