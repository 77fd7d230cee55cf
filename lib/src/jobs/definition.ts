import { ENV } from '@batchwright/model/contract';
import type { ComputeKind } from '@batchwright/model/service';
import { type Duration, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Architecture } from '../compute';
import { withoutInheritedTags } from '../tags';
import type { JobProps, RetryRule } from './job-props';

export interface DefinitionProps {
  readonly job: string;
  readonly physicalName: string;
  readonly kind: ComputeKind;
  readonly props: Omit<JobProps<string>, 'queues'>;
  readonly timeout: Duration;
  readonly attempts: number;
  readonly retry: readonly RetryRule[];
  readonly schedulingPriority: number | undefined;
  readonly architecture: Architecture;
  readonly workspace: string;
  readonly jobRole: iam.IRole;
  readonly executionRole: iam.IRole;
  readonly logGroup: logs.ILogGroup;
}

/** Registers a job definition for one kind of compute. */
export function jobDefinition(scope: Construct, definition: DefinitionProps): batch.EcsJobDefinition {
  const { kind, props, attempts } = definition;
  const id = kind === 'EC2' ? 'Ec2' : 'Fargate';
  const job = new batch.EcsJobDefinition(scope, id, {
    jobDefinitionName: definition.physicalName,
    container: kind === 'EC2' ? ec2Container(scope, definition) : fargateContainer(scope, definition),
    timeout: definition.timeout,
    retryAttempts: attempts,
    retryStrategies: definition.retry.map(({ action, ...on }) =>
      batch.RetryStrategy.of(batch.Action[action], batch.Reason.custom(on)),
    ),
    ...(props.parameters === undefined ? {} : { parameters: { ...props.parameters } }),
    ...(definition.schedulingPriority === undefined ? {} : { schedulingPriority: definition.schedulingPriority }),
    // Queued jobs, schedules and running services still refer to the revision before.
    skipDeregisterOnUpdate: true,
  });
  const resource = job.node.defaultChild as batch.CfnJobDefinition;
  withoutInheritedTags(resource, 'Tags');
  renderTokens(resource, props);
  return job;
}

function containerProps(scope: Construct, definition: DefinitionProps): batch.EcsContainerDefinitionProps {
  const { props } = definition;
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
      [ENV.JOB]: definition.job,
      [ENV.WORKSPACE]: definition.workspace,
    },
    ...(props.secrets === undefined ? {} : { secrets: { ...props.secrets } }),
    jobRole: definition.jobRole,
    executionRole: definition.executionRole,
    logging: ecs.LogDrivers.awsLogs({ logGroup: definition.logGroup, streamPrefix: definition.job }),
    readonlyRootFilesystem: props.readonlyRootFilesystem ?? true,
    volumes: [batch.EcsVolume.host({ name: 'tmp', containerPath: '/tmp', readonly: false })],
  };
}

const ec2Container = (scope: Construct, definition: DefinitionProps): batch.EcsEc2ContainerDefinition =>
  new batch.EcsEc2ContainerDefinition(scope, 'Ec2Container', containerProps(scope, definition));

const fargateContainer = (scope: Construct, definition: DefinitionProps): batch.EcsFargateContainerDefinition =>
  new batch.EcsFargateContainerDefinition(scope, 'FargateContainer', {
    ...containerProps(scope, definition),
    assignPublicIp: false,
    fargatePlatformVersion: ecs.FargatePlatformVersion.LATEST,
    fargateCpuArchitecture:
      definition.architecture === 'arm64' ? ecs.CpuArchitecture.ARM64 : ecs.CpuArchitecture.X86_64,
    fargateOperatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
  });

/** The L2 writes sizes as text at once, which does not go with a number that is only known later. */
function renderTokens(resource: batch.CfnJobDefinition, { vcpus, memory }: DefinitionProps['props']): void {
  if (!Token.isUnresolved(vcpus) && !memory.isUnresolved()) return;
  resource.containerProperties = {
    ...(resource.containerProperties as batch.CfnJobDefinition.ContainerPropertiesProperty),
    resourceRequirements: [
      { type: 'MEMORY', value: Tokenization.stringifyNumber(memory.toMebibytes()) },
      { type: 'VCPU', value: Tokenization.stringifyNumber(vcpus) },
    ],
  };
}
