import type { NodeRange, NodesProps } from './nodes-props';

/** Consecutive nodes with one container; `to` is left out for "to the last". */
export interface NodeGroup {
  readonly from: number;
  readonly to: number | undefined;
  /** What differs from the job's container. */
  readonly range: NodeRange | undefined;
}

/**
 * All nodes in groups: the given ranges, and between them the nodes that run the job's own container.
 *
 * @param count - left out when only the deployment knows it: then the last nodes run the job's own container
 */
export function nodeGroups(ranges: readonly NodeRange[], count: number | undefined): readonly NodeGroup[] {
  const groups: NodeGroup[] = [];
  let next = 0;
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    if (range.from > next) groups.push({ from: next, to: range.from - 1, range: undefined });
    const to = range.to ?? range.from;
    groups.push({ from: range.from, to, range });
    next = to + 1;
  }
  if (count === undefined) groups.push({ from: next, to: undefined, range: undefined });
  else if (next < count) groups.push({ from: next, to: count - 1, range: undefined });
  return groups;
}

/** A group as `targetNodes` of a definition and of a submission, which have to be spelt alike. */
export const targetNodes = ({ from, to }: NodeGroup): string => `${from}:${to ?? ''}`;

/** The groups of a job's nodes. */
export const groupsOf = ({ ranges = [], count }: NodesProps, known: (value: number) => number | undefined) =>
  nodeGroups(ranges, known(count));
