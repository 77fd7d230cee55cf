import type { ComputeKind } from '@batchwright/model/service';
import type { Architecture, ContainerInsights } from './compute-options';

/** Compute whose instances you launch yourself into the cluster that the service makes. */
export interface UnmanagedOptions {
  /**
   * vCPUs that there are, which fair share divides. Nothing else goes by it: what runs is limited by the instances that
   * have joined.
   *
   * @default - not known; fair share then reserves nothing here
   */
  readonly unmanagedvCpus?: number;
  /**
   * Architecture of your instances.
   *
   * @default 'x86_64'
   */
  readonly architecture?: Architecture;
  /**
   * See {@link FargateOptions.containerInsights}.
   *
   * @default - what the account's ECS settings say
   */
  readonly containerInsights?: ContainerInsights;
}

/** A compute environment that exists: of another stack, made by hand, or by another tool. */
export interface ImportedOptions {
  /** Its ARN; it has to be of the platform's account and region. */
  readonly computeEnvironmentArn: string;
  /** What job definitions it takes: `EC2` also for Spot and for unmanaged ones, `FARGATE` also for Fargate Spot. */
  readonly kind: ComputeKind;
  /**
   * Architecture of what runs there. Nothing checks it.
   *
   * @default 'x86_64'
   */
  readonly architecture?: Architecture;
  /**
   * Its `maxvCpus`, by which jobs that are too large for it are refused at synthesis.
   *
   * @default - not known; nothing is refused
   */
  readonly maxvCpus?: number;
  /**
   * Whether its capacity may be taken back.
   *
   * @default false
   */
  readonly spot?: boolean;
}
