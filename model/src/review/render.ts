import { LIMITS } from '../service';
import type { Capacity } from './capacity';
import { type Change, type Changed, type PropertyChange, subjectOf } from './changes';
import { type Effect, flagAt, objectAt } from './effect';
import type { Opening } from './exposure';
import type { Growth } from './growth';
import { blocks, bullets, code, few, heading, plain, table } from './markdown';
import { renderMonth } from './render-month';
import type { Review } from './review';
import { HAZARDS } from './rules';
import { addressOf, constructPath, type Reviewed } from './stacks';
import { valueText } from './value-text';

/** A review as Markdown for a pull request. */
export function renderReview(review: Review): string {
  const { changes, hazards, unused, capacity, permissions, openings, prices } = review;
  const open = hazards.filter(({ acknowledged }) => acknowledged === undefined);
  const verdict =
    changes.length === 0
      ? 'Nothing changes.'
      : `${count(changes, 'added')} added, ${count(changes, 'changed')} changed, ${count(changes, 'removed')} removed, ${
          changes.filter((change) => change.kind === 'changed' && change.effect === 'replaced').length
        } of the changed **replaced**. ${open.length === 0 ? 'No open hazard.' : `**${open.length} open ${open.length === 1 ? 'hazard' : 'hazards'}.**`}`;
  return blocks(
    heading(2, 'Batchwright review'),
    `${verdict}\n`,
    renderHazards(review),
    section('Replaced and refused', renderChanges(changes, ['replaced', 'maybe-replaced', 'refused'])),
    section('Instances renewed', renderChanges(changes, ['infrastructure'])),
    section('Changed', renderChanges(changes, ['in-place', 'new-revision', 'unknown'])),
    section('Added', renderList(changes, 'added')),
    section('Removed', renderList(changes, 'removed')),
    section('Permissions that grew', renderGrowth(permissions)),
    section('Network and public access that opened', renderOpenings(openings)),
    changedCapacity(capacity)
      ? section('Worst case per month', renderMonth(capacity.before, capacity.after, prices))
      : '',
    section(
      'Acknowledgements of nothing',
      bullets(unused.map(({ id, reason }) => `${code(id)} (${plain(reason)}): no such hazard here; take it away`)),
    ),
  );
}

const count = (changes: readonly Change[], kind: Change['kind']): number =>
  changes.filter((change) => change.kind === kind).length;

const section = (title: string, body: string): string => (body === '' ? '' : blocks(heading(3, title), body));

function renderHazards({ hazards }: Review): string {
  return section(
    'Hazards',
    bullets(
      hazards.map(({ id, rule, message, acknowledged }) => {
        const what = `${code(id)}: ${plain(message)}. ${HAZARDS[rule].meaning}`;
        return acknowledged === undefined
          ? `**open** ${what} ${HAZARDS[rule].remedy}`
          : `acknowledged ${what} Reason: ${plain(acknowledged)}`;
      }),
    ),
  );
}

const EFFECT: Readonly<Record<Effect, string>> = {
  'in-place': 'in place',
  'new-revision': 'new revision',
  unknown: 'unknown: ask a change set',
  infrastructure: 'instances renewed',
  'maybe-replaced': 'may replace it',
  replaced: 'replaces it',
  refused: 'refused by the service',
};

function renderChanges(changes: readonly Change[], effects: readonly Effect[]): string {
  return changes
    .flatMap((change) => {
      if (change.kind !== 'changed' || !effects.includes(change.effect)) return [];
      return [
        `- ${named(change.after)}\n${change.properties
          .slice(0, MOST_PROPERTIES)
          .map((property) => `  - ${renderProperty(property)}\n`)
          .join('')}${rest(change.properties.length)}${renewal(change)}`,
      ];
    })
    .join('');
}

/** What a renewal of instances does to the jobs that run on them. */
function renewal({ after, effect }: Changed): string {
  if (effect !== 'infrastructure') return '';
  const policy = objectAt(after.properties, 'UpdatePolicy');
  const minutes = valueText(policy.JobExecutionTimeoutMinutes ?? LIMITS.updateTimeoutMinutes.default);
  return flagAt(policy, 'TerminateJobsOnUpdate') === true
    ? '  - running jobs are ended at once\n'
    : `  - jobs that still run ${plain(minutes)} minutes after the update began are ended\n`;
}

const MOST_PROPERTIES = 12;
const rest = (length: number): string =>
  length > MOST_PROPERTIES ? `  - and ${length - MOST_PROPERTIES} more properties\n` : '';

function renderProperty({ path, before, after, effect, because }: PropertyChange): string {
  const values =
    because === undefined
      ? `${before === undefined ? 'unset' : short(valueText(before))} to ${after === undefined ? 'unset' : short(valueText(after))}`
      : `follows from ${code(because)}`;
  return `${code(path.join('.'))}: ${values} (${EFFECT[effect]})`;
}

const short = (text: string): string => code(text.length > 100 ? `${text.slice(0, 97)}...` : text);

/** The type, the address, and where it stands in the app. */
function named(resource: Reviewed): string {
  const path = constructPath(resource);
  return `${plain(resource.type)} ${code(addressOf(resource))}${path === undefined ? '' : ` at ${code(path)}`}`;
}

const renderList = (changes: readonly Change[], kind: 'added' | 'removed'): string =>
  bullets(
    changes
      .filter((change) => change.kind === kind)
      .map(
        (change) => `${named(subjectOf(change))}${change.kind === 'removed' && change.kept ? ' (left behind)' : ''}`,
      ),
  );

const renderGrowth = (permissions: readonly Growth[]): string =>
  table(
    ['Who or what', 'May now', 'On', 'Why it is more'],
    permissions.map(({ statement, denial, actions, resources, principals, conditionDropped }) => [
      `${code(statement.holder)}${statement.kind === 'identity' ? '' : ` (${statement.kind === 'trust' ? 'trust' : 'resource policy'})`}`,
      few(actions.map(code), 10),
      few([...resources.map(code), ...principals.map((who) => `by ${code(who)}`)], 6),
      denial
        ? 'no longer denied'
        : conditionDropped
          ? statement.condition === ''
            ? 'without the condition that there was'
            : `under another condition: ${code(statement.condition)}`
          : statement.condition === ''
            ? 'new'
            : `new, if ${code(statement.condition)}`,
    ]),
  );

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
