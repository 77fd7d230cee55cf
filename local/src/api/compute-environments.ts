import {
  alreadyExists,
  COMPUTE_TYPES,
  type ComputeType,
  computeNotForFargate,
  doesNotExist,
  HEALTHY,
  isResourceName,
  kindOf,
  LIMITS,
  REFUSALS,
  RESOURCE_NAME_RULE,
} from '@batchwright/model/service';
import { type BatchState, type ComputeEnvironment, statusOf } from '../state';
import type { Fields } from './fields';
import { describedNames, pageOf, pageRequest } from './pages';
import { invalid, NotServed, refused } from './rejection';
import { COMPUTE_RESOURCES, readShape, UPDATE_POLICY } from './shapes';
import { readTags } from './tags';

/** Settings that a Fargate environment must not carry. Source: User Guide, "Fargate compute environments". */
const INSTANCE_SETTINGS = [
  'allocationStrategy',
  'bidPercentage',
  'desiredvCpus',
  'imageId',
  'instanceTypes',
  'ec2Configuration',
  'ec2KeyPair',
  'instanceRole',
  'launchTemplate',
  'minvCpus',
  'placementGroup',
  'spotIamFleetRole',
  'tags',
];

export function createComputeEnvironment(batch: BatchState, fields: Fields): object {
  const name = fields.required('computeEnvironmentName');
  if (!isResourceName(name))
    throw invalid(`computeEnvironmentName should match a valid pattern (${RESOURCE_NAME_RULE})`);
  const arn = batch.arn('compute-environment', name);
  if (batch.computeEnvironments.get(name) !== undefined) throw refused(alreadyExists(arn));
  if (batch.computeEnvironments.all().length >= LIMITS.computeEnvironments) {
    throw refused(`An account can have at most ${LIMITS.computeEnvironments} compute environments in a region.`);
  }
  if ((fields.oneOf('state', ['ENABLED', 'DISABLED']) ?? 'ENABLED') === 'DISABLED') {
    throw invalid(REFUSALS.computeEnabled);
  }
  const resources = managedResources(fields);
  const computeType = typeOf(resources);
  const environment: ComputeEnvironment = {
    seq: batch.nextSeq(),
    arn,
    name,
    uuid: batch.uuid(),
    state: 'ENABLED',
    change: 'CREATING',
    until: batch.clock() + batch.settleMs,
    computeType,
    kind: kindOf(computeType),
    computeResources: checkResources(resources, computeType),
    serviceRole: fields.string('serviceRole'),
    updatePolicy: undefined,
    context: fields.string('context'),
    tags: readTags(fields),
  };
  batch.computeEnvironments.set(environment);
  tellScheduler(batch, environment);
  return { computeEnvironmentName: name, computeEnvironmentArn: arn };
}

export function describeComputeEnvironments(batch: BatchState, fields: Fields): object {
  const names = describedNames(fields, 'computeEnvironments');
  const found =
    names === undefined
      ? batch.computeEnvironments.all()
      : names.flatMap((name) => batch.computeEnvironment(name) ?? []);
  const { items, nextToken } = pageOf(found, pageRequest(fields, 'compute-environments'));
  return { computeEnvironments: items.map((environment) => describe(batch, environment)), nextToken };
}

export function updateComputeEnvironment(batch: BatchState, fields: Fields): object {
  const environment = existing(batch, fields.required('computeEnvironment'));
  if (statusOf(environment, batch.clock()) !== 'VALID') throw refused(REFUSALS.updateModified);
  if (fields.has('unmanagedvCpus')) throw invalid(REFUSALS.unmanagedvCpus);
  const state = fields.oneOf('state', ['ENABLED', 'DISABLED']);
  const changes = fields.object('computeResources');
  const computeResources = changes && changedResources(environment, changes);
  const serviceRole = fields.string('serviceRole');
  const updatePolicy = fields.object('updatePolicy');
  const policy = updatePolicy && readShape(updatePolicy, UPDATE_POLICY);
  const context = fields.string('context');

  environment.computeResources = computeResources ?? environment.computeResources;
  environment.state = state ?? environment.state;
  environment.serviceRole = serviceRole ?? environment.serviceRole;
  environment.updatePolicy = policy ?? environment.updatePolicy;
  environment.context = context ?? environment.context;
  environment.change = 'UPDATING';
  environment.until = batch.clock() + batch.settleMs;
  tellScheduler(batch, environment);
  return { computeEnvironmentName: environment.name, computeEnvironmentArn: environment.arn };
}

function changedResources(environment: ComputeEnvironment, changes: Fields): ComputeEnvironment['computeResources'] {
  const type = changes.string('type') ?? environment.computeType;
  if (type !== environment.computeType && kindOf(typeOf(changes)) !== environment.kind) {
    throw refused(`The type of a compute environment can not be changed from ${environment.computeType} to ${type}.`);
  }
  const desired = changes.integer('desiredvCpus');
  const before = environment.computeResources.desiredvCpus;
  if (desired !== undefined && typeof before === 'number' && desired < before) {
    throw refused(
      'Manually scaling down compute environment is not supported. Disconnecting job queues from compute environment will cause it to scale-down to minvCpus',
    );
  }
  const changed = changes.with({ ...environment.computeResources, ...readShape(changes, COMPUTE_RESOURCES) });
  return checkResources(changed, environment.computeType);
}

export function deleteComputeEnvironment(batch: BatchState, fields: Fields): object {
  const environment = existing(batch, fields.required('computeEnvironment'));
  if (batch.jobQueues.all().some((queue) => uses(queue.computeEnvironmentOrder, environment.arn))) {
    throw refused(REFUSALS.deleteAttached);
  }
  if (statusOf(environment, batch.clock()) !== 'VALID') throw refused(REFUSALS.deleteModified);
  if (environment.state === 'ENABLED') throw refused(REFUSALS.deleteEnabled);
  environment.change = 'DELETING';
  environment.until = batch.clock() + batch.settleMs;
  batch.engine.send({ type: 'compute-deleted', name: environment.name });
  return {};
}

const uses = (order: readonly { readonly computeEnvironment: string }[], arn: string): boolean =>
  order.some(({ computeEnvironment }) => computeEnvironment === arn);

function existing(batch: BatchState, nameOrArn: string): ComputeEnvironment {
  const environment = batch.computeEnvironment(nameOrArn);
  if (environment !== undefined) return environment;
  throw refused(doesNotExist(nameOrArn.startsWith('arn:') ? nameOrArn : batch.arn('compute-environment', nameOrArn)));
}

/** Placement begins at once: a queue can only name the environment when it is VALID. */
const tellScheduler = (batch: BatchState, { name, state, computeResources }: ComputeEnvironment): void =>
  batch.engine.send({
    type: 'compute',
    row: { name, open: state === 'ENABLED', maxvCpus: computeResources.maxvCpus },
  });

function managedResources(fields: Fields): Fields {
  const type = fields.oneOf('type', ['MANAGED', 'UNMANAGED']);
  if (type === undefined) throw invalid('type is required.');
  const resources = fields.object('computeResources');
  if (type === 'UNMANAGED') {
    if (resources?.string('type')?.startsWith('FARGATE')) throw invalid(REFUSALS.unmanagedFargate);
    throw new NotServed('UNMANAGED compute environments are not served here: there are no instances to register');
  }
  if (fields.has('unmanagedvCpus')) throw invalid(REFUSALS.unmanagedvCpus);
  if (fields.has('eksConfiguration')) throw new NotServed('compute environments on Amazon EKS are not served here');
  if (resources === undefined) throw invalid(REFUSALS.computeResourcesMissing);
  return resources;
}

function typeOf(resources: Fields): ComputeType {
  const type = resources.required('type');
  const known = COMPUTE_TYPES.find((candidate) => candidate === type);
  if (known === undefined) {
    throw invalid(`computeResources.type ${type} is not valid. Valid types: [${COMPUTE_TYPES.join(', ')}]`);
  }
  return known;
}

function checkResources(fields: Fields, type: ComputeType): ComputeEnvironment['computeResources'] {
  const known = readShape(fields, COMPUTE_RESOURCES);
  const maxvCpus = fields.integer('maxvCpus');
  if (maxvCpus === undefined || maxvCpus < 0) throw invalid('computeResources.maxvCpus is required.');
  if (type !== 'ECS_MANAGED_INSTANCES') checkPlace(fields, kindOf(type), maxvCpus);
  else if (!fields.has('managedInstancesProvider')) {
    throw invalid('computeResources.managedInstancesProvider is required for ECS_MANAGED_INSTANCES.');
  }
  return { ...known, maxvCpus };
}

/** What is said of network and instances, which managed instances have in their provider. */
function checkPlace(fields: Fields, kind: ComputeEnvironment['kind'], maxvCpus: number): void {
  const subnets = fields.strings('subnets') ?? [];
  if (subnets.length === 0) throw invalid('computeResources.subnets is required.');
  if (kind === 'FARGATE') {
    const setting = INSTANCE_SETTINGS.find((name) => fields.has(name));
    if (setting !== undefined) throw invalid(computeNotForFargate(setting));
    const groups = fields.strings('securityGroupIds') ?? [];
    if (groups.length === 0) throw invalid('computeResources.securityGroupIds is required for Fargate.');
    if (groups.length > LIMITS.securityGroups.fargate) throw invalid(REFUSALS.fargateSecurityGroups);
    if (subnets.length > LIMITS.fargateSubnets) throw invalid(REFUSALS.fargateSubnets);
  } else {
    if ((fields.strings('instanceTypes') ?? []).length === 0)
      throw invalid('computeResources.instanceTypes is required.');
    if (fields.string('instanceRole') === undefined) throw invalid('computeResources.instanceRole is required.');
    const minvCpus = fields.integer('minvCpus') ?? 0;
    const desired = fields.integer('desiredvCpus') ?? minvCpus;
    if (minvCpus < 0 || desired < minvCpus || desired > maxvCpus) throw invalid(REFUSALS.desiredvCpus);
  }
}

function describe(batch: BatchState, environment: ComputeEnvironment): object {
  const { name, arn, state, computeResources, serviceRole, updatePolicy, context, tags, uuid } = environment;
  const status = statusOf(environment, batch.clock());
  return {
    computeEnvironmentName: name,
    computeEnvironmentArn: arn,
    ecsClusterArn: `arn:${batch.home.partition}:ecs:${batch.home.region}:${batch.home.account}:cluster/${clusterName(environment)}`,
    tags,
    type: 'MANAGED',
    state,
    status,
    ...(status === 'VALID' && { statusReason: HEALTHY.computeEnvironment }),
    computeResources,
    serviceRole,
    updatePolicy,
    containerOrchestrationType: 'ECS',
    uuid,
    context,
  };
}

/** Name of the cluster behind a compute environment. Source: API reference examples. */
export const clusterName = ({ name, uuid }: Pick<ComputeEnvironment, 'name' | 'uuid'>): string =>
  `${name}_Batch_${uuid}`;
