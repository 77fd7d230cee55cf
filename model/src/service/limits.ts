import { JOB_LIMITS, STOP_GRACE_SECONDS } from './job-limits';

/**
 * Limits of the service. The only place where they stand as numbers.
 * Sources: AWS Batch User Guide "Service quotas" (2026); API reference of each operation (SDK 3.1138).
 */
export const LIMITS = {
  ...JOB_LIMITS,
  tags: { ...JOB_LIMITS.tags, keyCharacters: 128, valueCharacters: 256 },
  /** Seconds between SIGTERM and SIGKILL when a job is stopped. */
  stopGraceSeconds: STOP_GRACE_SECONDS,
  /** Bytes of a registered job definition. */
  definitionBytes: 24 * 1024,
  /** SubmitJob calls a second for an account and region; cannot be raised. */
  submitsPerSecond: 50,
  /** Page of the Describe operations that have pages. */
  describePage: 100,
  /** Ids of the bulk CancelJobs and TerminateJobs. */
  bulkIds: 50,
  evaluateOnExitRules: 5,
  evaluateOnExitPattern: 512,
  computeEnvironmentsPerQueue: 3,
  schedulingPriority: { min: 0, max: 9999 },
  /** `maxTimeSeconds` of a job state time limit action. */
  stateTimeLimitSeconds: { min: 600, max: 86_400 },
  /** Smallest memory of an EC2 job, MiB. */
  ec2MemoryMiB: { min: 4 },
  /** Root volume of an instance: the ECS-optimized images are this large. Source: ECS Developer Guide, "AMI storage". */
  rootVolumeGiB: { min: 30 },
  /** Disk of a Fargate job. */
  ephemeralStorageGiB: { min: 21, max: 200 },
  /** Shares of a queue with jobs, and entries of `shareDistribution`. */
  shares: 500,
  shareIdentifierCharacters: 255,
  shareWeight: { min: 0.0001, max: 999.9999 },
  shareDecaySeconds: { min: 0, max: 604_800 },
  computeReservation: { min: 0, max: 99 },
  /** Compute environments, and job queues, of an account and region. */
  computeEnvironments: 50,
  jobQueues: 50,
  /** Characters of a container image. */
  imageCharacters: 255,
  /** Characters of an attempt's `container.reason`. */
  containerReasonCharacters: 255,
  fargateSubnets: 16,
  securityGroups: { fargate: 5 },
  nameCharacters: 128,
  /** Minutes of `scalingPolicy.minScaleDownDelayMinutes`; 0, which is off, is not among them. */
  minScaleDownDelayMinutes: { min: 20, max: 10_080 },
  /** `bidPercentage` of Spot. */
  bidPercentage: { min: 1, max: 100 },
  /** Entries of `ec2Configuration`. */
  ec2Configurations: 2,
  /** Overrides of a compute environment's launch template. */
  launchTemplateOverrides: 10,
  /** Minutes of `updatePolicy.jobExecutionTimeoutMinutes`. */
  updateTimeoutMinutes: { min: 1, max: 7200, default: 30 },
  /** Days that a finished job stays describable, at least. */
  retentionDays: 7,
} as const;
