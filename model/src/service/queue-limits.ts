/** Limits of job queues of any kind. Sources: CloudFormation's resource schema of `AWS::Batch::JobQueue`; the console. */
export const QUEUE_LIMITS = {
  priority: { min: 0, max: 1000 },
} as const;
