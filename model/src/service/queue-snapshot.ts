/**
 * What GetJobQueueSnapshot shows at most, and how it counts capacity. Source: API reference, `FrontOfQueueDetail`,
 * `FairshareUtilizationDetail` and `QueueSnapshotCapacityUsage` (SDK 3.1138). The User Guide's samples spell the unit
 * `vCPU`, so readers must not compare case.
 */
export const QUEUE_SNAPSHOT = {
  /** RUNNABLE jobs at the front of the queue. */
  jobs: 100,
  /** Shares with the highest use. */
  shares: 20,
  /** Of queues whose environments are no Kubernetes clusters. */
  capacityUnit: 'VCPU',
} as const;
