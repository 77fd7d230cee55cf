import { ENV } from '@batchwright/model/contract';
import { Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { WORKER } from '../containers';
import type { ContainerProps } from '../jobs';
import { imageName } from './pod-image';
import type { PodProps } from './pod-props';

/** What a pod shares with the job that it is part of. */
export interface PodPlace {
  readonly job: string;
  readonly workspace: string;
}

/** The L2 of a pod's container. What the L2 gets wrong or cannot say is in {@link podProperties}. */
export const podContainer = (scope: Construct, id: string, props: ContainerProps): batch.EksContainerDefinition =>
  new batch.EksContainerDefinition(scope, id, {
    // By its name alone: the L2 fails on images of ECR, which it wants to let an execution role pull. Nodes pull here.
    image: ecs.ContainerImage.fromRegistry(imageName(scope, id, props.image)),
    name: WORKER,
  });

/**
 * The pod of a job. vCPUs and memory are both requested and the limit, so that Batch places the pod by what it may use. The
 * pod has a network interface of its own unless told otherwise, so that it cannot pass for its node.
 */
export function podProperties(
  scope: Construct,
  image: string,
  props: ContainerProps & PodProps,
  place: PodPlace,
): batch.CfnJobDefinition.PodPropertiesProperty {
  const { vcpus, memory, gpus, privileged, user } = props;
  const resources = {
    cpu: textOf(vcpus),
    memory: `${textOf(memory.toMebibytes())}Mi`,
    ...(gpus === undefined ? {} : { 'nvidia.com/gpu': textOf(gpus) }),
  };
  const environment: Readonly<Record<string, string>> = {
    AWS_REGION: Stack.of(scope).region,
    ...props.environment,
    [ENV.JOB]: place.job,
    [ENV.WORKSPACE]: place.workspace,
  };
  const directories = [
    { name: 'tmp', path: '/tmp', medium: undefined, sizeLimit: undefined },
    ...(props.tmpfs ?? []).map(({ containerPath, size }, index) => ({
      name: `memory-${index + 1}`,
      path: containerPath,
      medium: 'Memory',
      sizeLimit: `${textOf(size.toMebibytes())}Mi`,
    })),
  ].filter(({ name, path }, _, all) => name !== 'tmp' || all.every((one) => one.name === 'tmp' || one.path !== path));
  return {
    ...(props.serviceAccountName === undefined ? {} : { serviceAccountName: props.serviceAccountName }),
    hostNetwork: props.hostNetwork ?? false,
    containers: [
      {
        name: WORKER,
        image,
        // What a command is to Docker, arguments are to Kubernetes; its command is the entry point.
        ...(props.command === undefined ? {} : { args: [...props.command] }),
        env: Object.entries(environment).map(([name, value]) => ({ name, value })),
        resources: { limits: resources, requests: { ...resources } },
        securityContext: {
          readOnlyRootFilesystem: props.readonlyRootFilesystem ?? true,
          allowPrivilegeEscalation: privileged === true,
          ...(privileged === true ? { privileged: true } : {}),
          ...runAs(user),
        },
        volumeMounts: directories.map(({ name, path }) => ({ name, mountPath: path, readOnly: false })),
      },
    ],
    volumes: directories.map(({ name, medium, sizeLimit }) => ({
      name,
      emptyDir: medium === undefined || sizeLimit === undefined ? { medium: '' } : { medium, sizeLimit },
    })),
  };
}

/** `1000` or `1000:1000`; one that only the deployment knows is the user alone. */
function runAs(user: string | undefined): batch.CfnJobDefinition.SecurityContextProperty {
  if (user === undefined) return {};
  if (Token.isUnresolved(user)) return { runAsUser: Token.asNumber(user) };
  const [uid = '', gid] = user.split(':');
  return {
    runAsUser: Number(uid),
    ...(gid === undefined ? {} : { runAsGroup: Number(gid) }),
    ...(Number(uid) === 0 ? {} : { runAsNonRoot: true }),
  };
}

const textOf = (value: number): string =>
  Token.isUnresolved(value) ? Tokenization.stringifyNumber(value) : String(value);
