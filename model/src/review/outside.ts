import { isList, isObject, type Json, type JsonObject, type NamedTemplate } from '../template';
import { type Difference, differences } from './difference';

/** Parts of a template beside its resources that say what the resources will be, or what other stacks may use. */
const SECTIONS = ['Parameters', 'Mappings', 'Conditions', 'Outputs'] as const;
type Section = (typeof SECTIONS)[number];

/** What changes beside the resources of a stack that stays. The first two keys of the path are the section and the name. */
export interface OutsideChange extends Difference {
  readonly stack: string;
}

const sectionsOf = ({ template }: NamedTemplate): Readonly<Record<Section, JsonObject>> => ({
  Parameters: template.parameters,
  Mappings: template.mappings,
  Conditions: template.conditions,
  Outputs: template.outputs,
});

export function outsideChanges(
  before: readonly NamedTemplate[],
  after: readonly NamedTemplate[],
): readonly OutsideChange[] {
  const known = new Map(before.map((one) => [one.name, one]));
  return after.flatMap((now) => {
    const old = known.get(now.name);
    if (old === undefined) return [];
    return differences(sectionsOf(old), sectionsOf(now)).map((one) => ({ ...one, stack: now.name }));
  });
}

/**
 * Addresses, as `App/Mappings/Sizes`, whose value changes: what changed itself, and conditions that ask for it. A default
 * counts, although a stack that is updated may keep the value that it has.
 */
export function changedOutside(
  changes: readonly OutsideChange[],
  after: readonly NamedTemplate[],
): ReadonlySet<string> {
  const found = new Set(changes.map(({ stack, path: [section, name] }) => `${stack}/${section}/${name}`));
  let size: number;
  do {
    size = found.size;
    for (const { name, template } of after) {
      for (const [condition, value] of Object.entries(template.conditions)) {
        if ([...askedOutside(value)].some((one) => found.has(`${name}/${one}`))) {
          found.add(`${name}/Conditions/${condition}`);
        }
      }
    }
  } while (found.size > size);
  return found;
}

/** What a value asks for beside the resources: `Parameters/Size`, `Mappings/Sizes`, `Conditions/Large`. */
export function* askedOutside(value: Json): Generator<string> {
  if (isList(value)) for (const item of value) yield* askedOutside(item);
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    const [first] = isList(item) ? item : [item];
    if (typeof first === 'string' && Object.hasOwn(ASKS, key)) yield `${ASKS[key]}/${first}`;
    if (key === 'Fn::Sub')
      for (const [, name] of String(first).matchAll(/\$\{([^!}.]+)\}/g)) yield `Parameters/${name}`;
    yield* askedOutside(item);
  }
}

const ASKS: Readonly<Record<string, Section>> = {
  Ref: 'Parameters',
  'Fn::FindInMap': 'Mappings',
  'Fn::If': 'Conditions',
  Condition: 'Conditions',
};
