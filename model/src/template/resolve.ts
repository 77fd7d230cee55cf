import type { Home } from '../service';
import type { ReadText, StackSource } from './assembly';
import { relocate } from './environment';
import { STACK_TYPE } from './nested';
import { dependencyOrder } from './order';
import { attempt, fail, inside, type Place, problemAt, type TemplateProblem } from './problem';
import { isServed, type ServedType } from './served';
import { keyOf, propertiesOf, type Stack, stacksOf } from './stack';
import { isList, type JsonObject, show, textOf } from './value';
import { type Given, World } from './world';

/** A served resource with everything evaluated. */
export interface ResolvedResource {
  readonly type: ServedType;
  /** Name of its stack. */
  readonly stack: string;
  readonly logicalId: string;
  /** Physical name. */
  readonly name: string;
  /** CloudFormation's properties, values evaluated. */
  readonly properties: JsonObject;
}

export interface ResolvedAssembly {
  /** What is needed stands before what needs it; otherwise as in the assembly. */
  readonly resources: readonly ResolvedResource[];
  /** Types that are not served, with how many resources of each would be created. */
  readonly notServed: ReadonlyMap<string, number>;
  /** Stacks that were evaluated, nested ones included. */
  readonly stacks: readonly Stack[];
  /**
   * Outputs of the stacks, by stack name. An output that names what cannot be evaluated here is left out: no served
   * resource needs it.
   */
  readonly outputs: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export type Resolution =
  | { readonly ok: true; readonly assembly: ResolvedAssembly }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] };

const DEFINITION = 'AWS::Batch::JobDefinition';
/** Says nothing about what runs: the CDK's own record of its constructs. */
const METADATA_TYPE = 'AWS::CDK::Metadata';

/**
 * Evaluates every served resource of some stacks. Anything else is evaluated only as far as a served resource needs it.
 *
 * @param sources - stacks in dependency order
 * @param local - region and account that answer for the served resources, see {@link relocate}
 * @param read - for the templates of nested stacks
 */
export function resolveAssembly(
  sources: readonly StackSource[],
  local: Home,
  read: ReadText,
  given: Given = {},
): Resolution {
  const world = new World(stacksOf(sources, local), local, read, given);
  const problems = new Set<TemplateProblem>();
  const found = new Map<string, ResolvedResource>();
  const needs = new Map<string, ReadonlySet<string>>();
  const notServed = new Map<string, number>();
  const lastDefinition = new Map<string, string>();
  const stacks = [...world.reachable({ stack: '', path: [] })];
  const homes = stacks.map(({ home }) => home);
  for (const stack of stacks) {
    for (const [logicalId, { type, dependsOn }] of stack.template.resources) {
      const place = { ...propertiesOf(stack, logicalId), path: ['Resources', logicalId] };
      if (!isServed(type) && type !== STACK_TYPE) {
        const there = attempt(() => world.exists(stack, logicalId, place));
        if (type !== METADATA_TYPE && !(there.ok && !there.value)) notServed.set(type, (notServed.get(type) ?? 0) + 1);
        continue;
      }
      const outcome = attempt(() => {
        if (!world.exists(stack, logicalId, place)) return;
        if (!isServed(type)) return void world.nested(stack, logicalId, place);
        const properties = relocate(world.resource(stack, logicalId), homes, local);
        if (type === 'AWS::SSM::Parameter') requireStored(properties, propertiesOf(stack, logicalId));
        const name = world.nameOf(stack, logicalId, place);
        const key = keyOf(stack, logicalId);
        found.set(key, { type, stack: stack.name, logicalId, name, properties });
        const needed = new Set([...world.needsOf(stack, logicalId), ...dependsOn.map((id) => keyOf(stack, id))]);
        if (type === DEFINITION) {
          // Revisions are counted in this order, so they must be registered in it.
          const earlier = lastDefinition.get(name);
          if (earlier !== undefined) needed.add(earlier);
          lastDefinition.set(name, key);
        }
        needs.set(key, needed);
      });
      if (!outcome.ok) for (const problem of outcome.problems) problems.add(problem);
    }
  }
  for (const problem of duplicateNames([...found.values()])) problems.add(problem);
  const order = dependencyOrder([...found.keys()], (key) => needs.get(key) ?? []);
  if (!order.ok) problems.add(cycleProblem(order.cycle, found));
  if (!order.ok || problems.size > 0) return { ok: false, problems: [...problems] };
  const resources = order.order.flatMap((key) => found.get(key) ?? []);
  const outputs = new Map(stacks.map((stack) => [stack.name, outputsOf(world, stack, homes)]));
  return { ok: true, assembly: { resources, notServed, stacks, outputs } };
}

function outputsOf(world: World, stack: Stack, homes: readonly Home[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of Object.keys(stack.template.outputs)) {
    const place = { stack: stack.name, path: ['Outputs', name] };
    const outcome = attempt(() => textOf(world.output(stack, name, place)));
    if (outcome.ok && outcome.value !== undefined) found.set(name, relocate(outcome.value, homes, world.local));
  }
  return found;
}

/** A parameter holds a text, or a list of texts. */
function requireStored({ Value }: JsonObject, place: Place): void {
  const items = isList(Value) ? Value : [Value];
  if (items.some((item) => textOf(item) === undefined)) {
    fail(inside(place, 'Value'), 'INVALID', `expected a text; got ${show(Value)}`);
  }
}

function cycleProblem(cycle: readonly string[], found: ReadonlyMap<string, ResolvedResource>): TemplateProblem {
  const first = found.get(cycle[0] ?? '');
  const path = cycle.map((key) => `${found.get(key)?.stack}/${found.get(key)?.logicalId}`).join(' -> ');
  const place = { stack: first?.stack ?? '', logicalId: first?.logicalId, path: [] };
  return problemAt(place, 'CYCLE', `these resources need each other: ${path}`);
}

/** Two resources of one type that would have one name; job definitions become revisions instead. */
function* duplicateNames(resources: readonly ResolvedResource[]): Generator<TemplateProblem> {
  const first = new Map<string, ResolvedResource>();
  for (const resource of resources) {
    const { type, name, stack, logicalId } = resource;
    if (type === DEFINITION) continue;
    const other = first.get(`${type} ${name}`);
    if (other === undefined) first.set(`${type} ${name}`, resource);
    else {
      const what = `the name ${name} is taken by ${other.logicalId} of stack ${other.stack}; one local service is one region and one account: give the directory of one Stage, or let names be generated`;
      yield problemAt({ stack, logicalId, path: ['Resources', logicalId] }, 'DUPLICATE_NAME', what);
    }
  }
}
