import type { Json } from '../template';
import type { Capacity } from './capacity';
import { type Change, subjectOf } from './changes';
import type { Opening } from './exposure';
import type { Growth } from './growth';
import { blocks, bullets, code, fold, heading, plain, table } from './markdown';
import { describe, named, renderChanges } from './render-changes';
import { renderMonth } from './render-month';
import type { Review } from './review';
import { HAZARDS, type HazardRule, THREATENED } from './rules';
import { jsonText } from './value-text';

/** A review as Markdown for a pull request: what somebody must decide first, what is there to be looked up last. */
export function renderReview(review: Review): string {
  const { changes, outside, unused, capacity, permissions, openings, prices } = review;
  return blocks(
    heading(2, 'Batchwright review'),
    `${verdict(review)}\n`,
    section('Hazards', renderHazards(review)),
    section('Replaced and refused', renderChanges(changes, ['replaced', 'maybe-replaced', 'refused'])),
    section('Instances renewed', renderChanges(changes, ['infrastructure'])),
    section('Permissions that grew', renderGrowth(permissions)),
    section('Network and public access that opened', renderOpenings(openings)),
    changedCapacity(capacity)
      ? section('Worst case per month', renderMonth(capacity.before, capacity.after, prices))
      : '',
    section('Removed', renderList(changes, 'removed')),
    section('Changed', renderChanges(changes, ['in-place', 'new-revision', 'unknown'])),
    section('Added', renderList(changes, 'added')),
    section(
      'Changed beside the resources',
      fold(
        'values',
        outside.length,
        bullets(outside.map((one) => `${code(`${one.stack}/${one.path.join('/')}`)}: ${describe(one)}`)),
      ),
    ),
    section(
      'Acknowledgements of nothing',
      bullets(unused.map(({ id, reason }) => `${code(id)} (${plain(reason)}): no such hazard here; take it away`)),
    ),
  );
}

function verdict({ changes, outside, hazards }: Review): string {
  const open = hazards.filter(({ acknowledged }) => acknowledged === undefined).length;
  const replaced = changes.filter((change) => change.kind === 'changed' && change.effect === 'replaced').length;
  const counts = (['added', 'changed', 'removed'] as const).flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    const part = kind === 'changed' && replaced > 0 ? ` (${replaced} **replaced**)` : '';
    return count === 0 ? [] : [`${count} ${kind}${part}`];
  });
  if (counts.length === 0 && outside.length === 0 && hazards.length === 0) return 'Nothing changes.';
  const what = counts.length === 0 ? 'No resource changes' : counts.join(', ');
  return `${what}. ${open === 0 ? 'No open hazard.' : `**${open} open ${open === 1 ? 'hazard' : 'hazards'}.**`}`;
}

const section = (title: string, body: string): string => (body === '' ? '' : blocks(heading(3, title), body));

/** Rule by rule, the open ones and the worst first. */
function renderHazards({ hazards }: Review): string {
  const byRule = new Map<HazardRule, Review['hazards'][number][]>();
  for (const one of hazards) byRule.set(one.rule, [...(byRule.get(one.rule) ?? []), one]);
  const rank = (rule: HazardRule): number => {
    const open = byRule.get(rule)?.some(({ acknowledged }) => acknowledged === undefined);
    return THREATENED.indexOf(HAZARDS[rule].threatens) + (open ? 0 : THREATENED.length);
  };
  return [...byRule]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([rule, found]) => {
      const { meaning, remedy } = HAZARDS[rule];
      const lines = found.map(({ id, message, acknowledged }) =>
        acknowledged === undefined
          ? `  - **open** ${code(id)}: ${plain(message)}\n`
          : `  - acknowledged ${code(id)}: ${plain(message)}. Reason: ${plain(acknowledged)}\n`,
      );
      return `- ${meaning} *Instead:* ${remedy}\n${lines.join('')}`;
    })
    .join('');
}

function renderList(changes: readonly Change[], kind: 'added' | 'removed'): string {
  const found = changes.filter((change) => change.kind === kind);
  const lines = found.map(
    (change) => `${named(subjectOf(change))}${change.kind === 'removed' && change.kept ? ' (left behind)' : ''}`,
  );
  return fold('resources', found.length, bullets(lines));
}

/** Nothing of it is left out: what is in "and 3 more" nobody reviews. */
const renderGrowth = (permissions: readonly Growth[]): string =>
  table(
    ['Who or what', 'May now', 'On', 'Why it is more'],
    permissions.map((growth) => [
      `${code(growth.statement.holder)}${KINDS[growth.statement.kind]}`,
      growth.actions.map(code).join(', '),
      [...growth.resources.map(code), ...growth.principals.map((who) => `by ${code(who)}`)].join('<br>'),
      whyMore(growth),
    ]),
  );

const KINDS = { identity: '', trust: ' (trust)', resource: ' (resource policy)' } as const;

function whyMore({ statement: { condition }, denial, conditionDropped }: Growth): string {
  const text = condition === '' ? '' : code(jsonText(JSON.parse(condition) as Json));
  if (denial) return 'no longer denied';
  if (conditionDropped)
    return text === '' ? 'without the condition that there was' : `under another condition: ${text}`;
  return text === '' ? 'new' : `new, if ${text}`;
}

const renderOpenings = (openings: readonly Opening[]): string =>
  bullets(openings.map(({ resource, direction, what }) => `${code(resource)}, ${direction}: ${plain(what)}`));

/** Sizes that stayed are nothing to read about. */
const changedCapacity = ({ before, after }: Review['capacity']): boolean =>
  JSON.stringify(before.map(size)) !== JSON.stringify(after.map(size));

const size = ({ resource, type, maxvCpus, minvCpus, cost }: Capacity): readonly unknown[] => [
  resource,
  type,
  maxvCpus,
  minvCpus,
  cost,
];
