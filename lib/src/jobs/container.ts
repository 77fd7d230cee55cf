import { ENV } from '@batchwright/model/contract';
import type { ComputeKind } from '@batchwright/model/service';
import { Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Architecture } from '../compute';
import type { ContainerProps } from './container-props';

/** What a container shares with the job that it is part of. */
export interface ContainerPlace {
  /** The job's name in the contract. */
  readonly job: string;
  readonly kind: ComputeKind;
  readonly architecture: Architecture;
  /** Address of the workspace. */
  readonly workspace: string;
  readonly jobRole: iam.IRole;
  readonly executionRole: iam.IRole;
  readonly logGroup: logs.ILogGroup;
}

/** The L2 of a container, on either kind of compute. */
export type Container = batch.EcsEc2ContainerDefinition | batch.EcsFargateContainerDefinition;

/** Makes the L2 of one container. What the L2 cannot say is added by {@link containerProperties}. */
export function container(scope: Construct, id: string, props: ContainerProps, place: ContainerPlace): Container {
  const common = commonProps(scope, props, place);
  if (place.kind === 'EC2') return new batch.EcsEc2ContainerDefinition(scope, id, common);
  return new batch.EcsFargateContainerDefinition(scope, id, {
    ...common,
    assignPublicIp: false,
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
  { vcpus, memory }: ContainerProps,
): batch.CfnJobDefinition.ContainerPropertiesProperty {
  const rendered = made._renderContainerDefinition();
  // The L2 writes sizes as text at once, which does not go with a number that is only known later.
  if (!Token.isUnresolved(vcpus) && !memory.isUnresolved()) return rendered;
  return {
    ...rendered,
    resourceRequirements: [
      { type: 'MEMORY', value: Tokenization.stringifyNumber(memory.toMebibytes()) },
      { type: 'VCPU', value: Tokenization.stringifyNumber(vcpus) },
    ],
  };
}

function commonProps(
  scope: Construct,
  props: ContainerProps,
  place: ContainerPlace,
): batch.EcsContainerDefinitionProps {
  return {
    image: props.image,
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
    volumes: [batch.EcsVolume.host({ name: 'tmp', containerPath: '/tmp', readonly: false })],
  };
}
