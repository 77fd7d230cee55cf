import {
  type ComputeKind,
  definitionTooLarge,
  isResourceName,
  LIMITS,
  REFUSALS,
  RESOURCE_NAME_RULE,
  retryProblems,
  unknownCapability,
  unknownDefinition,
} from '@batchwright/model/service';
import type { BatchState, JobDefinition, RetryStrategy } from '../state';
import { readContainer } from './container-properties';
import { readTask } from './ecs-properties';
import type { Fields } from './fields';
import { describedNames, pageOf, pageRequest } from './pages';
import { invalid, NotServed, refused } from './rejection';
import { readTags } from './tags';

/** @param bytes - length of the request as it came */
export function registerJobDefinition(batch: BatchState, fields: Fields, bytes: number): object {
  if (bytes > LIMITS.definitionBytes) throw invalid(definitionTooLarge(bytes));
  const name = fields.required('jobDefinitionName');
  if (!isResourceName(name)) throw invalid(`Job definition name should match valid pattern (${RESOURCE_NAME_RULE})`);
  const capability = readCapability(fields);
  const containers = containersOf(fields, capability);
  const revision = batch.definitions.nextRevision(name);
  const definition: JobDefinition = {
    seq: batch.nextSeq(),
    arn: batch.arn('job-definition', `${name}:${revision}`),
    name,
    revision,
    status: 'ACTIVE',
    parameters: fields.map('parameters') ?? {},
    schedulingPriority: readSchedulingPriority(fields, 'schedulingPriority'),
    ...containers,
    retryStrategy: readRetryStrategy(fields),
    propagateTags: fields.boolean('propagateTags') ?? false,
    timeoutSeconds: readTimeout(fields),
    capability,
    tags: readTags(fields),
  };
  batch.definitions.add(definition);
  return { jobDefinitionName: name, jobDefinitionArn: definition.arn, revision };
}

export function describeJobDefinitions(batch: BatchState, fields: Fields): object {
  const references = describedNames(fields, 'jobDefinitions');
  const name = fields.string('jobDefinitionName');
  const status = fields.string('status');
  const found =
    references !== undefined
      ? references.flatMap((reference) => described(batch, reference))
      : name !== undefined
        ? batch.definitions.revisions(batch.nameIn('job-definition', name) ?? '')
        : batch.definitions.all();
  const matching = found
    .filter((definition) => status === undefined || definition.status === status)
    .sort((one, other) => one.seq - other.seq);
  const { items, nextToken } = pageOf(matching, pageRequest(fields, 'job-definitions'));
  return { jobDefinitions: items.map(describe), nextToken };
}

export function deregisterJobDefinition(batch: BatchState, fields: Fields): object {
  const reference = fields.required('jobDefinition');
  const definition = batch.definition(reference);
  if (definition === undefined || !/:\d+$/.test(reference)) throw refused(unknownDefinition(reference));
  definition.status = 'INACTIVE';
  return {};
}

/** `name:revision` names one; a name alone stands for all of its revisions. */
function described(batch: BatchState, reference: string): readonly JobDefinition[] {
  if (/:\d+$/.test(reference)) {
    const definition = batch.definition(reference);
    return definition === undefined ? [] : [definition];
  }
  return batch.definitions.revisions(batch.nameIn('job-definition', reference) ?? '');
}

function readCapability(fields: Fields): ComputeKind {
  const capabilities = fields.strings('platformCapabilities');
  if (capabilities === undefined || capabilities.length === 0) return 'EC2';
  const [capability = ''] = capabilities;
  if (capabilities.length > 1) throw invalid(REFUSALS.oneCapability);
  if (capability === 'EC2' || capability === 'FARGATE' || capability === 'MANAGED_INSTANCES') return capability;
  throw invalid(unknownCapability(capability));
}

function containersOf(fields: Fields, capability: ComputeKind): Pick<JobDefinition, 'container' | 'task'> {
  const type = fields.oneOf('type', ['container', 'multinode']);
  if (type === undefined) throw invalid('type is required.');
  if (type === 'multinode') {
    if (capability === 'FARGATE') throw invalid(REFUSALS.fargateMultinode);
    if (capability === 'MANAGED_INSTANCES') throw invalid('MANAGED_INSTANCES does not support MNP jobs');
    if (!fields.has('nodeProperties')) throw invalid('Node properties of multinode job is required.');
    throw new NotServed('multi-node parallel job definitions are not served here');
  }
  const container = fields.object('containerProperties');
  const task = fields.object('ecsProperties');
  if (container !== undefined && task !== undefined) {
    throw invalid('Cannot use both ECS containerProperties and ecsProperties');
  }
  if (fields.has('eksProperties')) {
    if (container !== undefined) throw invalid('Cannot use both ECS containerProperties and eksProperties');
    if (task !== undefined) throw invalid('Cannot use both ecsProperties and eksProperties');
    throw new NotServed('job definitions with eksProperties are not served here: there is no cluster');
  }
  if (fields.has('consumableResourceProperties')) {
    throw new NotServed('consumable resources are not served here: leave consumableResourceProperties out');
  }
  if (task !== undefined) return readTask(task, capability);
  if (container === undefined) throw invalid(REFUSALS.imageMissing);
  if (capability === 'MANAGED_INSTANCES') throw invalid('Cannot use ECS containerProperties for MANAGED_INSTANCES');
  return { container: readContainer(container, capability), task: undefined };
}

/** Of a definition, or of a submission, which replaces the definition's. */
export function readRetryStrategy(fields: Fields): RetryStrategy | undefined {
  const strategy = fields.object('retryStrategy');
  if (strategy === undefined) return undefined;
  const attempts = strategy.integer('attempts');
  const evaluateOnExit = (strategy.objects('evaluateOnExit') ?? []).map((rule) => ({
    onStatusReason: rule.string('onStatusReason'),
    onReason: rule.string('onReason'),
    onExitCode: rule.string('onExitCode'),
    action: rule.required('action'),
  }));
  if (attempts === undefined && evaluateOnExit.length === 0) return undefined;
  const [problem] = retryProblems(attempts, evaluateOnExit);
  if (problem !== undefined || attempts === undefined) throw invalid(problem ?? 'attempts is required.');
  return { attempts, evaluateOnExit };
}

export function readTimeout(fields: Fields): number | undefined {
  const timeout = fields.object('timeout');
  const seconds = timeout?.integer('attemptDurationSeconds');
  if (seconds !== undefined && seconds < LIMITS.timeoutSeconds.min) throw invalid(REFUSALS.timeout);
  return seconds;
}

export function readSchedulingPriority(fields: Fields, member: string): number | undefined {
  const priority = fields.integer(member);
  const { min, max } = LIMITS.schedulingPriority;
  if (priority !== undefined && (priority < min || priority > max)) throw invalid(REFUSALS.schedulingPriority);
  return priority;
}

function describe(definition: JobDefinition): object {
  const { name, arn, revision, status, parameters, retryStrategy, timeoutSeconds } = definition;
  return {
    jobDefinitionName: name,
    jobDefinitionArn: arn,
    revision,
    status,
    type: 'container',
    schedulingPriority: definition.schedulingPriority,
    parameters,
    retryStrategy,
    ...(definition.task === undefined
      ? { containerProperties: definition.container.described }
      : { ecsProperties: definition.task.described }),
    timeout: timeoutSeconds === undefined ? undefined : { attemptDurationSeconds: timeoutSeconds },
    tags: definition.tags,
    propagateTags: definition.propagateTags,
    platformCapabilities: [definition.capability],
    containerOrchestrationType: 'ECS',
  };
}
