/** Limits of instances. Sources: EC2 User Guide, "Run commands at launch"; Batch API reference, `InfrastructureOptimization`. */
export const INSTANCE_LIMITS = {
  /** Bytes of user data, before it is encoded as Base64. */
  userDataBytes: 16 * 1024,
  /** Seconds of `infrastructureOptimization.scaleInAfter`; -1, which is off, is not among them. */
  scaleInAfterSeconds: { min: 0, max: 3600 },
} as const;
