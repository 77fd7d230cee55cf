/**
 * What a platform is told at synthesis although it is built: a warning where something may go wrong, a notice (`info`)
 * where something was decided. Ids, severities and remedies are public; `docs/findings.md` lists them.
 */
export const ADVICE = {
  DEFAULT_TIMEOUT: {
    severity: 'info',
    meaning: 'A job says not how long it may run, and gets the default.',
    remedy: 'Set `timeout`.',
  },
  DEFINITION_MAY_BE_TOO_LARGE: {
    severity: 'warning',
    meaning: 'A job definition may be larger than the service takes, once the deployment puts its values in.',
    remedy: 'Shorten `environment` and `command`; put large values into the input.',
  },
  EKS_PREPARED: {
    severity: 'info',
    meaning: 'An EKS cluster must know the namespace and let Batch make pods there, which this app does not do.',
    remedy: 'Give Batch the access policy `AWSBatchNamespacePolicy`, or roles of Kubernetes, in that namespace.',
  },
  EXECUTE_COMMAND: {
    severity: 'warning',
    meaning: 'Whoever has `ecs:ExecuteCommand` gets a shell with the rights of the worker.',
    remedy: 'Leave `executeCommand` out when it is not needed any more, or acknowledge.',
  },
  FOREIGN_BUCKET: {
    severity: 'warning',
    meaning: 'A trigger waits for the events of a bucket that this app does not make.',
    remedy: "Turn on EventBridge in that bucket's properties, then acknowledge.",
  },
  IMAGE_ARCHITECTURE_OPEN: {
    severity: 'warning',
    meaning: 'An image is built for whatever machine builds it, and the compute is arm64.',
    remedy: 'Set `platform: Platform.LINUX_ARM64` on the image.',
  },
  INPUT_NOT_DESCRIBED: {
    severity: 'info',
    meaning:
      'The schema of an input has no JSON Schema, so `Ref::` names are not compared with the fields of the input.',
    remedy: 'Take a library that follows Standard JSON Schema.',
  },
  KEY_LEFT_ALONE: {
    severity: 'warning',
    meaning: 'An imported key encrypts logs or a queue of events, and its policy is not changed.',
    remedy: 'See that its policy lets CloudWatch Logs or EventBridge use it, then acknowledge.',
  },
  MEMORY_TIGHT: {
    severity: 'warning',
    meaning: 'A job asks for more memory than agent and kernel leave on some instances, or wastes much of one.',
    remedy: 'Take the memory that the message names.',
  },
  MINVCPUS_HELD: {
    severity: 'info',
    meaning: 'Instances stay on, and are paid for, without work.',
    remedy: 'Leave `minvCpus` out, unless jobs must start at once.',
  },
  NETWORK_UNKNOWN: {
    severity: 'warning',
    meaning: "A job mounts a file system, and the security group of its platform is another app's.",
    remedy: 'Let that group reach the file system on port 2049, then acknowledge.',
  },
  NODES_NOT_CONNECTED: {
    severity: 'warning',
    meaning: 'The nodes of a job talk to each other, and the security group of the platform is not known here.',
    remedy: 'See that it lets its members reach each other, then acknowledge.',
  },
  NO_PLACEMENT_GROUP: {
    severity: 'info',
    meaning: 'The nodes of a job may be far from each other.',
    remedy: 'Give their compute a `placementGroup` of strategy `CLUSTER` in one Availability Zone.',
  },
  OUTLIVES_UPDATE: {
    severity: 'warning',
    meaning: 'An attempt may run longer than any update of its compute environment waits.',
    remedy: 'Set a shorter `timeout`, or deploy such updates when nothing runs.',
  },
  OWN_NETWORK: {
    severity: 'info',
    meaning: 'No network was given, and an isolated one is made, whose interface endpoints cost by the hour.',
    remedy: 'Set `vpc` or `network` to choose.',
  },
  PARAMETER_NAMED_AS_INPUT: {
    severity: 'warning',
    meaning: 'A parameter has the name of a field of the input, which does not change it.',
    remedy: 'Give the parameter another name.',
  },
  PRIVILEGED: {
    severity: 'warning',
    meaning: 'A container has all rights on its instance, and so on the other jobs there.',
    remedy: 'Leave `privileged` out, or acknowledge.',
  },
  PUBLIC_SUBNETS: {
    severity: 'info',
    meaning: 'Jobs run in public subnets with public addresses.',
    remedy: 'Give private subnets, and leave `publicSubnets` out.',
  },
  REPEATS_ANYHOW: {
    severity: 'warning',
    meaning: 'The retry rules only repeat, which the service does anyhow where no rule matches.',
    remedy: 'End them with `Retry.exit()`.',
  },
  ROLE_LEFT_ALONE: {
    severity: 'warning',
    meaning: 'An imported role is used, and nothing is added to it.',
    remedy: 'See that it allows what the message names, then acknowledge.',
  },
  SEVERAL_MANIFESTS: {
    severity: 'warning',
    meaning: 'One function uses two platforms, and its environment names the first.',
    remedy: 'Call `connect({ manifest })` with the path of the other one.',
  },
  STACK_TAGS: {
    severity: 'warning',
    meaning: 'The stack has tags, and a change of one replaces compute environments, queues and job definitions.',
    remedy:
      "Add those that change with `excludeResourceTypes: ['aws:cdk:stack', 'AWS::CloudFormation::Stack']`; acknowledge those that stay.",
  },
  TRIGGER_LOOP: {
    severity: 'warning',
    meaning: 'A job may write what triggers it.',
    remedy: 'Give the trigger a prefix that the job does not write to, or acknowledge.',
  },
  UNUSED_COMPUTE: {
    severity: 'warning',
    meaning: 'No queue names some compute, so nothing runs on it.',
    remedy: 'Name it in a queue, or leave it out.',
  },
} as const satisfies Record<
  string,
  { readonly severity: 'warning' | 'info'; readonly meaning: string; readonly remedy: string }
>;

/** Ids of warnings and notices. As they are printed, `@batchwright/cdk:` stands before. */
export type AdviceId = keyof typeof ADVICE;
