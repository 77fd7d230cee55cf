import { COMPUTE_UPDATES, LIMITS } from '../service';
import { typesOf } from '../shapes';
import { isList, isObject, type Json, type NamedTemplate } from '../template';
import { familyOf, flagAt, objectAt } from './effect';
import { PHYSICAL_NAMES } from './replacement-table';
import { type Reviewed, resourcesOf } from './stacks';
import { referencesOf, valueText } from './value-text';

/** `error`: the service or CloudFormation refuses it. `warning`: it works until it hurts. */
export type Severity = 'error' | 'warning';

/**
 * What can be wrong with AWS Batch in a template, whoever wrote it. Ids, severities and remedies are public. Batchwright's
 * own constructs give none of these.
 */
export const CHECKS = {
  ARCHITECTURES_MIXED: {
    severity: 'error',
    meaning: 'The instance types of a compute environment have several architectures.',
    remedy: 'Make a compute environment, and a queue, for each architecture.',
  },
  BEST_FIT: {
    severity: 'warning',
    meaning:
      'The allocation strategy is BEST_FIT, or none, which is the same: such an environment can never renew its instances.',
    remedy: 'Take BEST_FIT_PROGRESSIVE, and SPOT_PRICE_CAPACITY_OPTIMIZED for Spot.',
  },
  COMPUTE_TYPE_LETTERS: {
    severity: 'warning',
    meaning:
      'The type of a compute environment is not in capitals, as the service answers it: it shows as drift for ever.',
    remedy: 'Write MANAGED. In a stack that is deployed already this replaces the environment: leave it there.',
  },
  DEREGISTERS_REVISIONS: {
    severity: 'warning',
    meaning: 'Each change of a job definition deregisters the revision that queued jobs and schedules may name.',
    remedy: 'Set ResourceRetentionPolicy.SkipDeregisterOnUpdate to true.',
  },
  FARGATE_UPDATE_POLICY: {
    severity: 'error',
    meaning: 'A compute environment on Fargate has an update policy: the service refuses its next update.',
    remedy: 'Take UpdatePolicy away.',
  },
  LAUNCH_TEMPLATE_VERSION: {
    severity: 'warning',
    meaning: 'A launch template is used in its default version: a new version never gets to the instances.',
    remedy: 'Give the version, for example the attribute LatestVersionNumber.',
  },
  NAMED_BATCH_RESOURCE: {
    severity: 'warning',
    meaning: 'A compute environment, queue or scheduling policy has a physical name, and can never be replaced.',
    remedy: 'Leave the name out, and tell the ARN to those who need it.',
  },
  NO_STATE_TIME_LIMIT: {
    severity: 'warning',
    meaning: 'A job that can never be placed blocks its queue for ever.',
    remedy: 'Give JobStateTimeLimitActions for the MISCONFIGURATION reasons.',
  },
  NO_TIMEOUT: {
    severity: 'warning',
    meaning: 'A job that hangs runs, and is paid for, for ever.',
    remedy: 'Give Timeout.AttemptDurationSeconds.',
  },
  QUEUE_MIXES_COMPUTE: {
    severity: 'error',
    meaning:
      'A queue has compute environments of kinds that never mix: EC2 and Spot, Fargate and Fargate Spot, managed instances.',
    remedy: 'Make a queue for each kind.',
  },
  QUEUE_TOO_LONG: {
    severity: 'error',
    meaning: 'A queue has more compute environments than the service takes.',
    remedy: 'Leave some out, or put their instance types into one.',
  },
  REPLACES_COMPUTE: {
    severity: 'warning',
    meaning:
      'Changes that could renew the instances replace the whole compute environment, with the jobs that run there.',
    remedy: 'Set ReplaceComputeEnvironment to false, alone in one deployment.',
  },
  TAGS_REPLACE: {
    severity: 'warning',
    meaning:
      'A compute environment, queue, job definition or scheduling policy has tags: each change of one replaces it.',
    remedy: 'Keep tags off these four types; instances and jobs have tags of their own.',
  },
} as const satisfies Record<string, { severity: Severity; meaning: string; remedy: string }>;

export type CheckId = keyof typeof CHECKS;

export interface Checked {
  readonly id: CheckId;
  readonly resource: Reviewed;
  /** The property that is wrong, below the resource's properties; empty for one that is missing. */
  readonly property: string;
}

/** Looks at every Batch resource of a template. Values that only a deployment knows are not judged. */
export function checkTemplate(template: NamedTemplate): readonly Checked[] {
  const resources = resourcesOf([template]);
  const at = (logicalId: string): Reviewed | undefined => resources.get(`${template.name}/${logicalId}`);
  return [...resources.values()].flatMap((resource) =>
    [...rulesOf(resource, at)].map(([id, property]): Checked => ({ id, resource, property })),
  );
}

type Found = readonly [CheckId, property: string];

function* rulesOf(resource: Reviewed, at: (logicalId: string) => Reviewed | undefined): Generator<Found> {
  const { type, properties } = resource;
  const kind = type.startsWith('AWS::Batch::') ? type.slice('AWS::Batch::'.length) : '';
  if (TAGGED.has(kind) && Object.keys(objectAt(properties, 'Tags')).length > 0) yield ['TAGS_REPLACE', 'Tags'];
  const name = PHYSICAL_NAMES[type];
  if (NAMED.has(kind) && name !== undefined && properties[name] !== undefined) yield ['NAMED_BATCH_RESOURCE', name];
  if (kind === 'ComputeEnvironment') yield* computeRules(resource);
  if (kind === 'JobQueue') yield* queueRules(resource, at);
  if (kind === 'JobDefinition') {
    if (properties.Timeout === undefined) yield ['NO_TIMEOUT', ''];
    const keeps = flagAt(objectAt(properties, 'ResourceRetentionPolicy'), 'SkipDeregisterOnUpdate');
    if (keeps !== true) yield ['DEREGISTERS_REVISIONS', 'ResourceRetentionPolicy'];
  }
}

const TAGGED = new Set(['ComputeEnvironment', 'JobQueue', 'JobDefinition', 'SchedulingPolicy']);
const NAMED = new Set(['ComputeEnvironment', 'JobQueue', 'SchedulingPolicy']);

function* computeRules({ properties }: Reviewed): Generator<Found> {
  const { Type } = properties;
  if (typeof Type === 'string' && Type !== Type.toUpperCase()) yield ['COMPUTE_TYPE_LETTERS', 'Type'];
  if (!isObject(properties.ComputeResources)) return;
  const compute = properties.ComputeResources;
  const family = familyOf(compute.Type);
  if (family === 'FARGATE' && properties.UpdatePolicy !== undefined) yield ['FARGATE_UPDATE_POLICY', 'UpdatePolicy'];
  if (flagAt(properties, 'ReplaceComputeEnvironment') !== false)
    yield ['REPLACES_COMPUTE', 'ReplaceComputeEnvironment'];
  if (family !== 'EC2') return;
  if ((compute.AllocationStrategy ?? COMPUTE_UPDATES.notUpdatable) === COMPUTE_UPDATES.notUpdatable) {
    yield ['BEST_FIT', 'ComputeResources.AllocationStrategy'];
  }
  const template = objectAt(compute, 'LaunchTemplate');
  const version = template.Version ?? '$Default';
  if (Object.keys(template).length > 0 && version === '$Default') {
    yield ['LAUNCH_TEMPLATE_VERSION', 'ComputeResources.LaunchTemplate'];
  }
  const types = isList(compute.InstanceTypes) ? compute.InstanceTypes.map(valueText) : [];
  const architectures = new Set(types.flatMap((type) => typesOf(type)?.map(({ architecture }) => architecture) ?? []));
  if (architectures.size > 1) yield ['ARCHITECTURES_MIXED', 'ComputeResources.InstanceTypes'];
}

function* queueRules({ properties }: Reviewed, at: (logicalId: string) => Reviewed | undefined): Generator<Found> {
  const order = isList(properties.ComputeEnvironmentOrder) ? properties.ComputeEnvironmentOrder : [];
  if (order.length > LIMITS.computeEnvironmentsPerQueue) yield ['QUEUE_TOO_LONG', 'ComputeEnvironmentOrder'];
  const kinds = new Set(order.flatMap((entry) => familyAt(entry, at)));
  if (kinds.size > 1) yield ['QUEUE_MIXES_COMPUTE', 'ComputeEnvironmentOrder'];
  if (order.length > 0 && properties.JobStateTimeLimitActions === undefined) yield ['NO_STATE_TIME_LIMIT', ''];
}

function familyAt(entry: Json, at: (logicalId: string) => Reviewed | undefined): readonly string[] {
  const [reference] = [...referencesOf(isObject(entry) ? entry.ComputeEnvironment : undefined)];
  const compute = reference === undefined ? undefined : at(reference[0])?.properties.ComputeResources;
  return isObject(compute) ? [familyOf(compute.Type)] : [];
}
