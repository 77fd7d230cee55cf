import type { Plan, PlanSubmission } from '@batchwright/model/plan';

/** One item of a step; a single job is item 0. */
export type Node = `${number}:${number}`;

export interface Ran {
  /** What succeeded, in the order in which it did. */
  readonly succeeded: readonly Node[];
  /** What was started and failed by itself. */
  readonly failed: readonly Node[];
  /** What Batch failed because of what it waits for. */
  readonly skipped: readonly Node[];
}

export interface Room {
  readonly arraySize: number;
  readonly dependencies: number;
}

interface Child {
  readonly submission: number;
  readonly index: number;
}

/**
 * What AWS Batch does with the SubmitJob calls of a plan, written from its documentation and knowing nothing of flows:
 * a call names jobs that exist; at most 20 dependencies; arrays have 2 to 10,000 children; a job starts when all it depends
 * on has succeeded, N_TO_N and SEQUENTIAL child by child; a failed dependency fails it.
 *
 * @param pick - which of so many children that could run now goes next
 * @param fails - whether a node fails when it runs
 */
export function interpret(
  plan: Plan,
  room: Room,
  pick: (ready: number) => number,
  fails: (node: Node) => boolean,
): Ran {
  for (const [s, submission] of plan.submissions.entries()) accept(plan.submissions, submission, s, room);
  const states = plan.submissions.map(({ size }) => new Array<'waits' | 'ok' | 'failed'>(size as number).fill('waits'));
  const whole = (s: number): 'waits' | 'ok' | 'failed' => {
    const children = states[s] ?? [];
    // The parent ends when all children have ended.
    if (children.includes('waits')) return 'waits';
    return children.includes('failed') ? 'failed' : 'ok';
  };
  const stateOf = ({ submission, index }: Child) => {
    const { after = [], each = [], sequential } = plan.submissions[submission] as PlanSubmission;
    const waitsFor = [...after.map(whole), ...each.map((upstream) => states[upstream]?.[index] ?? 'failed')];
    if (sequential && index > 0) waitsFor.push(states[submission]?.[index - 1] ?? 'failed');
    if (waitsFor.includes('failed')) return 'never';
    return waitsFor.every((state) => state === 'ok') ? 'now' : 'later';
  };
  const ran = { succeeded: [] as Node[], failed: [] as Node[], skipped: [] as Node[] };
  let waiting: Child[] = plan.submissions.flatMap(({ size }, submission) =>
    Array.from({ length: size as number }, (_, index) => ({ submission, index })),
  );
  while (waiting.length > 0) {
    const never = waiting.find((child) => stateOf(child) === 'never');
    const ready = never === undefined ? waiting.filter((child) => stateOf(child) === 'now') : [never];
    if (ready.length === 0) throw new Error(`${waiting.length} children wait for ever`);
    const child = ready[ready.length === 1 ? 0 : pick(ready.length)] as Child;
    waiting = waiting.filter((other) => other !== child);
    const node = nodeOf(plan, child);
    const ok = never === undefined && (node === undefined || !fails(node));
    (states[child.submission] as string[])[child.index] = ok ? 'ok' : 'failed';
    if (node !== undefined) (never !== undefined ? ran.skipped : ok ? ran.succeeded : ran.failed).push(node);
  }
  return ran;
}

function accept(all: readonly PlanSubmission[], submission: PlanSubmission, s: number, room: Room): void {
  const { name, size, after = [], each = [], sequential } = submission;
  const refuse = (why: string): never => {
    throw new Error(`submission ${s} (${name}): ${why}`);
  };
  if (size === null || size < 1 || size > room.arraySize) refuse(`array size ${size}`);
  if (!/^[a-z0-9][a-z0-9_-]{0,127}$/.test(name)) refuse('name');
  const dependencies = after.length + each.length + (sequential ? 1 : 0);
  if (dependencies > room.dependencies) refuse(`${dependencies} dependencies`);
  if (size === 1 && (each.length > 0 || sequential)) refuse('only arrays can be linked item by item');
  for (const upstream of [...after, ...each]) if (!(upstream >= 0 && upstream < s)) refuse(`no job ${upstream}`);
  for (const upstream of each) if (all[upstream]?.size !== size) refuse(`N_TO_N with another size`);
}

/** What a child's worker would find as its input: which item of which step. */
function nodeOf(plan: Plan, { submission, index }: Child): Node | undefined {
  const { steps, offset = 0, size, relay } = plan.submissions[submission] as PlanSubmission;
  if (relay) return undefined;
  const [first = -1] = steps;
  if (plan.steps[first]?.size !== undefined) return `${first}:${offset + index}`;
  if (steps.length !== size) throw new Error(`submission ${submission} has ${size} children of ${steps.length} steps`);
  return `${steps[index] as number}:0`;
}
