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
  if (before === undefined || after === undefined) {
    return `${before === undefined ? 'unset' : short(before)} to ${after === undefined ? 'unset' : short(after)}`;
  }
  const [was, is] = [textOf(before), textOf(after)];
  const from = was.length > MOST_TEXT || is.length > MOST_TEXT ? Math.max(0, sameStart(was, is) - LEAD) : 0;
  return `${code(cut(was, from))} to ${code(cut(is, from))}`;
}

/** How many characters of two texts are the same at their beginning. */
function sameStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

const MOST_TEXT = 160;
/** Characters that are shown before the first one that differs. */
const LEAD = 30;

const listOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

function without(items: readonly Json[], others: readonly Json[]): readonly Json[] {
  const known = new Set(others.map(canonical));
  return items.filter((item) => !known.has(canonical(item)));
}

const short = (value: Json): string => code(cut(textOf(value), 0));

/** A piece of a text that is not too long, with dots where something is left out. */
const cut = (text: string, from: number): string =>
  `${from > 0 ? '...' : ''}${text.slice(from, from + MOST_TEXT)}${text.length > from + MOST_TEXT ? '...' : ''}`;

/** A text or a reference as a text; anything else as JSON with references in it as texts. */
function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  const text = jsonText(value);
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}

/** The type, the address, and where it stands in the app. */
export function named(resource: Reviewed): string {
  const path = constructPath(resource);
  return `${plain(resource.type)} ${code(addressOf(resource))}${path === undefined ? '' : ` at ${code(path)}`}`;
}
