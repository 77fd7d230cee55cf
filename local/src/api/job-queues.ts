import {
  alreadyExists,
  BLOCKED_REASONS,
  type BlockedReason,
  type ComputeKind,
  doesNotExist,
  HEALTHY,
  isResourceName,
  LIMITS,
  policyNotFound,
  REFUSALS,
} from '@batchwright/model/service';
import { type BatchState, type ComputeEnvironment, type JobQueue, statusOf, type TimeLimitAction } from '../state';
import type { Fields } from './fields';
import { describedNames, pageOf, pageRequest } from './pages';
import { invalid, NotServed, refused } from './rejection';
import { weightIn } from './scheduling-policies';
import { readTags } from './tags';

/** Source: API reference, `JobQueueDetail.jobQueueType`. */
const QUEUE_TYPES: { readonly [Kind in ComputeKind]: string } = {
  EC2: 'ECS',
  FARGATE: 'ECS_FARGATE',
  MANAGED_INSTANCES: 'ECS_MANAGED_INSTANCES',
  EKS: 'EKS',
};

export function createJobQueue(batch: BatchState, fields: Fields): object {
  const name = fields.required('jobQueueName');
  if (!isResourceName(name)) throw invalid(REFUSALS.queueName);
  const arn = batch.arn('job-queue', name);
  if (batch.jobQueues.get(name) !== undefined) throw refused(alreadyExists(arn));
  if (batch.jobQueues.all().length >= LIMITS.jobQueues) {
    throw refused(`An account can have at most ${LIMITS.jobQueues} job queues in a region.`);
  }
  refuseServiceQueues(fields);
  const priority = readPriority(fields);
  if (priority === undefined) throw invalid('priority is required.');
  const { order, kind } = readOrder(batch, fields);
  const queue: JobQueue = {
    seq: batch.nextSeq(),
    arn,
    name,
    state: fields.oneOf('state', ['ENABLED', 'DISABLED']) ?? 'ENABLED',
    change: 'CREATING',
    until: batch.clock() + batch.settleMs,
    priority,
    schedulingPolicyArn: readPolicy(batch, fields),
    computeEnvironmentOrder: order,
    kind,
    timeLimits: readTimeLimits(fields) ?? [],
    tags: readTags(fields),
  };
  batch.jobQueues.set(queue);
  tellScheduler(batch, queue);
  return { jobQueueName: name, jobQueueArn: arn };
}

export function describeJobQueues(batch: BatchState, fields: Fields): object {
  const names = describedNames(fields, 'jobQueues');
  const found = names === undefined ? batch.jobQueues.all() : names.flatMap((name) => batch.jobQueue(name) ?? []);
  const { items, nextToken } = pageOf(found, pageRequest(fields, 'job-queues'));
  return { jobQueues: items.map((queue) => describe(batch, queue)), nextToken };
}

export function updateJobQueue(batch: BatchState, fields: Fields): object {
  const queue = existing(batch, fields.required('jobQueue'));
  if (statusOf(queue, batch.clock()) !== 'VALID') throw refused(REFUSALS.updateModified);
  refuseServiceQueues(fields);
  const state = fields.oneOf('state', ['ENABLED', 'DISABLED']);
  const priority = readPriority(fields);
  const order = fields.has('computeEnvironmentOrder') ? readOrder(batch, fields) : undefined;
  if (order !== undefined && order.kind !== queue.kind) throw invalid(REFUSALS.queueMixed);
  const policy = readPolicy(batch, fields);
  if (policy !== undefined && queue.schedulingPolicyArn === undefined) {
    throw refused('A scheduling policy can not be added to a job queue that was created without one.');
  }
  const timeLimits = readTimeLimits(fields);

  queue.state = state ?? queue.state;
  queue.priority = priority ?? queue.priority;
  queue.computeEnvironmentOrder = order?.order ?? queue.computeEnvironmentOrder;
  queue.schedulingPolicyArn = policy ?? queue.schedulingPolicyArn;
  queue.timeLimits = timeLimits ?? queue.timeLimits;
  queue.change = 'UPDATING';
  queue.until = batch.clock() + batch.settleMs;
  tellScheduler(batch, queue);
  return { jobQueueName: queue.name, jobQueueArn: queue.arn };
}

export function deleteJobQueue(batch: BatchState, fields: Fields): object {
  const queue = existing(batch, fields.required('jobQueue'));
  if (statusOf(queue, batch.clock()) !== 'VALID') throw refused(REFUSALS.deleteModified);
  if (queue.state === 'ENABLED') throw refused(REFUSALS.deleteEnabled);
  queue.change = 'DELETING';
  queue.until = batch.clock() + batch.settleMs;
  batch.engine.send({ type: 'queue-deleted', name: queue.name, reason: `Job queue ${queue.name} was deleted` });
  return {};
}

function existing(batch: BatchState, nameOrArn: string): JobQueue {
  const queue = batch.jobQueue(nameOrArn);
  if (queue !== undefined) return queue;
  throw refused(doesNotExist(nameOrArn.startsWith('arn:') ? nameOrArn : batch.arn('job-queue', nameOrArn)));
}

export function tellScheduler(batch: BatchState, queue: JobQueue): void {
  const policy = queue.schedulingPolicyArn === undefined ? undefined : batch.policy(queue.schedulingPolicyArn);
  batch.engine.send({
    type: 'queue',
    row: {
      name: queue.name,
      priority: queue.priority,
      compute: queue.computeEnvironmentOrder.flatMap(
        ({ computeEnvironment }) => batch.computeEnvironment(computeEnvironment)?.name ?? [],
      ),
      weight: policy && weightIn(policy),
      timeLimits: queue.timeLimits.map(({ reason, maxTimeSeconds }) => ({ reason, seconds: maxTimeSeconds })),
    },
  });
}

function refuseServiceQueues(fields: Fields): void {
  const type = fields.string('jobQueueType');
  if (fields.has('serviceEnvironmentOrder') || type === 'SAGEMAKER_TRAINING') {
    throw new NotServed('job queues of type SAGEMAKER_TRAINING are not served here');
  }
  if (type === 'EKS' || type === 'ECS_MANAGED_INSTANCES') {
    throw new NotServed(`job queues of type ${type} are not served here`);
  }
}

function readPriority(fields: Fields): number | undefined {
  const priority = fields.integer('priority');
  if (priority !== undefined && priority < 0) throw invalid('priority must be 0 or more.');
  return priority;
}

function readOrder(
  batch: BatchState,
  fields: Fields,
): { readonly order: JobQueue['computeEnvironmentOrder']; readonly kind: JobQueue['kind'] } {
  const entries = (fields.objects('computeEnvironmentOrder') ?? []).map((entry) => ({
    order: entry.integer('order'),
    computeEnvironment: entry.required('computeEnvironment'),
  }));
  if (entries.length === 0) throw invalid(REFUSALS.queueWithoutCompute);
  if (entries.length > LIMITS.computeEnvironmentsPerQueue) throw invalid(REFUSALS.queueComputeCount);
  const resolved = entries.map(({ order, computeEnvironment }) => {
    if (order === undefined) throw invalid('computeEnvironmentOrder.order is required.');
    return { order, environment: validEnvironment(batch, computeEnvironment) };
  });
  if (new Set(resolved.map(({ environment }) => environment)).size < resolved.length) {
    throw invalid(REFUSALS.queueComputeTwice);
  }
  if (new Set(resolved.map(({ order }) => order)).size < resolved.length) throw invalid(REFUSALS.queueOrderTwice);
  const kinds = new Set(resolved.map(({ environment }) => environment.kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.size > 1) throw invalid(REFUSALS.queueMixed);
  const order = resolved
    .sort((one, other) => one.order - other.order)
    .map((entry) => ({ order: entry.order, computeEnvironment: entry.environment.arn }));
  return { order, kind };
}

function validEnvironment(batch: BatchState, nameOrArn: string): ComputeEnvironment {
  const environment = batch.computeEnvironment(nameOrArn);
  const status = environment && statusOf(environment, batch.clock());
  if (environment !== undefined && (status === 'VALID' || status === 'UPDATING')) return environment;
  throw invalid(
    `${REFUSALS.queueComputeInvalid}: ${nameOrArn} ${status === undefined ? 'does not exist' : `is ${status}`}`,
  );
}

function readPolicy(batch: BatchState, fields: Fields): string | undefined {
  const arn = fields.string('schedulingPolicyArn');
  if (arn === undefined || arn === '') return undefined;
  const policy = batch.policy(arn);
  if (policy === undefined) throw invalid(policyNotFound(arn));
  return policy.arn;
}

function readTimeLimits(fields: Fields): readonly TimeLimitAction[] | undefined {
  const { min, max } = LIMITS.stateTimeLimitSeconds;
  const actions = fields.objects('jobStateTimeLimitActions')?.map((action) => {
    if (action.string('action') !== 'CANCEL') throw invalid(REFUSALS.queueAction);
    const reason = action.required('reason');
    const maxTimeSeconds = action.integer('maxTimeSeconds');
    if (maxTimeSeconds === undefined || maxTimeSeconds < min || maxTimeSeconds > max) {
      throw invalid(`maxTimeSeconds must be between ${min} and ${max}.`);
    }
    if (action.string('state') !== 'RUNNABLE') throw invalid('state must be RUNNABLE.');
    if (!isTimeLimited(reason)) throw invalid(`reason ${reason} is not valid for a job state time limit action.`);
    return { reason, state: 'RUNNABLE', maxTimeSeconds, action: 'CANCEL' } as const;
  });
  if (actions !== undefined && new Set(actions.map(({ reason }) => reason)).size < actions.length) {
    throw invalid(REFUSALS.queueActionTwice);
  }
  return actions;
}

const isTimeLimited = (reason: string): reason is BlockedReason =>
  Object.hasOwn(BLOCKED_REASONS, reason) && BLOCKED_REASONS[reason as BlockedReason].timeLimit;

function describe(batch: BatchState, queue: JobQueue): object {
  const status = statusOf(queue, batch.clock());
  return {
    jobQueueName: queue.name,
    jobQueueArn: queue.arn,
    state: queue.state,
    schedulingPolicyArn: queue.schedulingPolicyArn,
    status,
    ...(status === 'VALID' && { statusReason: HEALTHY.jobQueue }),
    priority: queue.priority,
    computeEnvironmentOrder: queue.computeEnvironmentOrder,
    jobQueueType: QUEUE_TYPES[queue.kind],
    tags: queue.tags,
    jobStateTimeLimitActions: queue.timeLimits,
  };
}
