import type { ComputeEnvironmentDetail } from '@aws-sdk/client-batch';
import type { Resource } from '@aws-sdk/client-ecs';
import { type ComputeType, isGroupOf, vcpuQuota } from '@batchwright/model/service';
import { FAMILY_SETS } from '@batchwright/model/shapes';
import type { Asking } from '../asking';
import type { OtherClients } from './clients';
import type { EnvironmentFacts, RegisteredFacts, TypeFacts, TypeRoom } from './facts';

/** Members of {@link EnvironmentFacts} that other services than Batch tell. */
export type MachineFacts = Pick<EnvironmentFacts, 'types' | 'zones' | 'quota' | 'launches' | 'machines' | 'registered'>;

/** Asks EC2, Auto Scaling, ECS and Service Quotas about one environment of machines. */
export async function gatherMachines(
  asking: Asking,
  clients: OtherClients,
  environment: ComputeEnvironmentDetail,
  type: ComputeType | undefined,
): Promise<MachineFacts> {
  if (type === undefined) return { registered: await registeredIn(asking, clients, environment) };
  if (type !== 'EC2' && type !== 'SPOT') return { quota: await quotaOf(asking, clients, type, ['']) };
  const types = await typesOf(asking, clients, environment);
  const [zones, quota, scaling, registered] = await Promise.all([
    zonesOf(asking, clients, environment, types),
    quotaOf(asking, clients, type, entriesOf(environment)),
    scalingOf(asking, clients, environment.computeEnvironmentName ?? ''),
    registeredIn(asking, clients, environment),
  ]);
  return { types, zones, quota, registered, ...scaling };
}

/** Types and families that an environment may use. */
const entriesOf = ({ computeResources }: ComputeEnvironmentDetail): readonly string[] =>
  (computeResources?.instanceTypes ?? []).flatMap((entry) => FAMILY_SETS[entry] ?? entry);

/** What EC2 says of the types that an environment may use: families and sets of families are opened by it. */
async function typesOf(
  asking: Asking,
  clients: OtherClients,
  environment: ComputeEnvironmentDetail,
): Promise<readonly TypeFacts[] | undefined> {
  const entries = entriesOf(environment);
  if (entries.length === 0) return undefined;
  const ec2 = await clients.ec2();
  if (ec2 === undefined) return undefined;
  const patterns = [...new Set(entries.map((entry) => (entry.includes('.') ? entry : `${entry}.*`)))];
  return asking.ask('ec2:DescribeInstanceTypes', async () => {
    const types: TypeFacts[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ec2.client.send(
        new ec2.sdk.DescribeInstanceTypesCommand({
          Filters: [{ Name: 'instance-type', Values: patterns }],
          MaxResults: 100,
          NextToken,
        }),
      );
      for (const { InstanceType, VCpuInfo, MemoryInfo, GpuInfo } of page.InstanceTypes ?? []) {
        const gpus = (GpuInfo?.Gpus ?? []).filter(({ Manufacturer }) => Manufacturer === 'NVIDIA');
        types.push({
          type: InstanceType ?? '',
          vcpus: VCpuInfo?.DefaultVCpus ?? 0,
          memoryMiB: MemoryInfo?.SizeInMiB ?? 0,
          gpus: gpus.reduce((total, { Count }) => total + (Count ?? 0), 0),
        });
      }
      NextToken = page.NextToken || undefined;
    } while (NextToken !== undefined);
    return types;
  });
}

/** Values that a filter of EC2 takes. Source: EC2 API reference, `Filter`. */
const FILTER_VALUES = 200;

async function zonesOf(
  asking: Asking,
  clients: OtherClients,
  { computeResources }: ComputeEnvironmentDetail,
  types: readonly TypeFacts[] | undefined,
): Promise<EnvironmentFacts['zones']> {
  const SubnetIds = computeResources?.subnets ?? [];
  const ec2 = await clients.ec2();
  if (ec2 === undefined || types === undefined || types.length === 0 || SubnetIds.length === 0) return undefined;
  const subnets = await asking.ask('ec2:DescribeSubnets', () =>
    ec2.client.send(new ec2.sdk.DescribeSubnetsCommand({ SubnetIds })),
  );
  const names = [...new Set((subnets?.Subnets ?? []).flatMap(({ AvailabilityZone }) => AvailabilityZone ?? []))];
  if (names.length === 0) return undefined;
  const ofTypes =
    types.length > FILTER_VALUES ? [] : [{ Name: 'instance-type', Values: types.map(({ type }) => type) }];
  return asking.ask('ec2:DescribeInstanceTypeOfferings', async () => {
    const zones = new Map<string, Set<string>>(names.map((name) => [name, new Set()]));
    let NextToken: string | undefined;
    do {
      const page = await ec2.client.send(
        new ec2.sdk.DescribeInstanceTypeOfferingsCommand({
          LocationType: 'availability-zone',
          Filters: [...ofTypes, { Name: 'location', Values: names }],
          NextToken,
        }),
      );
      for (const { Location, InstanceType } of page.InstanceTypeOfferings ?? []) {
        if (InstanceType !== undefined) zones.get(Location ?? '')?.add(InstanceType);
      }
      NextToken = page.NextToken || undefined;
    } while (NextToken !== undefined);
    return zones;
  });
}

async function quotaOf(
  asking: Asking,
  clients: OtherClients,
  type: ComputeType,
  entries: readonly string[],
): Promise<EnvironmentFacts['quota']> {
  // Where types count against several quotas, none of them bounds the environment.
  const quotas = new Map(
    entries.map((entry) => {
      const quota = vcpuQuota(type, entry.split('.')[0] ?? '');
      return [quota?.code, quota];
    }),
  );
  const [quota] = quotas.size === 1 ? quotas.values() : [];
  const client = quota && (await clients.quotas());
  if (quota === undefined || client === undefined) return undefined;
  const answer = await asking.ask('servicequotas:GetServiceQuota', () =>
    client.client.send(new client.sdk.GetServiceQuotaCommand({ ServiceCode: quota.service, QuotaCode: quota.code })),
  );
  const { Value, QuotaName } = answer?.Quota ?? {};
  return Value === undefined ? undefined : { code: quota.code, name: QuotaName ?? quota.code, vcpus: Value };
}

/** Activities looked at: more than one round of attempts over several zones and types. */
const ACTIVITIES = 20;

async function scalingOf(
  asking: Asking,
  clients: OtherClients,
  environment: string,
): Promise<Pick<EnvironmentFacts, 'launches' | 'machines'>> {
  const scaling = await clients.autoScaling();
  if (scaling === undefined) return {};
  const { client, sdk } = scaling;
  const groups = await asking.ask('autoscaling:DescribeAutoScalingGroups', async () => {
    const all: { name: string; running: string[] }[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new sdk.DescribeAutoScalingGroupsCommand({ MaxRecords: 100, NextToken }));
      for (const { AutoScalingGroupName: name = '', Instances } of page.AutoScalingGroups ?? []) {
        if (!isGroupOf(environment, name)) continue;
        const running = (Instances ?? []).filter(({ LifecycleState }) => LifecycleState === 'InService');
        all.push({ name, running: running.flatMap(({ InstanceId }) => InstanceId ?? []) });
      }
      NextToken = page.NextToken || undefined;
    } while (NextToken !== undefined);
    return all;
  });
  // Without a group there is nothing to say: a strategy of one type at a time works without one.
  if (groups === undefined || groups.length === 0) return {};
  const launches: NonNullable<EnvironmentFacts['launches']>[number][] = [];
  for (const { name } of groups) {
    const page = await asking.ask('autoscaling:DescribeScalingActivities', () =>
      client.send(new sdk.DescribeScalingActivitiesCommand({ AutoScalingGroupName: name, MaxRecords: ACTIVITIES })),
    );
    for (const { StatusCode, StatusMessage, Description, StartTime } of page?.Activities ?? []) {
      const message = StatusMessage ?? Description ?? '';
      launches.push({ status: StatusCode ?? '', message, at: StartTime?.getTime() ?? 0 });
    }
  }
  const running = groups.flatMap((group) => group.running);
  return { launches: launches.toSorted((a, b) => b.at - a.at), machines: await launchTimes(asking, clients, running) };
}

async function launchTimes(
  asking: Asking,
  clients: OtherClients,
  ids: readonly string[],
): Promise<NonNullable<EnvironmentFacts['machines']>> {
  const times = new Map<string, number>();
  const ec2 = ids.length === 0 ? undefined : await clients.ec2();
  if (ec2 !== undefined) {
    const answer = await asking.ask('ec2:DescribeInstances', () =>
      ec2.client.send(new ec2.sdk.DescribeInstancesCommand({ InstanceIds: ids.slice(0, 100) })),
    );
    for (const { Instances } of answer?.Reservations ?? []) {
      for (const { InstanceId, LaunchTime } of Instances ?? []) {
        if (InstanceId !== undefined && LaunchTime !== undefined) times.set(InstanceId, LaunchTime.getTime());
      }
    }
  }
  return ids.map((id) => ({ id, launchedAt: times.get(id) }));
}

async function registeredIn(
  asking: Asking,
  clients: OtherClients,
  { ecsClusterArn, eksConfiguration }: ComputeEnvironmentDetail,
): Promise<readonly RegisteredFacts[] | undefined> {
  if (ecsClusterArn === undefined || eksConfiguration !== undefined) return undefined;
  const ecs = await clients.ecs();
  if (ecs === undefined) return undefined;
  const { client, sdk } = ecs;
  const arns = await asking.ask('ecs:ListContainerInstances', async () => {
    const all: string[] = [];
    let nextToken: string | undefined;
    do {
      const command = new sdk.ListContainerInstancesCommand({ cluster: ecsClusterArn, maxResults: 100, nextToken });
      const page = await client.send(command);
      all.push(...(page.containerInstanceArns ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return all;
  });
  if (arns === undefined) return undefined;
  const registered: RegisteredFacts[] = [];
  for (let at = 0; at < arns.length; at += 100) {
    const containerInstances = arns.slice(at, at + 100);
    const answer = await asking.ask('ecs:DescribeContainerInstances', () =>
      client.send(new sdk.DescribeContainerInstancesCommand({ cluster: ecsClusterArn, containerInstances })),
    );
    if (answer === undefined) return undefined;
    for (const each of answer.containerInstances ?? []) {
      registered.push({
        instanceId: each.ec2InstanceId ?? each.containerInstanceArn ?? '',
        connected: each.agentConnected ?? false,
        active: each.status === 'ACTIVE',
        total: roomOf(each.registeredResources),
        free: roomOf(each.remainingResources),
        attributes: (each.attributes ?? []).flatMap(({ name }) => name ?? []),
      });
    }
  }
  return registered;
}

/** ECS counts 1,024 units to a vCPU, and names GPUs one by one. */
function roomOf(resources: readonly Resource[] | undefined): TypeRoom {
  const of = (name: string) => resources?.find((resource) => resource.name === name);
  return {
    vcpus: (of('CPU')?.integerValue ?? 0) / 1024,
    memoryMiB: of('MEMORY')?.integerValue ?? 0,
    gpus: of('GPU')?.stringSetValue?.length ?? 0,
  };
}
