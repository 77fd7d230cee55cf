import type { Plan, PlanStep } from '@batchwright/model/plan';

/** A step that both plans have, and that is not the same in both. */
export interface PlanChange {
  readonly step: string;
  /** What differs: fields of the step. */
  readonly fields: readonly (
    | 'job'
    | 'queue'
    | 'settings'
    | 'size'
    | 'input'
    | 'after'
    | 'sequential'
    | 'runAfter'
    | 'tolerate'
  )[];
  /** Of two arrays with inputs of their own: how many items differ, or are in one of them only. */
  readonly items?: number | undefined;
}

/** What another plan of a flow does otherwise. Steps are told apart by their names. */
export interface PlanDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly PlanChange[];
  /** SubmitJob calls of each. */
  readonly submissions: { readonly before: number; readonly after: number };
}

/** Compares two plans step by step. In what order steps are written, and how they are folded, is no difference. */
export function diffPlans(before: Plan, after: Plan): PlanDifference {
  const old = new Map(before.steps.map((step) => [step.name, step]));
  const added: string[] = [];
  const changed: PlanChange[] = [];
  for (const step of after.steps) {
    const earlier = old.get(step.name);
    old.delete(step.name);
    if (earlier === undefined) added.push(step.name);
    else {
      const change = changeOf(before, earlier, after, step);
      if (change !== undefined) changed.push(change);
    }
  }
  return {
    added,
    removed: [...old.keys()],
    changed,
    submissions: { before: before.submissions.length, after: after.submissions.length },
  };
}

function changeOf(before: Plan, old: PlanStep, after: Plan, step: PlanStep): PlanChange | undefined {
  const items = itemsThatDiffer(old.items ?? [], step.items ?? []);
  const fields = FIELDS.filter((field) => {
    if (field === 'input') return old.input !== step.input || items > 0;
    if (field === 'after') return waitsFor(before, old) !== waitsFor(after, step);
    if (field === 'settings') return canonical(old.settings) !== canonical(step.settings);
    return old[field] !== step[field];
  });
  if (fields.length === 0) return undefined;
  return { step: step.name, fields, ...(items === 0 ? {} : { items }) };
}

const FIELDS: PlanChange['fields'] = [
  'job',
  'queue',
  'settings',
  'size',
  'input',
  'after',
  'sequential',
  'runAfter',
  'tolerate',
];

function itemsThatDiffer(old: readonly string[], now: readonly string[]): number {
  let count = Math.abs(old.length - now.length);
  for (let i = 0; i < Math.min(old.length, now.length); i++) if (old[i] !== now[i]) count++;
  return count;
}

/** Upstream steps by their names: their places differ from plan to plan. */
function waitsFor({ steps }: Plan, { after = [], each }: PlanStep): string {
  const names = after.map((place) => steps[place]?.name).sort();
  return JSON.stringify([names, each === undefined ? null : steps[each]?.name]);
}

const canonical = (value: object | undefined): string =>
  JSON.stringify(value ?? {}, (_key, part: unknown) =>
    typeof part === 'object' && part !== null
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
