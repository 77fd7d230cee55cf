import { LIMITS } from '../service';
import { isList, type Json } from '../template';
import type { Change, Changed, PropertyChange } from './changes';
import { canonical, type Difference } from './difference';
import { type Effect, flagAt, objectAt } from './effect';
import { code, fold, plain } from './markdown';
import { addressOf, constructPath, type Reviewed } from './stacks';
import { jsonText, valueText } from './value-text';

const EFFECT: Readonly<Record<Effect, string>> = {
  'in-place': 'in place',
  'new-revision': 'new revision',
  unknown: 'unknown: ask a change set',
  infrastructure: 'instances renewed',
  'maybe-replaced': 'may replace it',
  replaced: 'replaces it',
  refused: 'refused by the service',
};

/** Changed resources whose worst effect is one of some, with their properties. */
export function renderChanges(changes: readonly Change[], effects: readonly Effect[]): string {
  const found = changes.flatMap((change) =>
    change.kind === 'changed' && effects.includes(change.effect) ? [renderChange(change)] : [],
  );
  const matter = effects.includes('replaced') || effects.includes('infrastructure');
  return matter ? found.join('') : fold('resources', found.length, found.join(''));
}

function renderChange(change: Changed): string {
  const { after, properties } = change;
  const lines = properties.slice(0, MOST_PROPERTIES).map((property) => `  - ${renderProperty(property)}\n`);
  const more = properties.length - MOST_PROPERTIES;
  return `- ${named(after)}\n${lines.join('')}${more > 0 ? `  - and ${more} more properties\n` : ''}${renewal(change)}`;
}

const MOST_PROPERTIES = 12;

/** What a renewal of instances does to the jobs that run on them. */
function renewal({ after, effect }: Changed): string {
  if (effect !== 'infrastructure') return '';
  const policy = objectAt(after.properties, 'UpdatePolicy');
  const minutes = valueText(policy.JobExecutionTimeoutMinutes ?? LIMITS.updateTimeoutMinutes.default);
  return flagAt(policy, 'TerminateJobsOnUpdate') === true
    ? '  - running jobs are ended at once\n'
    : `  - jobs that still run ${plain(minutes)} minutes after the update began are ended\n`;
}

const renderProperty = (property: PropertyChange): string => {
  const what = property.because === undefined ? describe(property) : `follows from ${code(property.because)}`;
  return `${code(property.path.join('.'))}: ${what} (${EFFECT[property.effect]})`;
};

/** What became of a value. Of a list, what came and what went. */
export function describe({ before, after }: Difference): string {
  if (isList(before ?? []) && isList(after ?? [])) {
    const [old, now] = [listOf(before), listOf(after)];
    const parts = [
      ...without(now, old).map((item) => `plus ${short(item)}`),
      ...without(old, now).map((item) => `minus ${short(item)}`),
    ];
    // What is in another order, or there again, has no parts.
    if (parts.length > 0) return parts.join(', ');
  }
  return `${before === undefined ? 'unset' : short(before)} to ${after === undefined ? 'unset' : short(after)}`;
}

const listOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

function without(items: readonly Json[], others: readonly Json[]): readonly Json[] {
  const known = new Set(others.map(canonical));
  return items.filter((item) => !known.has(canonical(item)));
}

function short(value: Json): string {
  const text = typeof value === 'string' ? value : valueOrJson(value);
  return code(text.length > 160 ? `${text.slice(0, 157)}...` : text);
}

/** A reference as a text; anything else as JSON with references in it as texts. */
const valueOrJson = (value: Json): string => {
  const text = jsonText(value);
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
};

/** The type, the address, and where it stands in the app. */
export function named(resource: Reviewed): string {
  const path = constructPath(resource);
  return `${plain(resource.type)} ${code(addressOf(resource))}${path === undefined ? '' : ` at ${code(path)}`}`;
}
