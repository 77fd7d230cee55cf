import type { ServedType } from './served';
import { isList, isObject, type Json, type JsonObject, textOf } from './value';

/** Properties whose keys are the user's own: they and their values (texts) are taken over as they stand. */
const MAPS = new Set(['annotations', 'capacityTags', 'labels', 'limits', 'options', 'parameters', 'requests', 'tags']);

/** Numbers of the API; a template may write them as texts (`"1"`, a parameter, a function's result). */
const NUMBERS = new Set([
  'attemptDurationSeconds',
  'attempts',
  'bidPercentage',
  'computeReservation',
  'desiredvCpus',
  'hardLimit',
  'mainNode',
  'maxSwap',
  'maxTimeSeconds',
  'maxvCpus',
  'memory',
  'minScaleDownDelayMinutes',
  'minvCpus',
  'numNodes',
  'order',
  'priority',
  'quantity',
  'runAsGroup',
  'runAsUser',
  'scaleInAfter',
  'schedulingPriority',
  'shareDecaySeconds',
  'sharedMemorySize',
  'size',
  'sizeInGiB',
  'softLimit',
  'startTimeout',
  'stopTimeout',
  'storageSizeGiB',
  'swappiness',
  'transitEncryptionPort',
  'unmanagedvCpus',
  'vcpus',
  'weightFactor',
]);

/** Booleans of the API. */
const BOOLEANS = new Set([
  'allowPrivilegeEscalation',
  'enableExecuteCommand',
  'essential',
  'fipsEnabled',
  'hostNetwork',
  'initProcessEnabled',
  'instanceMetadataTagsPropagation',
  'optional',
  'privileged',
  'propagateTags',
  'readOnly',
  'readOnlyRootFilesystem',
  'readonlyRootFilesystem',
  'runAsNonRoot',
  'shareProcessNamespace',
  'useLocalStorage',
]);

/** Names that are not CloudFormation's with a small first letter. */
const IRREGULAR: Readonly<Record<string, string>> = {
  S3FilesVolumeConfiguration: 's3filesVolumeConfiguration',
};

/** What only CloudFormation knows, or what only the update operation takes: paths from the resource's properties. */
const DROPPED: Readonly<Record<string, readonly string[]>> = {
  'AWS::Batch::ComputeEnvironment': [
    'ReplaceComputeEnvironment',
    'UpdatePolicy',
    'ComputeResources.UpdateToLatestImageVersion',
    'EksConfiguration.AccessEntry',
  ],
  'AWS::Batch::JobDefinition': ['ResourceRetentionPolicy'],
};

/** Structures that the CDK renders empty where nothing is set; empty they are not sent. */
const NOT_SENT_EMPTY = new Set(['fargatePlatformConfiguration', 'retryStrategy', 'runtimePlatform', 'timeout']);

/** Names of states and kinds, which CloudFormation takes in any case (the CDK renders `managed`). */
const UPPER_CASE: Readonly<Record<string, readonly string[]>> = {
  'AWS::Batch::ComputeEnvironment': ['Type', 'State', 'ComputeResources.Type'],
  'AWS::Batch::JobQueue': ['State'],
};

/**
 * Body of the operation that creates a Batch resource (CreateComputeEnvironment, CreateJobQueue, CreateSchedulingPolicy,
 * RegisterJobDefinition), from the resource's evaluated properties.
 *
 * Keys get a small first letter except where they are the user's own (tags, parameters, log options, ...); texts become
 * numbers and booleans where the API has those, and numbers and booleans become texts where it has texts. A text that is
 * no number stays one, for the service to refuse.
 */
export function batchRequest(type: ServedType, properties: JsonObject): Readonly<Record<string, Json>> {
  return structure(properties, [], type);
}

function structure(properties: JsonObject, path: readonly string[], type: ServedType): Record<string, Json> {
  const result: Record<string, Json> = {};
  for (const [property, value] of Object.entries(properties)) {
    const at = [...path, property].join('.');
    if (DROPPED[type]?.includes(at) === true) continue;
    const key = IRREGULAR[property] ?? property.charAt(0).toLowerCase() + property.slice(1);
    if (NOT_SENT_EMPTY.has(key) && isObject(value) && Object.keys(value).length === 0) continue;
    const converted = convert(key, value, [...path, property], type);
    result[key] =
      UPPER_CASE[type]?.includes(at) === true && typeof converted === 'string' ? converted.toUpperCase() : converted;
  }
  return result;
}

function convert(key: string, value: Json, path: readonly string[], type: ServedType): Json {
  if (isList(value)) return value.map((item) => convert(key, item, path, type));
  if (isObject(value)) {
    if (!MAPS.has(key)) return structure(value, path, type);
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, textOf(item) ?? item]));
  }
  if (NUMBERS.has(key)) return typeof value === 'string' && isNumeral(value) ? Number(value) : value;
  if (BOOLEANS.has(key)) return value === 'true' ? true : value === 'false' ? false : value;
  return textOf(value) ?? value;
}

const isNumeral = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);
