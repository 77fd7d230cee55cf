/** What the runtime says about a kind of failure. */
export interface FailureText {
  /** What happened, as the end of the sentence "The job …". */
  readonly what: string;
  /**
   * Whether another attempt with nothing changed may succeed: `yes` when the fault was of the place, `perhaps` when it may
   * have passed, `no` when it would come back.
   */
  readonly retry: 'yes' | 'perhaps' | 'no';
  /** What to do, the most likely first. */
  readonly advice: readonly string[];
}

/**
 * Why jobs fail, as far as the service, the exit code and the last lines tell. Beside `reasons.ts`, which has the words
 * that these are recognised by. The advice is ours; the rules of the service in it are from the User Guide,
 * "Troubleshooting", and the ECS Developer Guide, "Stopped tasks error codes".
 */
export const FAILURE_CAUSES = {
  APPLICATION_EXIT: {
    what: 'ended by itself with an exit code other than 0',
    retry: 'no',
    advice: ['Read the last lines of its log: the program decided to fail'],
  },
  RETRYABLE_EXIT: {
    what: 'met a passing fault and asked for another attempt',
    retry: 'yes',
    advice: ['Give it more attempts; look in its log for which dependency failed'],
  },
  BAD_INPUT: {
    what: 'got an input that does not fit its contract',
    retry: 'no',
    advice: ['Submit it with an input that fits; caller and image may have different versions of the contract'],
  },
  BAD_OUTPUT: {
    what: 'gave an output that does not fit its contract',
    retry: 'no',
    advice: ['Correct what the handler returns, or the output in the contract'],
  },
  COMMAND_NOT_FOUND: {
    what: 'could not start its program: a file or module of it is not there or may not be executed',
    retry: 'no',
    advice: [
      'Compare the command of the job definition with what the image holds',
      'Check that the file is executable, and that the interpreter in its first line is in the image',
    ],
  },
  WRONG_ARCHITECTURE: {
    what: 'has an image of another CPU architecture than the machine',
    retry: 'no',
    advice: ['Build the image for the architecture of the compute environment (docker build --platform), or for both'],
  },
  CRASHED: {
    what: 'was stopped by the kernel for a fault of its own, such as an invalid memory access',
    retry: 'perhaps',
    advice: ['Look for native libraries built for another CPU, and reproduce it with the same input'],
  },
  KILLED: {
    what: 'was killed (SIGKILL), and nobody says by whom',
    retry: 'perhaps',
    advice: [
      'The kernel kills for memory without a word when the machine, and not only the container, runs short: give it more memory',
      'A program that does not end within 30 seconds of SIGTERM is killed so as well',
    ],
  },
  STOPPED: {
    what: 'was stopped by a signal (SIGTERM), and nobody says by whom',
    retry: 'perhaps',
    advice: ['Look at what the compute environment did at that time: reclaims, scale-in, updates'],
  },
  OUT_OF_MEMORY: {
    what: 'took more memory than it has, and was killed',
    retry: 'no',
    advice: ['Give it more memory; the same attempt would need as much again'],
  },
  OUT_OF_MEMORY_IN_PROGRAM: {
    what: 'ran out of the memory that its own runtime allows',
    retry: 'no',
    advice: [
      'Raise the limit of the runtime (node --max-old-space-size, java -Xmx) with the memory of the job, or give both more',
    ],
  },
  DISK_FULL: {
    what: 'ran out of disk space',
    retry: 'perhaps',
    advice: [
      'Fargate: give the job more ephemeral storage (21 to 200 GiB)',
      'EC2: a larger root volume by a launch template; jobs of one machine share it, so another attempt may find room',
    ],
  },
  ACCESS_DENIED: {
    what: 'was refused by AWS for a missing permission',
    retry: 'no',
    advice: ['Give the job role what its log names (reads and writes of the job, or grants on its role)'],
  },
  SPOT_RECLAIMED: {
    what: 'lost its machine, one of a Spot environment: most probably a reclaim',
    retry: 'yes',
    advice: ['Give it more attempts, save checkpoints, or put on-demand compute behind Spot in the queue'],
  },
  FARGATE_SPOT_RECLAIMED: {
    what: 'was interrupted by Fargate Spot',
    retry: 'yes',
    advice: ['Give it more attempts, save checkpoints, or put on-demand Fargate behind Fargate Spot in the queue'],
  },
  HOST_LOST: {
    what: 'lost its machine: a Spot reclaim, scale-in, an update of the environment, a person, or a fault of hardware',
    retry: 'yes',
    advice: ['Give it more attempts; jobs of many hours should save checkpoints'],
  },
  INSTANCE_DRAINED: {
    what: 'was stopped because its managed instance was drained',
    retry: 'yes',
    advice: ['Give it more attempts; managed instances live for 14 days at most'],
  },
  IMAGE_NOT_FOUND: {
    what: 'has an image that its registry does not have',
    retry: 'no',
    advice: ['Push the image, or register a definition with the tag or digest that exists'],
  },
  IMAGE_ACCESS_DENIED: {
    what: 'may not pull its image',
    retry: 'no',
    advice: [
      'ECR: let the execution role (Fargate) or the instance role (EC2) pull, and for another account let its repository policy',
      'Other registries: give the definition credentials',
    ],
  },
  IMAGE_RATE_LIMITED: {
    what: 'was refused its image because too many were pulled',
    retry: 'perhaps',
    advice: ['Copy the image into ECR, or use a pull-through cache'],
  },
  IMAGE_UNREACHABLE: {
    what: 'cannot reach the registry of its image',
    retry: 'perhaps',
    advice: [
      'Give its subnets a way to the registry: NAT, a public address, or VPC endpoints for ecr.api, ecr.dkr and S3',
      'Check that the security group lets HTTPS out',
    ],
  },
  IMAGE_PULL_FAILED: {
    what: 'could not pull its image',
    retry: 'perhaps',
    advice: ['Read the reason; pull the same image from the same subnet'],
  },
  SECRETS_UNAVAILABLE: {
    what: 'could not get its secrets',
    retry: 'perhaps',
    advice: [
      'Let the execution role read them (secretsmanager:GetSecretValue, ssm:GetParameters, kms:Decrypt for a key of yours)',
      'Check that they exist in this region, and that the subnets reach Secrets Manager or Systems Manager',
    ],
  },
  LOG_GROUP_MISSING: {
    what: 'names a log group that does not exist',
    retry: 'no',
    advice: ['Create the log group before the job; awslogs-create-group is off unless it is set'],
  },
  LOGS_UNAVAILABLE: {
    what: 'could not open its log',
    retry: 'perhaps',
    advice: ['Let the execution role write logs, and the subnets reach CloudWatch Logs'],
  },
  FILE_SYSTEM_UNAVAILABLE: {
    what: 'could not mount its file system',
    retry: 'perhaps',
    advice: [
      'Give the file system a mount target in the availability zone of the job, and let NFS (2049) in from its security group',
      'With IAM or an access point: let the job role mount it',
    ],
  },
  ROLE_NOT_ASSUMABLE: {
    what: 'has a role that ECS may not assume',
    retry: 'no',
    advice: ['Let ecs-tasks.amazonaws.com assume the job role and the execution role, and check that they exist'],
  },
  START_TIMED_OUT: {
    what: 'was not started in time by the machine',
    retry: 'yes',
    advice: ['Give it more attempts; when it happens often, the disks of the machines are too slow for so many starts'],
  },
  START_FAILED: {
    what: 'could not be started',
    retry: 'perhaps',
    advice: ['Read the reason, then the job definition'],
  },
  CONFIGURATION: {
    what: 'was submitted with what ECS does not take',
    retry: 'no',
    advice: [
      'Make overrides smaller (large inputs belong into S3), and tags of job and definition at most 50 together',
    ],
  },
  TIMED_OUT: {
    what: 'ran longer than its timeout',
    retry: 'no',
    advice: ['Give it a longer timeout or less work; AWS Batch does not repeat what timed out'],
  },
  CANCELLED: {
    what: 'was cancelled or terminated by somebody',
    retry: 'no',
    advice: ['The reason has their words; submit it again if it is still wanted'],
  },
  QUEUE_TIME_LIMIT: {
    what: 'was cancelled by a time limit of its queue, because it could not be placed',
    retry: 'perhaps',
    advice: ['Find out why it was blocked (`diagnose` of the queue), and submit it again'],
  },
  DEPENDENCY_FAILED: {
    what: 'was never started, because a job that it waited for failed',
    retry: 'no',
    advice: ['Correct the job that failed first, then submit both again'],
  },
  CHILDREN_FAILED: {
    what: 'is an array of which children failed',
    retry: 'no',
    advice: ['Look at the causes of its children; run again only those that failed'],
  },
  GONE: {
    what: 'is not known to AWS Batch (any more)',
    retry: 'no',
    advice: ['Finished jobs are forgotten after some days; check the id, the region and the account'],
  },
  UNKNOWN: {
    what: 'failed, and what the service says of it is nothing that is known here',
    retry: 'perhaps',
    advice: ['Read its status reason and the last lines of its log'],
  },
} as const satisfies Readonly<Record<string, FailureText>>;

export type FailureCause = keyof typeof FAILURE_CAUSES;
