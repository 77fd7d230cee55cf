import type { BlockedReason } from './reasons';
import type { WaitingCause } from './waiting-causes';

/**
 * What a failed scaling activity of Auto Scaling says, by codes and beginnings of messages of EC2. Sources: EC2 API
 * reference, "Error codes"; Auto Scaling User Guide, "Troubleshoot instance launch failures"; GitHub threads.
 */
export const LAUNCH_SIGNS: readonly { readonly cause: WaitingCause; readonly pattern: RegExp }[] = [
  {
    cause: 'VCPU_QUOTA',
    pattern: /VcpuLimitExceeded|vCPU limit|MaxSpotInstanceCountExceeded|InstanceLimitExceeded|Max spot instance count/i,
  },
  {
    cause: 'NOT_OFFERED_IN_ZONE',
    pattern: /not supported in your requested Availability Zone|\bUnsupported\b.*Availability Zone/i,
  },
  {
    cause: 'INSUFFICIENT_CAPACITY',
    pattern:
      /Insufficient\w*Capacity|do not have sufficient|UnfulfillableCapacity|no capacity availab|no Spot capacity|SpotMaxPriceTooLow/i,
  },
];

/** What a blocked reason of the service stands for. */
export const BLOCKED_CAUSES: Readonly<Record<BlockedReason, WaitingCause>> = {
  'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY': 'INSUFFICIENT_CAPACITY',
  'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE': 'MAX_VCPUS_TOO_SMALL',
  'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT': 'NO_INSTANCE_FITS',
  'MISCONFIGURATION:EC2_INSTANCE_CONFIGURATION_UNSUPPORTED': 'NOT_OFFERED_IN_ZONE',
  'MISCONFIGURATION:SERVICE_ROLE_PERMISSIONS': 'SERVICE_ROLE',
  ACTION_REQUIRED: 'ENVIRONMENT_INVALID',
  UNDETERMINED: 'UNDETERMINED',
};

/**
 * Whether an Auto Scaling group is the one behind a compute environment. Batch names it after the environment, with or
 * without a prefix, and does not tell it. Source: names seen in public logs; not documented.
 */
export const isGroupOf = (environment: string, group: string): boolean =>
  group.startsWith(`AWSBatch-${environment}-asg-`) || group.startsWith(`${environment}-asg-`);

/** Name of the compute environment behind an ECS cluster's ARN, or an ARN of a container instance or a task in it. */
export const environmentOfCluster = (arn: string): string | undefined =>
  /:(?:cluster|container-instance|task)\/(.+)_Batch_[0-9a-f-]{36}(?:\/|$)/.exec(arn)?.[1];

/** The attribute that a container instance has for each log driver. Source: ECS Developer Guide, "Container instance attributes". */
export const logDriverAttribute = (driver: string): string => `com.amazonaws.ecs.capability.logging-driver.${driver}`;
