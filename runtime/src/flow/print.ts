import type { Plan, PlanSubmission } from '@batchwright/model/plan';
import { LIMITS } from '@batchwright/model/service';
import type { PlanDifference } from './diff';

/** Submissions of a wave, dependencies of a submission, and steps of a difference that are listed one by one. */
const LISTED = { submissions: 20, dependencies: 5, steps: 20 };

/** A plan as text for people: its waves, what is submitted in each, and what needs a client. Ends with a line feed. */
export function printPlan(plan: Plan): string {
  const relays = plan.submissions.filter(({ relay }) => relay).length;
  const seconds = Math.ceil(plan.submissions.length / LIMITS.submitsPerSecond);
  const lines = [
    `flow ${plan.flow}: ${count(plan.steps.length, 'step')}, ${count(plan.submissions.length, 'SubmitJob call')}` +
      `${relays === 0 ? '' : `, of which ${count(relays, 'relay')}`}; at ${LIMITS.submitsPerSecond} a second ${count(seconds, 'second')}`,
  ];
  const waves: PlanSubmission[][] = [];
  for (const submission of plan.submissions) {
    const wave = waves[submission.wave] ?? [];
    wave.push(submission);
    waves[submission.wave] = wave;
  }
  waves.forEach((wave, w) => {
    lines.push(`wave ${w}`);
    for (const submission of wave.slice(0, LISTED.submissions)) lines.push(`  ${describe(plan, submission)}`);
    if (wave.length > LISTED.submissions) lines.push(`  and ${wave.length - LISTED.submissions} more`);
  });
  if (plan.needsClient.length > 0) {
    lines.push('needs a client that waits');
    for (const { message } of plan.needsClient) lines.push(`  ${message}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A difference as text for people. Ends with a line feed. */
export function printDifference({ added, removed, changed, submissions }: PlanDifference): string {
  const lines = [`${count(submissions.before, 'SubmitJob call')} before, ${submissions.after} after`];
  if (added.length + removed.length + changed.length === 0) lines.push('no step differs');
  const list = (sign: string, texts: readonly string[]): void => {
    for (const text of texts.slice(0, LISTED.steps)) lines.push(`${sign} ${text}`);
    if (texts.length > LISTED.steps) lines.push(`${sign} and ${texts.length - LISTED.steps} more`);
  };
  list('-', removed);
  list('+', added);
  list(
    '~',
    changed.map(
      ({ step, fields, items }) =>
        `${step}: ${fields.join(', ')}${items === undefined ? '' : ` (${count(items, 'item')})`}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}

function describe(
  plan: Plan,
  { name, job, queue, relay, size, offset, after = [], each = [], sequential }: PlanSubmission,
): string {
  const children = size === null ? ' of unknown size' : size === 1 ? '' : ` x ${size}`;
  const from = offset === undefined || offset === 0 ? '' : ` from item ${offset}`;
  const names = (places: readonly number[]): string => {
    const listed = places.slice(0, LISTED.dependencies).map((place) => plan.submissions[place]?.name);
    return `${listed.join(', ')}${places.length > LISTED.dependencies ? ` and ${places.length - LISTED.dependencies} more` : ''}`;
  };
  return [
    `${name}${children}${from}: ${relay ? 'relay' : job}${queue === undefined ? '' : ` on ${queue}`}`,
    ...(after.length === 0 ? [] : [`after ${names(after)}`]),
    ...(each.length === 0 ? [] : [`item by item after ${names(each)}`]),
    ...(sequential ? ['one item after another'] : []),
  ].join('; ');
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
