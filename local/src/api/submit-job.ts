import {
  cannotRun,
  doesNotExist,
  isJobName,
  isShareIdentifier,
  LIMITS,
  missingParameter,
  nameOf,
  REFUSALS,
  STATUS_REASONS,
  submissionTooLarge,
  substituteParameters,
  TOO_MANY_TAGS,
  unknownDefinition,
} from '@batchwright/model/service';
import type { NameValue, ResourceRequirement } from '../runners';
import type { Dependency } from '../scheduler';
import type { BatchState, JobDefinition, JobQueue, Submission } from '../state';
import { statusOf } from '../state';
import { checkRequirements, readEnvironment, readRequirementList, requirement } from './container-properties';
import { readDependencies } from './dependencies';
import { taskOverrides } from './ecs-properties';
import type { Fields } from './fields';
import { readRetryStrategy, readSchedulingPriority, readTimeout } from './job-definitions';
import { invalid, NotServed, refused } from './rejection';
import { readTags } from './tags';

const OVERRIDES = ['containerOverrides', 'nodeOverrides', 'ecsPropertiesOverride', 'eksPropertiesOverride'];

/** @param bytes - length of the request as it came */
export function submitJob(batch: BatchState, fields: Fields, bytes: number): object {
  if (bytes > LIMITS.submitBytes) throw invalid(submissionTooLarge(bytes));
  const jobName = fields.required('jobName');
  if (!isJobName(jobName)) throw invalid(REFUSALS.jobName);
  const queue = openQueue(batch, fields.required('jobQueue'));
  const definition = activeDefinition(batch, fields.required('jobDefinition'));
  if (definition.capability !== queue.kind) throw refused(cannotRun(definition.capability));
  refuseOtherOverrides(fields, definition);

  const given =
    definition.task === undefined ? fields.object('containerOverrides') : taskOverrides(fields, definition.task);
  const overrides = given ?? fields.with({});
  // Read for its type only: there are no instances here.
  overrides.string('instanceType');
  const environment = readEnvironment(overrides);
  const command = readCommand(overrides);
  const resources = mergeRequirements(definition, overrides);
  const parameters = { ...definition.parameters, ...fields.map('parameters') };
  const substituted = substituteParameters(command ?? definition.container.command, parameters);
  if (!substituted.ok) throw refused(missingParameter(substituted.missing));
  const arraySize = readArraySize(fields);
  const dependencies = readDependencies(batch, fields, arraySize);
  const retryStrategy = readRetryStrategy(fields) ?? definition.retryStrategy ?? { attempts: 1, evaluateOnExit: [] };

  const tags = readTags(fields);
  const propagateTags = fields.boolean('propagateTags') ?? definition.propagateTags;
  const spec: Submission = {
    jobName,
    queue: queue.name,
    queueArn: queue.arn,
    definition,
    ...readShare(batch, fields, queue, definition),
    vcpus: Number(requirement(resources, 'VCPU')) + (definition.task?.besideVcpus ?? 0),
    attempts: retryStrategy.attempts,
    exitRules: retryStrategy.evaluateOnExit,
    retryStrategy,
    timeoutSeconds: readTimeout(fields) ?? definition.timeoutSeconds,
    arraySize,
    dependencies,
    dependsOn: dependencies.map(describedDependency),
    parameters,
    command: substituted.command,
    environment: mergeEnvironment(definition.container.environment, environment),
    resourceRequirements: resources,
    propagateTags,
    impossible: impossibility(substituted.command, environment, propagateTags ? { ...definition.tags, ...tags } : {}),
    tags,
    // Last, behind all that can refuse: only accepted jobs count.
    ordinal: batch.nextOrdinal(jobName),
  };
  const jobId = batch.uuid();
  batch.engine.send({ type: 'submit', id: jobId, spec });
  return { jobName, jobId, jobArn: batch.arn('job', jobId) };
}

function openQueue(batch: BatchState, nameOrArn: string): JobQueue {
  const queue = batch.jobQueue(nameOrArn);
  if (queue === undefined) {
    throw refused(doesNotExist(nameOrArn.startsWith('arn:') ? nameOrArn : batch.arn('job-queue', nameOrArn)));
  }
  const status = statusOf(queue, batch.clock());
  if (status !== 'VALID' && status !== 'UPDATING') throw refused(`Job queue ${queue.arn} is ${status}, not VALID`);
  if (queue.state === 'DISABLED') throw refused(`Job queue ${queue.arn} is DISABLED and does not accept jobs`);
  return queue;
}

function activeDefinition(batch: BatchState, reference: string): JobDefinition {
  const definition = batch.definition(reference);
  if (definition?.status === 'ACTIVE') return definition;
  throw refused(unknownDefinition(nameOf(reference)));
}

function refuseOtherOverrides(fields: Fields, { task }: JobDefinition): void {
  const own = task === undefined ? 'containerOverrides' : 'ecsPropertiesOverride';
  const other = OVERRIDES.find((name) => name !== own && fields.has(name));
  if (other !== undefined) {
    const form = task === undefined ? 'containerProperties' : 'ecsProperties';
    throw invalid(`${other} is not applicable for a job definition with ${form}.`);
  }
  if (fields.has('consumableResourcePropertiesOverride')) {
    throw new NotServed('consumable resources are not served here: leave consumableResourcePropertiesOverride out');
  }
}

function readCommand(overrides: Fields): readonly string[] | undefined {
  const command = overrides.strings('command');
  if (command?.includes('')) throw invalid(REFUSALS.emptyCommand);
  return command?.length === 0 ? undefined : command;
}

/** `vcpus` and `memory` of the overrides do not override a definition that uses `resourceRequirements`. */
function mergeRequirements(
  { container, capability, task }: JobDefinition,
  overrides: Fields,
): readonly ResourceRequirement[] {
  const merged = new Map(container.resourceRequirements.map((entry) => [entry.type, entry]));
  const listed = new Set(
    (container.described.resourceRequirements as readonly ResourceRequirement[]).map(({ type }) => type),
  );
  for (const [type, member] of [
    ['VCPU', 'vcpus'],
    ['MEMORY', 'memory'],
  ] as const) {
    const value = overrides.integer(member);
    if (value !== undefined && value > 0 && !listed.has(type)) merged.set(type, { type, value: String(value) });
  }
  for (const entry of readRequirementList(overrides) ?? []) merged.set(entry.type, entry);
  const requirements = [...merged.values()];
  // Sizes of Fargate are those of a whole task.
  if (task === undefined || capability !== 'FARGATE') checkRequirements(requirements, capability);
  return requirements;
}

function mergeEnvironment(definition: readonly NameValue[], overrides: readonly NameValue[]): readonly NameValue[] {
  const merged = new Map([...definition, ...overrides].map((variable) => [variable.name, variable]));
  return [...merged.values()];
}

/** What only shows when the task is made: the job is accepted, and fails. Sources: User Guide, "Tags"; Netflix/metaflow#1482. */
function impossibility(
  command: readonly string[],
  environment: readonly NameValue[],
  propagated: Readonly<Record<string, string>>,
): string | undefined {
  if (overrideLength(command, environment) > LIMITS.overrideCharacters) return STATUS_REASONS.overridesTooLong;
  return Object.keys(propagated).length > LIMITS.tags.count ? TOO_MANY_TAGS : undefined;
}

/** Characters that Batch hands to ECS as overrides; what it adds of its own is not counted, because it is not known. */
const overrideLength = (command: readonly string[], environment: readonly NameValue[]): number =>
  JSON.stringify({ command, environment }).length;

function readArraySize(fields: Fields): number | undefined {
  const array = fields.object('arrayProperties');
  const size = array?.integer('size');
  const { min, max } = LIMITS.arraySize;
  if (size !== undefined && (size < min || size > max)) throw invalid(REFUSALS.arraySize);
  return size;
}

function readShare(
  batch: BatchState,
  fields: Fields,
  queue: JobQueue,
  definition: JobDefinition,
): { readonly share: string | undefined; readonly priority: number } {
  const share = fields.string('shareIdentifier');
  const override = readSchedulingPriority(fields, 'schedulingPriorityOverride');
  if (queue.schedulingPolicyArn === undefined) {
    if (share !== undefined || override !== undefined) throw refused(REFUSALS.shareWithoutPolicy);
    return { share: undefined, priority: 0 };
  }
  if (share === undefined) throw refused(REFUSALS.shareMissing);
  if (!isShareIdentifier(share)) throw invalid(REFUSALS.policyShareName);
  const active = batch.engine.scheduler.placement.activeShares(queue.name);
  if (!active.has(share) && active.size >= LIMITS.shares) {
    throw refused(`A job queue can have at most ${LIMITS.shares} active share identifiers.`);
  }
  return { share, priority: override ?? definition.schedulingPriority ?? 0 };
}

const describedDependency = (dependency: Dependency): Readonly<Record<string, unknown>> =>
  dependency.type === 'PLAIN' ? { jobId: dependency.jobId } : { ...dependency };
