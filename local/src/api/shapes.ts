import type { Fields } from './fields';

/** Type of a member, in a list the type of its entries, in an object those of its members. */
type Shape =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'strings'
  | 'map'
  | readonly [Members]
  | { readonly [member: string]: Shape };
type Members = { readonly [member: string]: Shape };

const SECRETS: Shape = [{ name: 'string', valueFrom: 'string' }];
const VARIABLES: Shape = [{ name: 'string', value: 'string' }];

/** `ContainerProperties` of the API reference. */
export const CONTAINER_PROPERTIES: Members = {
  image: 'string',
  vcpus: 'integer',
  memory: 'integer',
  command: 'strings',
  jobRoleArn: 'string',
  executionRoleArn: 'string',
  volumes: [
    {
      host: { sourcePath: 'string' },
      name: 'string',
      efsVolumeConfiguration: {
        fileSystemId: 'string',
        rootDirectory: 'string',
        transitEncryption: 'string',
        transitEncryptionPort: 'integer',
        authorizationConfig: { accessPointId: 'string', iam: 'string' },
      },
      s3filesVolumeConfiguration: {
        fileSystemArn: 'string',
        rootDirectory: 'string',
        transitEncryptionPort: 'integer',
        accessPointArn: 'string',
      },
    },
  ],
  environment: VARIABLES,
  mountPoints: [{ containerPath: 'string', readOnly: 'boolean', sourceVolume: 'string' }],
  readonlyRootFilesystem: 'boolean',
  privileged: 'boolean',
  ulimits: [{ hardLimit: 'integer', name: 'string', softLimit: 'integer' }],
  user: 'string',
  instanceType: 'string',
  resourceRequirements: [{ value: 'string', type: 'string' }],
  linuxParameters: {
    devices: [{ hostPath: 'string', containerPath: 'string', permissions: 'strings' }],
    initProcessEnabled: 'boolean',
    sharedMemorySize: 'integer',
    tmpfs: [{ containerPath: 'string', size: 'integer', mountOptions: 'strings' }],
    maxSwap: 'integer',
    swappiness: 'integer',
  },
  logConfiguration: { logDriver: 'string', options: 'map', secretOptions: SECRETS },
  secrets: SECRETS,
  networkConfiguration: { assignPublicIp: 'string' },
  fargatePlatformConfiguration: { platformVersion: 'string' },
  enableExecuteCommand: 'boolean',
  ephemeralStorage: { sizeInGiB: 'integer' },
  runtimePlatform: { operatingSystemFamily: 'string', cpuArchitecture: 'string' },
  repositoryCredentials: { credentialsParameter: 'string' },
};

/** Members of a job's only container that a container of a task has too, or the task itself. */
const common = (...names: readonly string[]): Members =>
  Object.fromEntries(Object.entries(CONTAINER_PROPERTIES).filter(([name]) => names.includes(name)));

/** `EcsProperties` of the API reference. */
export const ECS_PROPERTIES: Members = {
  taskProperties: [
    {
      containers: [
        {
          name: 'string',
          ...common(
            'image',
            'command',
            'environment',
            'mountPoints',
            'readonlyRootFilesystem',
            'privileged',
            'ulimits',
          ),
          ...common('user', 'resourceRequirements', 'linuxParameters', 'logConfiguration', 'secrets'),
          ...common('repositoryCredentials'),
          dependsOn: [{ containerName: 'string', condition: 'string' }],
          essential: 'boolean',
          firelensConfiguration: { type: 'string', options: 'map' },
          startTimeout: 'integer',
          stopTimeout: 'integer',
        },
      ],
      ...common('volumes', 'networkConfiguration', 'enableExecuteCommand', 'ephemeralStorage', 'runtimePlatform'),
      executionRoleArn: 'string',
      taskRoleArn: 'string',
      platformVersion: 'string',
      ipcMode: 'string',
      pidMode: 'string',
      networkMode: 'string',
    },
  ],
};

const LAUNCH_TEMPLATE: Members = {
  launchTemplateId: 'string',
  launchTemplateName: 'string',
  version: 'string',
  userdataType: 'string',
};

/** `ComputeResource` of the API reference. */
export const COMPUTE_RESOURCES: Members = {
  type: 'string',
  allocationStrategy: 'string',
  minvCpus: 'integer',
  maxvCpus: 'integer',
  desiredvCpus: 'integer',
  instanceTypes: 'strings',
  imageId: 'string',
  subnets: 'strings',
  securityGroupIds: 'strings',
  ec2KeyPair: 'string',
  instanceRole: 'string',
  tags: 'map',
  placementGroup: 'string',
  bidPercentage: 'integer',
  spotIamFleetRole: 'string',
  launchTemplate: { ...LAUNCH_TEMPLATE, overrides: [{ ...LAUNCH_TEMPLATE, targetInstanceTypes: 'strings' }] },
  ec2Configuration: [
    { imageType: 'string', imageIdOverride: 'string', batchImageStatus: 'string', imageKubernetesVersion: 'string' },
  ],
  scalingPolicy: { minScaleDownDelayMinutes: 'integer' },
  capacityTags: 'map',
  managedInstancesProvider: {
    infrastructureRoleArn: 'string',
    instanceLaunchTemplate: {
      ec2InstanceProfileArn: 'string',
      capacityOptionType: 'string',
      networkConfiguration: { securityGroups: 'strings', subnets: 'strings' },
      instanceRequirements: { allowedInstanceTypes: 'strings' },
      storageConfiguration: { storageSizeGiB: 'integer' },
      localStorageConfiguration: { useLocalStorage: 'boolean' },
    },
    infrastructureOptimization: { scaleInAfter: 'integer' },
    propagateTags: 'string',
  },
};

/** `UpdatePolicy` of the API reference. */
export const UPDATE_POLICY: Members = { terminateJobsOnUpdate: 'boolean', jobExecutionTimeoutMinutes: 'integer' };

/**
 * What of a request is kept to be described: its known members, without those that are absent. The service does not
 * give back what it does not know.
 *
 * @throws {@link Rejection} when one is of another type
 */
export function readShape(fields: Fields, members: Members): Readonly<Record<string, unknown>> {
  const read: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries(members)) {
    const value = readMember(fields, name, shape);
    if (value !== undefined) read[name] = value;
  }
  return read;
}

function readMember(fields: Fields, name: string, shape: Shape): unknown {
  if (typeof shape === 'string') return fields[shape](name);
  if (!Array.isArray(shape)) {
    const object = fields.object(name);
    return object && readShape(object, shape as Members);
  }
  return fields.objects(name)?.map((entry) => readShape(entry, shape[0]));
}
