import { ENV } from '@batchwright/model/contract';
import type { ComputeKind } from '@batchwright/model/service';
import { Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Architecture } from '../compute';
import type { ContainerNetwork } from '../network';
import type { ContainerProps } from './container-props';
import { mountVolumes } from './file-system';
import { BoundImage } from './image';
import { linuxParameters } from './linux-parameters';

/** Where a worker may write whatever else is read-only. */
const SCRATCH = '/tmp';

/** What a container shares with the job that it is part of. */
export interface ContainerPlace {
  /** The job's name in the contract. */
  readonly job: string;
  readonly kind: ComputeKind;
  readonly architecture: Architecture;
  /** Address of the workspace. */
  readonly workspace: string;
  readonly network?: ContainerNetwork | undefined;
  readonly jobRole: iam.IRole;
  readonly executionRole: iam.IRole;
  readonly logGroup: logs.ILogGroup;
}

/** The L2 of a container, on either kind of compute. */
export type Container = batch.EcsEc2ContainerDefinition | batch.EcsFargateContainerDefinition;

/** Makes the L2 of one container. What the L2 cannot say is added by {@link containerProperties}. */
export function container(scope: Construct, id: string, props: ContainerProps, place: ContainerPlace): Container {
  const common = commonProps(scope, id, props, place);
  for (const secret of Object.values(props.secrets ?? {})) place.network?.reach(secret);
  if (place.kind !== 'FARGATE') {
    return new batch.EcsEc2ContainerDefinition(scope, id, {
      ...common,
      ...(props.gpus === undefined ? {} : { gpu: props.gpus }),
      ...(props.privileged === true ? { privileged: true } : {}),
      ...(props.ulimits === undefined ? {} : { ulimits: [...props.ulimits] }),
    });
  }
  return new batch.EcsFargateContainerDefinition(scope, id, {
    ...common,
    assignPublicIp: place.network?.publicAddresses === true,
    fargatePlatformVersion: ecs.FargatePlatformVersion.LATEST,
    fargateCpuArchitecture: place.architecture === 'arm64' ? ecs.CpuArchitecture.ARM64 : ecs.CpuArchitecture.X86_64,
    fargateOperatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
  });
}

/**
 * A container as CloudFormation takes it: as a job's only one, as that of a node range, or, without what only tasks have,
 * as one of several.
 */
export function containerProperties(
  made: Container,
  props: ContainerProps,
): batch.CfnJobDefinition.ContainerPropertiesProperty {
  // The L2 has to be told the version, and the latest is the service's own.
  const { fargatePlatformConfiguration: _, ...rendered } = made._renderContainerDefinition();
  const credentials = made.image instanceof BoundImage ? made.image.credentials : undefined;
  const storage = made instanceof batch.EcsFargateContainerDefinition ? props.ephemeralStorage : undefined;
  return {
    ...rendered,
    ...(credentials === undefined ? {} : { repositoryCredentials: { credentialsParameter: credentials } }),
    // The L2 compares a size that is only known later with its bounds, and refuses it.
    ...(storage === undefined ? {} : { ephemeralStorage: { sizeInGiB: storage.toGibibytes() } }),
    // Not by the L2, which would make a policy beside the role for it.
    ...(props.executeCommand === true ? { enableExecuteCommand: true } : {}),
    ...requirements(props),
  };
}

/** The L2 writes sizes as text at once, which does not go with a number that is only known later. */
function requirements({
  vcpus,
  memory,
  gpus,
}: ContainerProps): Pick<batch.CfnJobDefinition.ContainerPropertiesProperty, 'resourceRequirements'> {
  if (!Token.isUnresolved(vcpus) && !memory.isUnresolved() && !Token.isUnresolved(gpus)) return {};
  return {
    resourceRequirements: [
      { type: 'MEMORY', value: Tokenization.stringifyNumber(memory.toMebibytes()) },
      { type: 'VCPU', value: Tokenization.stringifyNumber(vcpus) },
      ...(gpus === undefined ? [] : [{ type: 'GPU', value: Tokenization.stringifyNumber(gpus) }]),
    ],
  };
}

function commonProps(
  scope: Construct,
  id: string,
  props: ContainerProps,
  place: ContainerPlace,
): batch.EcsContainerDefinitionProps {
  const linux = linuxParameters(scope, `${id}Linux`, props);
  return {
    image: new BoundImage(props.image, scope),
    cpu: props.vcpus,
    memory: props.memory,
    ...(props.command === undefined ? {} : { command: [...props.command] }),
    environment: {
      // On EC2 nobody tells a container its region, and the SDK for JavaScript does not ask the instance. The service
      // takes no name that is a secret's too.
      ...(Object.hasOwn(props.secrets ?? {}, 'AWS_REGION') ? {} : { AWS_REGION: Stack.of(scope).region }),
      ...props.environment,
      [ENV.JOB]: place.job,
      [ENV.WORKSPACE]: place.workspace,
    },
    ...(props.secrets === undefined ? {} : { secrets: { ...props.secrets } }),
    jobRole: place.jobRole,
    executionRole: place.executionRole,
    logging: ecs.LogDrivers.awsLogs({ logGroup: place.logGroup, streamPrefix: place.job }),
    readonlyRootFilesystem: props.readonlyRootFilesystem ?? true,
    ...(props.user === undefined ? {} : { user: props.user }),
    ...(linux === undefined ? {} : { linuxParameters: linux }),
    volumes: [...scratch(props), ...mountVolumes(props.fileSystems ?? [])],
  };
}

/** `/tmp` on the disk, unless something else is mounted there. */
function scratch({ tmpfs = [], fileSystems = [] }: ContainerProps): readonly batch.EcsVolume[] {
  const taken = [...tmpfs.map(({ containerPath }) => containerPath), ...fileSystems.map(({ path }) => path)];
  return taken.includes(SCRATCH)
    ? []
    : [batch.EcsVolume.host({ name: 'tmp', containerPath: SCRATCH, readonly: false })];
}
