/** What a hazard is to, from the worst on. A deployment that is refused or rolled back leaves the rest as it was. */
export const THREATENED = ['data', 'work', 'access', 'deployment'] as const;

/**
 * What in a change can break running or waiting work, or lose data. The ids are public: acknowledgements name them.
 * `meaning` is what a reader of the documentation learns, `remedy` what to do instead.
 */
export const HAZARDS = {
  COMPUTE_REMOVED: {
    threatens: 'work',
    meaning: 'A compute environment goes. Jobs that still run on it are ended with it.',
    remedy: 'Take it out of all queues in one deployment, wait until nothing runs on it, and remove it in the next.',
  },
  COMPUTE_REPLACED: {
    threatens: 'work',
    meaning: 'A compute environment is replaced. Jobs that still run on the old one are ended with it.',
    remedy:
      'Keep the property, or add a second compute environment, point the queues at it, and remove the first later.',
  },
  DATA_LOST: {
    threatens: 'data',
    meaning: 'A resource that holds data is deleted, or replaced by an empty one.',
    remedy: 'Retain it (DeletionPolicy and UpdateReplacePolicy), or move the data first.',
  },
  DEFINITION_DEREGISTERED: {
    threatens: 'work',
    meaning:
      'Revisions of a job definition are deregistered. Queued jobs, schedules and services that name them lose their definition.',
    remedy:
      'Set ResourceRetentionPolicy.SkipDeregisterOnUpdate in a deployment before this one, or retain the resource.',
  },
  DESIRED_VCPUS_LOWERED: {
    threatens: 'deployment',
    meaning: 'The desired vCPUs of a compute environment are lowered; the service refuses that.',
    remedy: 'Leave DesiredvCpus to the service: it scales down by itself when nothing runs.',
  },
  EXPORT_IN_USE: {
    threatens: 'deployment',
    meaning: 'An export goes or changes while another stack imports it, which CloudFormation refuses.',
    remedy:
      'Keep the export for one deployment (Stack.exportValue), until no stack imports it; for a changed value, export it under another name.',
  },
  FARGATE_UPDATE_REFUSED: {
    threatens: 'deployment',
    meaning:
      'A compute environment on Fargate changes something that the service does not update there, or has an update policy, with which it refuses every update.',
    remedy: 'Take the update policy away, or add a second compute environment and remove the first later.',
  },
  NAME_TAKEN: {
    threatens: 'deployment',
    meaning:
      'A new resource has the physical name of one that goes. CloudFormation makes the new one first, and fails.',
    remedy: 'Let CloudFormation make the name, give another one, or keep the logical id.',
  },
  NAMED_REPLACEMENT: {
    threatens: 'deployment',
    meaning:
      'A resource with a physical name must be replaced. CloudFormation makes the new one first, and the name is taken.',
    remedy: 'Change the name together with the property, or take the name away.',
  },
  OPEN_TO_ALL: {
    threatens: 'access',
    meaning:
      'Everybody gets an access that they did not have: a principal of `*`, or the whole internet in a security group.',
    remedy: 'Name the accounts, roles or networks that need it, or add a condition.',
  },
  POLICY_KIND_CHANGED: {
    threatens: 'deployment',
    meaning: 'A scheduling policy changes between fair share and quota share, which the service never does.',
    remedy: 'Make a policy with another logical id, for a queue with another logical id.',
  },
  QUEUE_GAINS_FAIR_SHARE: {
    threatens: 'deployment',
    meaning: 'A queue without a scheduling policy gets one. CloudFormation would try; the service refuses.',
    remedy: 'Make a queue with another logical id, send jobs there, and remove the first when it is empty.',
  },
  QUEUE_LOSES_FAIR_SHARE: {
    threatens: 'deployment',
    meaning: 'A queue loses its scheduling policy. The service only swaps it for another one.',
    remedy: 'Make a queue with another logical id, send jobs there, and remove the first when it is empty.',
  },
  QUEUE_REMOVED: {
    threatens: 'work',
    meaning: 'A job queue goes. Jobs that still wait or run in it are ended.',
    remedy: 'Disable it in one deployment (State DISABLED), wait until it is empty, and remove it in the next.',
  },
  QUEUE_REPLACED: {
    threatens: 'work',
    meaning:
      'A job queue is replaced. Jobs that still wait or run in the old one are ended, and its ARN is another one.',
    remedy: 'Keep the property; tags of a queue never change in place.',
  },
  REPLACE_FLAG_WITH_OTHERS: {
    threatens: 'deployment',
    meaning:
      'ReplaceComputeEnvironment becomes false together with other properties, which may end in UPDATE_ROLLBACK_FAILED.',
    remedy: 'Change the flag alone in one deployment, the rest in the next.',
  },
  SERVICE_ROLE_SWAPPED: {
    threatens: 'deployment',
    meaning:
      'A compute environment changes between the service-linked role and a role of its own, which the service refuses.',
    remedy: 'Keep the role, or add a second compute environment and remove the first later.',
  },
  TYPE_CHANGED: {
    threatens: 'deployment',
    meaning: 'A logical id stands for a resource of another type, which CloudFormation refuses.',
    remedy: 'Give the new resource another logical id.',
  },
  UPDATE_ENDS_JOBS: {
    threatens: 'work',
    meaning:
      'The instances of a compute environment are renewed, and jobs that may run longer than the update waits are ended.',
    remedy:
      'Raise UpdatePolicy.JobExecutionTimeoutMinutes in a deployment before this one, or deploy when nothing runs.',
  },
  UPDATE_REFUSED: {
    threatens: 'deployment',
    meaning:
      'The instances of a compute environment would have to be renewed, which takes the service-linked role and any allocation strategy but BEST_FIT.',
    remedy: 'Set ReplaceComputeEnvironment, or add a second compute environment and remove the first later.',
  },
} as const satisfies Record<
  string,
  { readonly threatens: (typeof THREATENED)[number]; readonly meaning: string; readonly remedy: string }
>;

export type HazardRule = keyof typeof HAZARDS;

export interface Hazard {
  readonly rule: HazardRule;
  /** Address of the resource: `<stack>/<logical id>`. */
  readonly resource: string;
  /** What is so here: names, values, minutes. */
  readonly message: string;
}

/** What an acknowledgement names: `QUEUE_REMOVED:PhotosStack/QueuesUrgent1A2B`. */
export const hazardId = ({ rule, resource }: Pick<Hazard, 'rule' | 'resource'>): string => `${rule}:${resource}`;
