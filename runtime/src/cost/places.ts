import {
  type BatchClient,
  type ComputeEnvironmentDetail,
  DescribeComputeEnvironmentsCommand,
  DescribeJobQueuesCommand,
} from '@aws-sdk/client-batch';
import type { ECSClientConfig } from '@aws-sdk/client-ecs';
import type { WorkCompute } from '@batchwright/model/money';
import {
  CONTAINER_INSTANCES_A_CALL,
  INSTANCE_TYPE_ATTRIBUTE,
  JOB_LIMITS,
  ZONE_ATTRIBUTE,
} from '@batchwright/model/service';
import { call } from '../aws';
import { BATCH_PATIENCE } from '../patience';
import { groupBy, inParts, optional, until } from './asking';
import type { Attempt } from './attempts';

type Compute = WorkCompute | { readonly unknown: string };

/** Environments by name, and those of each queue by its ARN. */
export interface Environments {
  readonly known: ReadonlyMap<string, ComputeEnvironmentDetail>;
  readonly ofQueue: ReadonlyMap<string, readonly string[]>;
}

/** What an instance is, as ECS says. */
export interface Instance {
  readonly type: string;
  readonly zone: string | undefined;
}

/** The compute environments that attempts ran in: named by their clusters, or the only one of their queue. */
export async function readEnvironments(
  client: BatchClient,
  attempts: readonly Attempt[],
  signal: AbortSignal | undefined,
): Promise<Environments> {
  const unnamed = attempts.flatMap(({ environment, queue }) => (environment === undefined && queue ? [queue] : []));
  const ofQueue = new Map<string, readonly string[]>();
  for (const queues of inParts(unnamed, JOB_LIMITS.describeIds)) {
    const send = () => client.send(new DescribeJobQueuesCommand({ jobQueues: queues }), until(signal));
    for (const { jobQueueArn = '', computeEnvironmentOrder } of (await call('DescribeJobQueues', send, signal))
      .jobQueues ?? []) {
      ofQueue.set(
        jobQueueArn,
        computeEnvironmentOrder?.flatMap(({ computeEnvironment }) => computeEnvironment ?? []) ?? [],
      );
    }
  }
  const names = [...attempts.flatMap(({ environment }) => environment ?? []), ...[...ofQueue.values()].flat()];
  const known = new Map<string, ComputeEnvironmentDetail>();
  for (const computeEnvironments of inParts(names, JOB_LIMITS.describeIds)) {
    const command = new DescribeComputeEnvironmentsCommand({ computeEnvironments });
    const send = () => client.send(command, until(signal));
    for (const detail of (await call('DescribeComputeEnvironments', send, signal)).computeEnvironments ?? []) {
      for (const name of [detail.computeEnvironmentName, detail.computeEnvironmentArn])
        if (name) known.set(name, detail);
    }
  }
  return { known, ofQueue };
}

/**
 * Types and zones of container instances by ARN. Those that are gone are left out: ECS forgets them soon.
 *
 * @param settings - of the client
 * @throws {@link BatchError} also when the package of ECS is not installed
 */
export async function readInstances(
  settings: ECSClientConfig,
  attempts: readonly Attempt[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Instance>> {
  const { DescribeContainerInstancesCommand, ECSClient } = await optional(
    '@aws-sdk/client-ecs',
    () => import('@aws-sdk/client-ecs'),
  );
  const client = new ECSClient({ ...settings, requestHandler: BATCH_PATIENCE });
  const arns = attempts.flatMap(({ containerInstance }) => containerInstance ?? []);
  const clusters = groupBy(arns, (arn) => /:container-instance\/([^/]+)\//.exec(arn)?.[1] ?? '');
  const found = new Map<string, Instance>();
  try {
    for (const [cluster, members] of clusters) {
      // An ARN of the old form names no cluster.
      if (cluster === '') continue;
      for (const containerInstances of inParts(members, CONTAINER_INSTANCES_A_CALL)) {
        const command = new DescribeContainerInstancesCommand({ cluster, containerInstances });
        const send = () => client.send(command, until(signal));
        const answer = await call('DescribeContainerInstances', send, signal);
        for (const { containerInstanceArn = '', attributes = [] } of answer.containerInstances ?? []) {
          const of = (name: string) => attributes.find((one) => one.name === name)?.value;
          const type = of(INSTANCE_TYPE_ATTRIBUTE);
          if (type !== undefined) found.set(containerInstanceArn, { type, zone: of(ZONE_ATTRIBUTE) });
        }
      }
    }
  } finally {
    client.destroy();
  }
  return found;
}

/** The name of the environment that an attempt ran in, as far as it can be told. */
export function environmentOf(
  { environment, queue = '' }: Attempt,
  { known, ofQueue }: Environments,
): string | undefined {
  const only = ofQueue.get(queue);
  const name = environment ?? (only?.length === 1 ? only[0] : undefined);
  return name === undefined ? undefined : (known.get(name)?.computeEnvironmentName ?? name);
}

/** Where an attempt ran, as far as its price goes. */
export function computeOf(
  attempt: Attempt,
  environments: Environments,
  instances: ReadonlyMap<string, Instance>,
): Compute {
  if (attempt.unknown !== undefined) return { unknown: attempt.unknown };
  const name = environmentOf(attempt, environments);
  if (name === undefined) return { unknown: 'it cannot be told in which compute environment it ran' };
  const resources = environments.known.get(name)?.computeResources;
  const type = resources?.type;
  if (type === 'FARGATE' || type === 'FARGATE_SPOT') return { type, architecture: attempt.architecture };
  if (type !== 'EC2' && type !== 'SPOT') {
    const what = type === undefined ? 'no compute environment of Batch, or one that is not managed' : `of type ${type}`;
    return { unknown: `${name} is ${what}, which has no price here` };
  }
  const instance = instances.get(attempt.containerInstance ?? '');
  if (instance !== undefined) return { type, instanceTypes: [instance.type], zone: instance.zone };
  return { type, instanceTypes: resources?.instanceTypes ?? [] };
}
