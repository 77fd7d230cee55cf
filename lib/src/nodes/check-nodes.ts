import { CONTAINER_LIMITS } from '@batchwright/model/service';
import { known, type Problem, wholeNumber } from '../checks';
import type { ComputeAttributes } from '../compute';
import { groupsOf } from './node-groups';
import type { NodeRange, NodesProps } from './nodes-props';

/** A queue, as far as its nodes are concerned. */
interface NodeQueue {
  readonly name: string;
  readonly compute: readonly ComputeAttributes[];
}

/**
 * What is wrong with the nodes of a job.
 *
 * @param vcpus - of one node
 */
export function nodesProblem(nodes: NodesProps, vcpus: number, queues: readonly NodeQueue[]): Problem | undefined {
  const { count, main = 0, ranges = [] } = nodes;
  const last = (known(count) ?? CONTAINER_LIMITS.nodes.max) - 1;
  return (
    wholeNumber('nodes.count', count, CONTAINER_LIMITS.nodes) ??
    wholeNumber('nodes.main', main, { min: 0, max: last }) ??
    first(ranges, (range, index) => rangeProblem(range, index, last)) ??
    overlapProblem(ranges) ??
    groupsProblem(nodes) ??
    first(queues, placeProblem) ??
    first(queues, (queue) => roomProblem(queue, nodes, vcpus))
  );
}

const refused = (message: string): Problem => ({ code: 'INVALID_NODES', message });

const rangeProblem = ({ from, to }: NodeRange, index: number, last: number): Problem | undefined =>
  wholeNumber(`nodes.ranges[${index}].from`, from, { min: 0, max: last }) ??
  (to === undefined ? undefined : wholeNumber(`nodes.ranges[${index}].to`, to, { min: from, max: last }));

function overlapProblem(ranges: readonly NodeRange[]): Problem | undefined {
  const sorted = [...ranges].sort((a, b) => a.from - b.from);
  const both = sorted.find(({ from }, index) => {
    const before = sorted[index - 1];
    return before !== undefined && from <= (before.to ?? before.from);
  });
  return both && refused(`nodes.ranges names node ${both.from} twice; expected ranges that do not overlap`);
}

function groupsProblem(nodes: NodesProps): Problem | undefined {
  const groups = groupsOf(nodes, known).length;
  if (groups <= CONTAINER_LIMITS.nodeRanges) return undefined;
  return refused(
    `nodes.ranges make ${groups} groups of nodes, with those between them; the service takes at most ` +
      `${CONTAINER_LIMITS.nodeRanges}: put alike nodes next to each other`,
  );
}

/** Source: User Guide, "Multi-node parallel jobs", compute environment considerations. */
function placeProblem({ name, compute }: NodeQueue): Problem | undefined {
  const other = compute.find(({ kind }) => kind !== 'EC2');
  if (other !== undefined) {
    return refused(
      `queue "${name}" is ${other.kind}, which has no jobs on several nodes; expected queues of on-demand EC2: leave ` +
        'it out of queues',
    );
  }
  if (compute.some((one) => 'origin' in one && one.origin === 'UNMANAGED')) {
    return refused(`queue "${name}" has unmanaged compute, which has no jobs on several nodes; leave it out of queues`);
  }
  if (compute.every((one) => !isSpot(one))) return undefined;
  return refused(
    `queue "${name}" has Spot compute, on which the service runs no jobs on several nodes; expected Compute.onDemand: ` +
      'leave the queue out of queues',
  );
}

const isSpot = (compute: ComputeAttributes): boolean => 'spot' in compute && compute.spot === true;

function roomProblem({ name, compute }: NodeQueue, nodes: NodesProps, vcpus: number): Problem | undefined {
  const rooms = compute.map(({ maxvCpus }) => (maxvCpus === undefined ? undefined : known(maxvCpus)));
  const needed = vcpusOf(nodes, vcpus);
  if (needed === undefined || rooms.some((room) => room === undefined || room >= needed)) return undefined;
  return {
    code: 'JOB_TOO_LARGE',
    message:
      `${nodes.count} nodes need ${needed} vCPUs at once, but the compute of queue "${name}" has maxvCpus ` +
      `${rooms.join(' and ')}: it would wait for ever; raise maxvCpus, or take fewer nodes`,
  };
}

/** vCPUs of all nodes; nothing if a part is only known when it is deployed. */
function vcpusOf(nodes: NodesProps, vcpus: number): number | undefined {
  const parts = groupsOf(nodes, known).map(({ from, to, range }) => {
    const each = known(range?.vcpus ?? vcpus);
    return to === undefined || each === undefined ? undefined : (to - from + 1) * each;
  });
  return parts.reduce((all, part) => (all === undefined || part === undefined ? undefined : all + part), 0);
}

const first = <Item>(
  items: readonly Item[],
  problemOf: (item: Item, index: number) => Problem | undefined,
): Problem | undefined => items.map(problemOf).find((problem) => problem !== undefined);
