import { BATCH_EVENTS, EVENT_STATUSES, type EventStatus } from '@batchwright/model/service';
import type * as events from 'aws-cdk-lib/aws-events';
import type { Problem } from '../checks';
import type { DeliveryOptions } from './delivery';

export interface BlockedEventOptions<Queue extends string> extends DeliveryOptions {
  /**
   * Which queues, by the contract's names. A rule has room for the ARNs of about fifteen.
   *
   * @default - all queues of the platform
   */
  readonly queues?: readonly Queue[] | undefined;
}

export interface JobEventOptions<Queue extends string, JobName extends string> extends BlockedEventOptions<Queue> {
  /** The statuses whose beginning is told. A submission has no event. */
  readonly states: readonly EventStatus[];
  /**
   * Which jobs, by the contract's names; they must have been added before.
   *
   * @default - every job on these queues, whoever submitted it and from whatever definition
   */
  readonly jobs?: readonly JobName[] | undefined;
}

/** Each once, in the order of a job's life: a template does not change with the order they are given in. */
export const statusesOf = (states: readonly EventStatus[]): readonly EventStatus[] =>
  EVENT_STATUSES.filter((status) => states.includes(status));

/** @param definitions - ARNs without revision */
export const jobPattern = (
  states: readonly EventStatus[],
  queues: readonly string[],
  definitions: readonly string[] | undefined,
): events.EventPattern => ({
  source: [BATCH_EVENTS.source],
  detailType: [BATCH_EVENTS.stateChange],
  detail: {
    status: states,
    jobQueue: queues,
    // An event has the revision, and every deployment makes another one.
    ...(definitions === undefined ? {} : { jobDefinition: definitions.map((arn) => ({ prefix: `${arn}:` })) }),
  },
});

export const blockedPattern = (queues: readonly string[]): events.EventPattern => ({
  source: [BATCH_EVENTS.source],
  detailType: [BATCH_EVENTS.queueBlocked],
  resources: [...queues],
});

export function statesProblem(states: readonly string[]): Problem | undefined {
  const unknown = states.find((state) => !(EVENT_STATUSES as readonly string[]).includes(state));
  if (states.length > 0 && unknown === undefined) return undefined;
  return {
    code: 'UNKNOWN_STATUS',
    message:
      `states ${unknown === undefined ? 'is empty' : `has "${unknown}", which has no event`}; ` +
      `expected some of ${EVENT_STATUSES.join(', ')}`,
  };
}

/** Queues by name. */
export function queuesProblem(queues: readonly string[], known: readonly string[]): Problem | undefined {
  if (queues.length === 0) return { code: 'MISSING_QUEUE', message: `queues is empty; expected ${some(known)}` };
  const unknown = queues.find((queue) => !known.includes(queue));
  if (unknown === undefined) return undefined;
  return { code: 'UNKNOWN_QUEUE', message: `queues names "${unknown}"; expected ${some(known)}` };
}

/** @param added - jobs that the platform has so far */
export function jobsProblem(jobs: readonly string[], added: readonly string[]): Problem | undefined {
  if (jobs.length === 0) return { code: 'MISSING_JOB', message: 'jobs is empty; name some, or leave it out for all' };
  const unknown = jobs.find((job) => !added.includes(job));
  if (unknown === undefined) return undefined;
  return {
    code: 'UNKNOWN_JOB',
    message: `jobs names "${unknown}"; added so far: ${added.join(', ') || 'none'}. Call addJob first`,
  };
}

const some = (known: readonly string[]): string => `some of ${known.join(', ')}`;
