import type { Json } from '../template';
import { type Difference, differences } from './difference';
import { type Effect, effectOf, worst } from './effect';
import { askedOutside } from './outside';
import { addressOf, isKept, type Reviewed } from './stacks';
import { referencesOf } from './value-text';

export interface PropertyChange extends Difference {
  readonly effect: Effect;
  /** Address of the resource because of which the value will be another one, although the template says the same. */
  readonly because?: string | undefined;
}

export type Change =
  | { readonly kind: 'added'; readonly after: Reviewed }
  | { readonly kind: 'removed'; readonly before: Reviewed; readonly kept: boolean }
  | {
      readonly kind: 'changed';
      readonly before: Reviewed;
      readonly after: Reviewed;
      readonly properties: readonly PropertyChange[];
      /** The worst of the properties' effects. */
      readonly effect: Effect;
    };

export type Changed = Extract<Change, { kind: 'changed' }>;

/** The resource of a change as it will be, or was. */
export const subjectOf = (change: Change): Reviewed => (change.kind === 'removed' ? change.before : change.after);

/**
 * What a deployment does to each resource, in order of address. What a changed resource makes of those that refer to it is
 * followed to its end: who holds the id of a replaced resource, the version of a changed launch template or the revision
 * of a changed job definition changes too.
 *
 * @param outside - addresses of parameters, mappings and conditions that have another value
 */
export function changesBetween(
  before: ReadonlyMap<string, Reviewed>,
  after: ReadonlyMap<string, Reviewed>,
  outside: ReadonlySet<string> = new Set(),
): readonly Change[] {
  const found = new Map<string, Change>();
  for (const [address, old] of before) {
    const now = after.get(address);
    if (now === undefined) found.set(address, { kind: 'removed', before: old, kept: isKept(old.deletionPolicy) });
    else if (old.type !== now.type) found.set(address, changed(old, now, [typeChange(old, now)]));
    else {
      const own = ownChanges(old, now);
      if (own.length > 0) found.set(address, changed(old, now, own));
    }
  }
  for (const [address, now] of after) if (!before.has(address)) found.set(address, { kind: 'added', after: now });
  while (ripple(found, before, after, outside)) {
    // Again: what was reached now may be referred to as well.
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change);
}

const changed = (before: Reviewed, after: Reviewed, properties: readonly PropertyChange[]): Changed => ({
  kind: 'changed',
  before,
  after,
  properties,
  effect: worst(properties.map(({ effect }) => effect)),
});

const typeChange = (before: Reviewed, after: Reviewed): PropertyChange => ({
  path: ['Type'],
  before: before.type,
  after: after.type,
  effect: 'refused',
});

const ATTRIBUTES = [
  ['condition', 'Condition'],
  ['deletionPolicy', 'DeletionPolicy'],
  ['updateReplacePolicy', 'UpdateReplacePolicy'],
] as const;

/** Whether a condition holds is what a change set knows. */
const attributeEffect = (name: string): Effect => (name === 'Condition' ? 'unknown' : 'in-place');

function ownChanges(before: Reviewed, after: Reviewed): readonly PropertyChange[] {
  const properties = differences(before.properties, after.properties)
    // The template of a nested stack is reviewed as what it holds.
    .filter(({ path }) => before.type !== 'AWS::CloudFormation::Stack' || path[0] !== 'TemplateURL')
    .map((one) => ({ ...one, effect: effectOf(after.type, one, before.properties, after.properties) }));
  const attributes = ATTRIBUTES.filter(([key]) => before[key] !== after[key]).map(
    ([key, name]): PropertyChange => ({
      path: [name],
      before: before[key],
      after: after[key],
      effect: attributeEffect(name),
    }),
  );
  return [...properties, ...attributes];
}

/** Adds what follows from the changes found so far. @returns whether there was anything to add */
function ripple(
  found: Map<string, Change>,
  before: ReadonlyMap<string, Reviewed>,
  after: ReadonlyMap<string, Reviewed>,
  outside: ReadonlySet<string>,
): boolean {
  let more = false;
  for (const [address, now] of after) {
    const old = before.get(address);
    if (old === undefined || old.type !== now.type) continue;
    const known = found.get(address);
    const properties = known?.kind === 'changed' ? known.properties : [];
    const own = new Set(properties.map(({ path }) => path[0]));
    const reached = [
      ...Object.entries(now.properties).flatMap(([key, value]) =>
        [...leaves(value, [key])].flatMap((leaf) => follow(leaf, now, old, found, outside)),
      ),
      ...followCondition(now, outside),
    ];
    const fresh = reached.filter(
      ({ path }) => !own.has(path[0]) || !properties.some((one) => startsWith(path, one.path)),
    );
    if (fresh.length === 0) continue;
    found.set(address, changed(old, now, [...properties, ...fresh]));
    more = true;
  }
  return more;
}

const startsWith = (path: readonly string[], above: readonly string[]): boolean =>
  above.every((key, index) => path[index] === key);

type Leaf = readonly [path: readonly string[], value: Json];

/** The values that hold references: intrinsic functions, and whatever stands in lists. */
function* leaves(value: Json, path: readonly string[]): Generator<Leaf> {
  if (typeof value !== 'object' || value === null) return;
  const entries = Object.entries(value);
  if (Array.isArray(value)) yield [path, value];
  else if (entries.some(([key]) => key === 'Ref' || key.startsWith('Fn::'))) yield [path, value];
  else for (const [key, item] of entries) yield* leaves(item as Json, [...path, key]);
}

function follow(
  [path, value]: Leaf,
  now: Reviewed,
  old: Reviewed,
  found: ReadonlyMap<string, Change>,
  outside: ReadonlySet<string>,
): readonly PropertyChange[] {
  const because = becauseOf(value, now.stack, found, outside);
  if (because === undefined) return [];
  const difference: Difference = { path, before: value, after: value };
  return [{ ...difference, effect: effectOf(now.type, difference, old.properties, now.properties), because }];
}

function becauseOf(
  value: Json,
  stack: string,
  found: ReadonlyMap<string, Change>,
  outside: ReadonlySet<string>,
): string | undefined {
  for (const [logicalId, attribute] of referencesOf(value)) {
    const address = addressOf({ stack, logicalId });
    const source = found.get(address);
    if (source?.kind === 'changed' && changesValue(source, attribute)) return address;
  }
  return [...askedOutside(value)].map((one) => `${stack}/${one}`).find((one) => outside.has(one));
}

function followCondition({ stack, condition }: Reviewed, outside: ReadonlySet<string>): readonly PropertyChange[] {
  const because = `${stack}/Conditions/${condition}`;
  if (condition === undefined || !outside.has(because)) return [];
  return [{ path: ['Condition'], before: condition, after: condition, effect: 'unknown', because }];
}

/** Whether an attribute of a changed resource will have another value. */
function changesValue({ after, effect, properties }: Changed, attribute: string): boolean {
  if (effect === 'replaced') return true;
  if (after.type === 'AWS::EC2::LaunchTemplate') {
    return attribute === 'LatestVersionNumber' && properties.some(({ path }) => path[0] === 'LaunchTemplateData');
  }
  return after.type === 'AWS::Batch::JobDefinition' && effect === 'new-revision';
}
