import type { ContainerProperties, JobDetail, ResourceRequirement } from '@aws-sdk/client-batch';
import type { ComputeKind } from '@batchwright/model/service';
import type { JobNeed } from './facts';

interface Sized {
  readonly resourceRequirements?: ResourceRequirement[] | undefined;
  readonly vcpus?: number | undefined;
  readonly memory?: number | undefined;
}
type Room = Omit<JobNeed, 'totalVcpus'>;

/** What a job asks of a machine: its containers together, and of a job on several nodes the largest of each. */
export function needOf(job: JobDetail): JobNeed {
  const ranges = job.nodeProperties?.nodeRangeProperties;
  if (ranges !== undefined) {
    const nodes = job.nodeProperties?.numNodes ?? 1;
    const each = ranges.map((range) => {
      const containers = range.container
        ? [range.container]
        : (range.ecsProperties?.taskProperties?.[0]?.containers ?? []);
      return { room: sum(containers.map(roomOf)), count: nodesIn(range.targetNodes ?? '0', nodes) };
    });
    return {
      vcpus: Math.max(0, ...each.map(({ room }) => room.vcpus)),
      memoryMiB: Math.max(0, ...each.map(({ room }) => room.memoryMiB)),
      gpus: Math.max(0, ...each.map(({ room }) => room.gpus)),
      totalVcpus: each.reduce((total, { room, count }) => total + room.vcpus * count, 0),
    };
  }
  const pods = job.eksProperties?.podProperties?.containers;
  const containers = job.ecsProperties?.taskProperties?.[0]?.containers ?? (job.container ? [job.container] : []);
  const room = pods === undefined ? sum(containers.map(roomOf)) : sum(pods.map(podRoom));
  return { ...room, totalVcpus: room.vcpus };
}

/** The kind of compute that a job needs. */
export function kindOfJob({ eksProperties, platformCapabilities }: JobDetail): ComputeKind {
  if (eksProperties !== undefined) return 'EKS';
  const [capability] = platformCapabilities ?? [];
  return capability === 'FARGATE' || capability === 'MANAGED_INSTANCES' ? capability : 'EC2';
}

/** Log drivers of all containers; a container that names none has that of the service. */
export function logDriversOf(job: JobDetail): readonly string[] {
  const containers: readonly Pick<ContainerProperties, 'logConfiguration'>[] = [
    ...(job.container ? [job.container] : []),
    ...(job.ecsProperties?.taskProperties?.[0]?.containers ?? []),
  ];
  return [...new Set(containers.map(({ logConfiguration }) => logConfiguration?.logDriver ?? 'awslogs'))];
}

const roomOf = ({ resourceRequirements, vcpus, memory }: Sized): Room => {
  const of = (type: string): number | undefined => {
    const value = resourceRequirements?.find((one) => one.type === type)?.value;
    return value === undefined ? undefined : Number(value);
  };
  return { vcpus: of('VCPU') ?? vcpus ?? 0, memoryMiB: of('MEMORY') ?? memory ?? 0, gpus: of('GPU') ?? 0 };
};

const UNITS: Readonly<Record<string, number>> = { Ki: 1 / 1024, Mi: 1, Gi: 1024 };

/** Kubernetes has quantities with units: `500m` of a CPU, `2Gi` of memory. */
function podRoom(container: {
  resources?:
    | { requests?: Record<string, string> | undefined; limits?: Record<string, string> | undefined }
    | undefined;
}): Room {
  const { requests, limits } = container.resources ?? {};
  const of = (name: string): string => requests?.[name] ?? limits?.[name] ?? '0';
  const cpu = of('cpu');
  const [, amount = '0', unit = ''] = /^([\d.]+)(\w*)$/.exec(of('memory')) ?? [];
  return {
    vcpus: cpu.endsWith('m') ? Number(cpu.slice(0, -1)) / 1000 : Number(cpu),
    memoryMiB: Number(amount) * (UNITS[unit] ?? 1 / 1024 ** 2),
    gpus: Number(of('nvidia.com/gpu')),
  };
}

const sum = (rooms: readonly Room[]): Room => ({
  vcpus: rooms.reduce((total, { vcpus }) => total + vcpus, 0),
  memoryMiB: rooms.reduce((total, { memoryMiB }) => total + memoryMiB, 0),
  gpus: rooms.reduce((total, { gpus }) => total + gpus, 0),
});

/** `3`, `0:4`, `5:` (to the last), `:4`. Ranges that overlap are counted as they stand. */
function nodesIn(target: string, nodes: number): number {
  const [from = '', to] = target.split(':');
  if (to === undefined) return 1;
  return Math.max(0, (to === '' ? nodes - 1 : Number(to)) - Number(from || 0) + 1);
}
