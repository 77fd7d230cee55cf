import { RESERVED_ENV_PREFIX } from '@batchwright/model/contract';
import {
  type ComputeKind,
  fargateLogDriver,
  fargateSize,
  fargateSizeProblem,
  LIMITS,
  notForFargate,
  notNumeric,
  REFUSALS,
  tooFewVcpus,
  tooLittleMemory,
} from '@batchwright/model/service';
import type { ContainerProperties, NameValue, ResourceRequirement } from '../runners';
import type { Fields } from './fields';
import { invalid } from './rejection';
import { CONTAINER_PROPERTIES, readShape } from './shapes';

/** Log drivers of ECS on instances of one's own; managed ones have those of Fargate. Source: API reference, `LogConfiguration`. */
const LOG_DRIVERS = ['json-file', 'syslog', 'journald', 'gelf', 'fluentd', 'awslogs', 'splunk', 'awsfirelens'];
const FARGATE_LOG_DRIVERS = ['awslogs', 'splunk', 'awsfirelens'];
const NOT_ON_FARGATE = ['maxSwap', 'swappiness', 'sharedMemorySize', 'tmpfs', 'devices'];

/** Reads and checks `containerProperties` of a definition, in the service's words where they are known. */
export function readContainer(
  fields: Fields,
  kind: ComputeKind,
  /** Whether it is a job's only one: on Fargate, sizes are those of a whole task. */
  sizes: 'container' | 'task' = 'container',
): ContainerProperties {
  const known = readShape(fields, CONTAINER_PROPERTIES);
  const image = fields.string('image');
  if (image === undefined || image === '') throw invalid(REFUSALS.imageMissing);
  if (image.length > LIMITS.imageCharacters) {
    throw invalid(`Container image can have at most ${LIMITS.imageCharacters} characters.`);
  }
  const resourceRequirements = readRequirements(fields, sizes === 'task' && kind === 'FARGATE' ? undefined : kind);
  const environment = readEnvironment(fields);
  const secrets = (fields.objects('secrets') ?? []).map((secret) => ({
    name: secret.required('name'),
    valueFrom: secret.required('valueFrom'),
  }));
  const log = fields.object('logConfiguration');
  const secretOptions = log?.objects('secretOptions') ?? [];
  const executionRole = fields.string('executionRoleArn') ?? '';
  if ((secrets.length > 0 || secretOptions.length > 0) && executionRole === '') {
    throw invalid(REFUSALS.secretsNeedExecutionRole);
  }
  const command = fields.strings('command') ?? [];
  if (command.includes('')) throw invalid(REFUSALS.emptyCommand);
  checkKind(fields, kind, executionRole);
  checkLogDriver(log?.string('logDriver'), kind);
  const options = log?.map('options') ?? {};
  return {
    image,
    command,
    environment,
    resourceRequirements,
    secrets,
    logGroup: options['awslogs-group'],
    logStreamPrefix: options['awslogs-stream-prefix'],
    createLogGroup: options['awslogs-create-group'] === 'true',
    described: {
      volumes: [],
      mountPoints: [],
      ulimits: [],
      ...known,
      image,
      command,
      environment,
      secrets,
      resourceRequirements: known.resourceRequirements ?? [],
    },
  };
}

/** Environment of a definition or of overrides. */
export function readEnvironment(fields: Fields): readonly NameValue[] {
  return (fields.objects('environment') ?? []).map((variable) => {
    const name = variable.string('name');
    if (name === undefined || name === '') throw invalid(REFUSALS.environmentName);
    if (name.startsWith(RESERVED_ENV_PREFIX)) {
      throw invalid(
        `Environment variable ${name} is not valid: names that begin with ${RESERVED_ENV_PREFIX} are reserved.`,
      );
    }
    return { name, value: variable.string('value') ?? '' };
  });
}

/** The list of a definition or of overrides, checked entry by entry. */
export function readRequirementList(fields: Fields): readonly ResourceRequirement[] | undefined {
  const list = fields.objects('resourceRequirements')?.map((entry) => {
    const type = entry.oneOf('type', ['VCPU', 'MEMORY', 'GPU']);
    if (type === undefined) throw invalid('type is required in resourceRequirements.');
    const value = entry.required('value');
    if (!/^\d+(\.\d+)?$/.test(value) || (type !== 'VCPU' && !/^\d+$/.test(value)))
      throw invalid(notNumeric(value, type));
    return { type, value };
  });
  if (list !== undefined && new Set(list.map(({ type }) => type)).size < list.length) {
    throw invalid(REFUSALS.duplicateRequirements);
  }
  return list;
}

/** A definition's requirements; the older members `vcpus` and `memory` count where the list names none. */
function readRequirements(fields: Fields, kind: ComputeKind | undefined): readonly ResourceRequirement[] {
  const list = [...(readRequirementList(fields) ?? [])];
  for (const [type, member] of [
    ['VCPU', 'vcpus'],
    ['MEMORY', 'memory'],
  ] as const) {
    const value = fields.integer(member);
    if (value !== undefined && value > 0 && !list.some((entry) => entry.type === type)) {
      list.push({ type, value: String(value) });
    }
  }
  if (kind !== undefined) checkRequirements(list, kind);
  return list;
}

export const requirement = (list: readonly ResourceRequirement[], type: string): string | undefined =>
  list.find((entry) => entry.type === type)?.value;

/** Whether a job of these sizes can exist on its kind of compute. */
export function checkRequirements(list: readonly ResourceRequirement[], kind: ComputeKind): void {
  const vcpus = requirement(list, 'VCPU');
  const memory = requirement(list, 'MEMORY');
  if (vcpus === undefined) throw invalid(REFUSALS.vcpusMissing);
  if (memory === undefined) throw invalid(REFUSALS.memoryMissing);
  if (kind === 'FARGATE') {
    if (requirement(list, 'GPU') !== undefined) throw invalid(REFUSALS.fargateGpu);
    const problem = fargateSizeProblem(Number(vcpus), Number(memory));
    if (problem !== undefined) throw invalid(fargateSize(problem));
    return;
  }
  if (Number(vcpus) < 1) throw invalid(tooFewVcpus(vcpus));
  if (!Number.isInteger(Number(vcpus))) throw invalid(notNumeric(vcpus, 'VCPU'));
  if (Number(memory) < LIMITS.ec2MemoryMiB.min) throw invalid(tooLittleMemory(memory));
}

function checkKind(fields: Fields, kind: ComputeKind, executionRole: string): void {
  if (kind === 'EC2') {
    if (fields.has('fargatePlatformConfiguration')) throw invalid(REFUSALS.ec2FargatePlatform);
    if (fields.has('networkConfiguration')) throw invalid(REFUSALS.ec2Network);
    if (fields.has('ephemeralStorage')) throw invalid('ephemeralStorage is not applicable for EC2.');
    return;
  }
  if (kind === 'MANAGED_INSTANCES') {
    if (executionRole === '') throw invalid('executionRoleArn is required for MANAGED_INSTANCES jobs.');
    return;
  }
  if (executionRole === '') throw invalid(REFUSALS.fargateExecutionRole);
  if (fields.boolean('privileged') === true) throw invalid('privileged is not applicable for Fargate.');
  if ((fields.objects('ulimits') ?? []).length > 0) throw invalid(REFUSALS.fargateUlimits);
  const linux = fields.object('linuxParameters');
  const parameter = NOT_ON_FARGATE.find((name) => linux?.has(name));
  if (parameter !== undefined) throw invalid(notForFargate(parameter));
  for (const volume of fields.objects('volumes') ?? []) {
    if (volume.object('host')?.has('sourcePath')) throw invalid(REFUSALS.fargateVolume);
  }
  const storage = fields.object('ephemeralStorage')?.integer('sizeInGiB');
  const { min, max } = LIMITS.ephemeralStorageGiB;
  if (fields.has('ephemeralStorage') && (storage === undefined || storage < min || storage > max)) {
    throw invalid(REFUSALS.fargateStorage);
  }
}

function checkLogDriver(driver: string | undefined, kind: ComputeKind): void {
  if (driver === undefined) return;
  if (kind !== 'EC2' && !FARGATE_LOG_DRIVERS.includes(driver)) throw invalid(fargateLogDriver(driver));
  if (!LOG_DRIVERS.includes(driver)) throw invalid(`Log driver is not valid: ${driver}`);
}
