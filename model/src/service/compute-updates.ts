/**
 * What the service does with an update of a compute environment. Sources: AWS Batch User Guide, "Updating compute
 * environments"; API reference, `UpdateComputeEnvironment` and `UpdatePolicy`; CloudFormation, `AWS::Batch::ComputeEnvironment`.
 */
export const COMPUTE_UPDATES = {
  /** Properties below `ComputeResources` that are updated in place: the service only scales. */
  scaling: ['DesiredvCpus', 'MaxvCpus', 'MinvCpus', 'ScalingPolicy'],
  /** What an environment on Fargate may change besides; on EC2 these renew the instances. */
  fargate: ['SecurityGroupIds', 'Subnets'],
  /**
   * Properties below `ComputeResources` that renew the instances, where the environment is not replaced. It takes the
   * service-linked role and any allocation strategy but {@link COMPUTE_UPDATES.notUpdatable}.
   */
  infrastructure: [
    'AllocationStrategy',
    'BidPercentage',
    'Ec2Configuration',
    'Ec2KeyPair',
    'ImageId',
    'InstanceRole',
    'InstanceTypes',
    'LaunchTemplate',
    'PlacementGroup',
    'SecurityGroupIds',
    'Subnets',
    'Tags',
    'Type',
    'UpdateToLatestImageVersion',
  ],
  /** The strategy that no infrastructure update is possible with; also what none at all means. */
  notUpdatable: 'BEST_FIT',
} as const;
