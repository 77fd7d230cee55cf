import { NotServed, provisionResource } from './api';
import { LocalError } from './errors';
import type { ImageStaging } from './images';
import type { PlannedBatchResource, ProvisionPlan } from './provision';
import type { LogStore } from './services/logs';
import type { ParameterStore } from './services/parameters';
import type { BatchState } from './state';

/** What a started service has been given from a synthesized assembly. */
export interface Summary {
  readonly schedulingPolicies: readonly string[];
  readonly computeEnvironments: readonly string[];
  readonly jobQueues: readonly string[];
  readonly jobDefinitions: readonly string[];
  readonly buckets: readonly string[];
  readonly parameters: readonly string[];
  readonly logGroups: readonly string[];
  /** Image assets, by URI; for one that can not run here, why. */
  readonly images: ReadonlyMap<string, { readonly ok: true } | { readonly ok: false; readonly reason: string }>;
  /** Outputs of the stacks, by stack name; one that names what is not served here may be missing. */
  readonly outputs: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Resource types that are not served, with how many of each there are. */
  readonly notServed: ReadonlyMap<string, number>;
}

export interface Services {
  readonly batch: BatchState;
  readonly logs: LogStore;
  readonly parameters: ParameterStore;
  readonly createBucket: (name: string) => void;
}

/**
 * Gives the services what a plan asks for.
 *
 * @throws {@link LocalError} `PROVISION_REFUSED` with every Batch resource that the service refuses
 */
export function applyPlan(plan: ProvisionPlan, images: ReadonlyMap<string, ImageStaging>, services: Services): Summary {
  for (const { name } of plan.buckets) services.createBucket(name);
  for (const { name, value, type } of plan.parameters) services.parameters.put(name, value, type);
  for (const { name } of plan.logGroups) services.logs.createGroup(name);
  const results = plan.batch.map((resource) => ({ resource, problem: problemOf(resource, services.batch) }));
  // A job of a form that does not run here does not keep the others from running; submitting it is refused.
  const left = results.filter(({ resource, problem }) => resource.kind === 'job-definition' && problem?.notServed);
  const problems = results.flatMap((result) => (left.includes(result) ? [] : (result.problem?.text ?? [])));
  if (problems.length > 0) {
    throw new LocalError('PROVISION_REFUSED', `AWS Batch would refuse what was synthesized:\n${problems.join('\n')}`);
  }
  const named = (kind: PlannedBatchResource['kind']): readonly string[] =>
    results
      .filter((result) => result.resource.kind === kind && !left.includes(result))
      .map(({ resource }) => resource.name);
  return {
    schedulingPolicies: named('scheduling-policy'),
    computeEnvironments: named('compute-environment'),
    jobQueues: named('job-queue'),
    jobDefinitions: named('job-definition'),
    buckets: plan.buckets.map(({ name }) => name),
    parameters: plan.parameters.map(({ name }) => name),
    logGroups: plan.logGroups.map(({ name }) => name),
    images: new Map(
      [...images].map(([uri, image]) => [uri, image.ok ? { ok: true } : { ok: false, reason: image.reason }]),
    ),
    outputs: plan.outputs,
    notServed: left.length === 0 ? plan.notServed : new Map([...plan.notServed, [DEFINITIONS, left.length]]),
  };
}

const DEFINITIONS = 'AWS::Batch::JobDefinition';

/** Why a resource is not there. */
interface Missing {
  readonly text: string;
  /** Whether it is real, and only not served here. */
  readonly notServed: boolean;
}

function problemOf(resource: PlannedBatchResource, batch: BatchState): Missing | undefined {
  try {
    provisionResource(batch, resource);
    return undefined;
  } catch (error) {
    const { stack, logicalId } = resource.origin;
    const message = error instanceof Error ? error.message : String(error);
    return {
      text: `- ${stack}, ${logicalId} (${resource.kind} ${resource.name}): ${message}`,
      notServed: error instanceof NotServed,
    };
  }
}

export const EMPTY_SUMMARY: Summary = {
  schedulingPolicies: [],
  computeEnvironments: [],
  jobQueues: [],
  jobDefinitions: [],
  buckets: [],
  parameters: [],
  logGroups: [],
  images: new Map(),
  outputs: new Map(),
  notServed: new Map(),
};
