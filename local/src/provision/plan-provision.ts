import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  batchRequest,
  type Given,
  homeOf,
  type JsonObject,
  type ReadText,
  type ResolvedResource,
  readAssemblies,
  resolveAssembly,
  type ServedType,
  type StackSource,
} from '@batchwright/model/template';
import { ProvisionError } from './errors';
import { plannedImages } from './images';
import type { PlannedBatchResource, PlannedBucket, PlannedParameter, ProvisionPlan } from './plan';

export interface ProvisionOptions extends Given {
  /** Directories of synthesized cloud assemblies (`cdk.out`), or of Stages in one. */
  readonly directories: readonly string[];
  /**
   * Region of the local service; stacks that name none take it.
   * @default - the region of the first stack that names one, else `us-east-1`
   */
  readonly region?: string | undefined;
  /**
   * Account of the local service, 12 digits; stacks that name none take it.
   * @default - the account of the first stack that names one, else `000000000000`
   */
  readonly account?: string | undefined;
  /** Reads a text file. @default - UTF-8 from disk */
  readonly read?: ReadText | undefined;
}

const KINDS: { readonly [Type in ServedType]?: PlannedBatchResource['kind'] } = {
  'AWS::Batch::SchedulingPolicy': 'scheduling-policy',
  'AWS::Batch::ComputeEnvironment': 'compute-environment',
  'AWS::Batch::JobQueue': 'job-queue',
  'AWS::Batch::JobDefinition': 'job-definition',
};
/** Property of each request that holds the name. */
const NAME_KEY = {
  'scheduling-policy': 'name',
  'compute-environment': 'computeEnvironmentName',
  'job-queue': 'jobQueueName',
  'job-definition': 'jobDefinitionName',
} as const;

/**
 * Reads synthesized assemblies and plans what the local service must hold for them: all stacks, nested stacks and
 * Stages, every intrinsic function evaluated.
 *
 * All of it goes into one service of one region and account. Pseudo parameters follow the environment of their stack;
 * `Ref` and `Fn::GetAtt` of what is served give what the local service answers, and ARNs of Batch, CloudWatch Logs and
 * SSM that a stack puts together for its own environment are moved to the local one.
 *
 * @throws {@link ProvisionError} with every problem that was found
 */
export function planProvision(options: ProvisionOptions): ProvisionPlan {
  const { read = (path: string): string => readFileSync(path, 'utf8') } = options;
  const directories = options.directories.map((directory) => resolve(directory));
  const assemblies = readAssemblies(directories, read);
  if (!assemblies.ok) throw new ProvisionError(assemblies.problems);
  const region = options.region ?? firstOf(assemblies.stacks, 'region') ?? 'us-east-1';
  const account = options.account ?? firstOf(assemblies.stacks, 'account') ?? '000000000000';
  const resolution = resolveAssembly(assemblies.stacks, homeOf(region, account), read, options);
  if (!resolution.ok) throw new ProvisionError(resolution.problems);
  const { resources, notServed, stacks, outputs } = resolution.assembly;
  const batch = resources.flatMap((resource) => plannedBatch(resource) ?? []);
  return {
    region,
    account,
    buckets: ofType(resources, 'AWS::S3::Bucket').map(({ name }): PlannedBucket => ({ name })),
    parameters: ofType(resources, 'AWS::SSM::Parameter').map(plannedParameter),
    logGroups: ofType(resources, 'AWS::Logs::LogGroup').map(({ name }) => ({ name })),
    batch,
    images: plannedImages(stacks, batch),
    outputs,
    notServed,
  };
}

const firstOf = (stacks: readonly StackSource[], field: 'region' | 'account'): string | undefined =>
  stacks.find((stack) => stack[field] !== undefined)?.[field];

const ofType = (resources: readonly ResolvedResource[], type: ServedType): readonly ResolvedResource[] =>
  resources.filter((resource) => resource.type === type);

function plannedBatch({
  type,
  name,
  stack,
  logicalId,
  properties,
}: ResolvedResource): PlannedBatchResource | undefined {
  const kind = KINDS[type];
  if (kind === undefined) return undefined;
  return {
    kind,
    name,
    request: { ...batchRequest(type, properties), [NAME_KEY[kind]]: name },
    origin: { stack, logicalId },
  };
}

function plannedParameter({ name, properties }: ResolvedResource): PlannedParameter {
  const { Value, Type } = properties as JsonObject;
  return {
    name,
    value: Array.isArray(Value) ? Value.join(',') : String(Value),
    type: Type === 'StringList' ? 'StringList' : 'String',
  };
}
