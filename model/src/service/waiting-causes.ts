/** What the runtime says about a reason for which a job is not running. */
export interface WaitingText {
  /** As a sentence of its own. */
  readonly what: string;
  readonly advice: readonly string[];
}

/**
 * Why jobs wait, in the order in which they are looked for. Source: AWS Batch User Guide, "Jobs stuck in a RUNNABLE
 * status", "Common causes of jobs stuck in RUNNABLE", "Reserve system memory"; the advice is ours.
 */
export const WAITING_CAUSES = {
  JOB_GONE: {
    what: 'AWS Batch does not know this job (any more).',
    advice: ['Check the id, the region and the account; finished jobs are forgotten after some days'],
  },
  JOB_ENDED: { what: 'The job has ended.', advice: ['Ask `explain` why it failed, if it did'] },
  JOB_RUNS: { what: 'The job runs.', advice: [] },
  STARTING: {
    what: 'The job has a machine and is being started: its image is pulled, its containers are created.',
    advice: ['Large images take minutes; a timeout does not count this time'],
  },
  DEPENDENCIES: {
    what: 'The job waits for other jobs to succeed.',
    advice: ['A job whose dependency fails becomes FAILED; look at the jobs named'],
  },
  NOT_AT_HEAD: {
    what: 'Other jobs of the queue come first.',
    advice: ['What keeps the job at the head keeps all behind it: look at that one'],
  },
  CONSUMABLE_RESOURCE: {
    what: 'A consumable resource that the job needs is used up.',
    advice: ['Wait for jobs that hold it, raise its total, or cancel what holds it for nothing'],
  },
  QUEUE_INVALID: {
    what: 'The queue is not valid.',
    advice: ['Its status reason says why; most often all its compute environments are invalid or gone'],
  },
  QUEUE_DISABLED: {
    what: 'The queue is disabled: it takes no new jobs, what is in it goes on.',
    advice: ['Enable it for new jobs'],
  },
  ENVIRONMENT_DISABLED: {
    what: 'A compute environment is disabled: nothing is placed there.',
    advice: ['Enable it, or put another into the queue'],
  },
  ENVIRONMENT_INVALID: {
    what: 'A compute environment is not valid: nothing is placed there.',
    advice: [
      'Its status reason says why: correct the role, network or template that it names, then disable and enable it',
    ],
  },
  SERVICE_ROLE: {
    what: 'The service role of AWS Batch lacks a permission.',
    advice: ['Use the service-linked role, or give the custom role what the managed policy AWSBatchServiceRole has'],
  },
  KIND_MISMATCH: {
    what: 'The compute environments of the queue are of another kind than the job.',
    advice: ['Submit the job to a queue of its kind, or register a definition for this one'],
  },
  MAX_VCPUS_TOO_SMALL: {
    what: 'The job wants more vCPUs than any compute environment of the queue may have.',
    advice: ['Raise maxvCpus, or make the job smaller'],
  },
  MAX_VCPUS_IN_USE: {
    what: 'The compute environments are at their maximum of vCPUs.',
    advice: ['Wait for jobs to end, or raise maxvCpus'],
  },
  NO_INSTANCE_FITS: {
    what: 'No instance type of the compute environments can hold the job.',
    advice: [
      'Ask for less memory: agent and kernel keep a part of it, so the nominal size of an instance never fits',
      'Or allow larger instance types',
    ],
  },
  NOT_OFFERED_IN_ZONE: {
    what: 'The instance types are not offered in the availability zones of the subnets.',
    advice: ['Allow other types, or add subnets in the zones where they are offered'],
  },
  VCPU_QUOTA: {
    what: "The account's quota of vCPUs does not allow another machine.",
    advice: ['Ask for a higher quota in Service Quotas, or use types that count against another one'],
  },
  INSUFFICIENT_CAPACITY: {
    what: 'AWS has no capacity of the instance types asked for at the moment.',
    advice: ['Allow more types and zones, or put on-demand compute behind Spot in the queue'],
  },
  LAUNCH_FAILED: {
    what: 'Machines cannot be launched.',
    advice: ['The message names what is wrong: image, launch template, key, profile, encryption key or network'],
  },
  SCALING_UP: {
    what: 'A machine is being started.',
    advice: ['A new EC2 instance takes a few minutes until it runs jobs, Fargate about half a minute'],
  },
  INSTANCES_DO_NOT_JOIN: {
    what: 'Machines run, but do not join the cluster.',
    advice: [
      'Give their subnets a way to ECS: a public address, NAT, or VPC endpoints for ecs, ecs-agent and ecs-telemetry',
      'Check that the image has the ECS agent, the instance profile has AmazonEC2ContainerServiceforEC2Role, and user data ends',
    ],
  },
  AGENT_DISCONNECTED: {
    what: 'Machines have joined the cluster, but their agents are not connected.',
    advice: ['Look at /var/log/ecs on one of them; restart the agent or terminate the instance'],
  },
  REGISTERED_TOO_SMALL: {
    what: 'Machines have joined, but registered less memory, vCPUs or GPUs than the job wants.',
    advice: ['Ask for less than the machines registered, or allow larger instance types'],
  },
  MISSING_ATTRIBUTE: {
    what: 'Machines have joined, but lack a capability that the job needs.',
    advice: ['For a log driver, add it to ECS_AVAILABLE_LOGGING_DRIVERS in /etc/ecs/ecs.config of the image'],
  },
  MACHINES_BUSY: {
    what: 'The machines there are in use, and none has room for the job.',
    advice: ['Wait for jobs to end, or for the environment to scale up'],
  },
  NOTHING_WAITS: { what: 'No job of this queue waits for a machine.', advice: [] },
  UNDETERMINED: {
    what: 'Nothing that can be seen keeps the job.',
    advice: [
      'A job that has just become RUNNABLE is placed within a minute or so: ask again',
      'What could not be asked for may hide the cause: see the list of skipped checks',
    ],
  },
} as const satisfies Readonly<Record<string, WaitingText>>;

export type WaitingCause = keyof typeof WAITING_CAUSES;
