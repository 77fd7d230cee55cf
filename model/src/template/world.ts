import type { Home } from '../service';
import type { ReadText } from './assembly';
import { evaluateCondition } from './conditions';
import { resolveReferences } from './dynamic-reference';
import { evaluate, evaluateText } from './evaluate';
import { storedParameter } from './lookups';
import { Memo } from './memo';
import { readNested, STACK_TYPE } from './nested';
import { parameterValue } from './parameters';
import { physicalName } from './physical-name';
import { attempt, fail, inside, type Place } from './problem';
import { surroundings } from './references';
import { isServed, NAME_PROPERTY, PROPERTIES } from './served';
import { keyOf, propertiesOf, type Stack } from './stack';
import { isObject, type Json, type JsonObject, NO_VALUE, own, show, textOf, type Value } from './value';

/** Values from outside of what is read: what a deployment would find in the account. */
export interface Given {
  /** Template parameters, as `Name` or `Stack:Name`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** SSM parameters that another app creates. */
  readonly ssm?: Readonly<Record<string, string>> | undefined;
  /** Exports of stacks of another app. */
  readonly exports?: Readonly<Record<string, string>> | undefined;
}

/**
 * All stacks that are evaluated together, and every value that one can ask of another. Evaluates what is asked for and
 * nothing else, each thing once.
 */
export class World {
  readonly memo = new Memo();
  readonly #read: ReadText;

  /**
   * @param roots - stacks in dependency order
   * @param local - the environment that answers for served resources
   */
  constructor(
    readonly roots: readonly Stack[],
    readonly local: Home,
    read: ReadText,
    readonly given: Given,
  ) {
    this.#read = read;
  }

  /** Whether a resource is created: it has no condition, or one that holds. */
  exists(stack: Stack, logicalId: string, place: Place): boolean {
    const condition = stack.template.resources.get(logicalId)?.condition;
    return condition === undefined || this.condition(stack, condition, place);
  }

  /** The stack that a resource of type {@link STACK_TYPE} stands for. */
  nested(stack: Stack, logicalId: string, place: Place): Stack {
    const key = keyOf(stack, logicalId);
    return this.memo.once(`stack ${key}`, key, place, () => {
      const at = propertiesOf(stack, logicalId);
      const url = (): string =>
        evaluateText(
          this.properties(stack, logicalId).TemplateURL ?? null,
          inside(at, 'TemplateURL'),
          surroundings(this, stack),
        );
      return readNested(stack, logicalId, at, url, this.#read);
    });
  }

  /** Properties of a resource with everything evaluated, as far as they matter here. */
  resource(stack: Stack, logicalId: string): JsonObject {
    const key = keyOf(stack, logicalId);
    const place = propertiesOf(stack, logicalId);
    return this.memo.once(`resource ${key}`, key, place, () => {
      const type = stack.template.resources.get(logicalId)?.type ?? '';
      const wanted = isServed(type) ? PROPERTIES[type] : undefined;
      const declared = Object.entries(this.properties(stack, logicalId));
      const properties = Object.fromEntries(declared.filter(([key]) => wanted?.includes(key) !== false));
      const value = this.resolve(properties, place, stack);
      return isObject(value) ? value : fail(place, 'INVALID', `expected an object; got ${show(value)}`);
    });
  }

  /** Resources that a resource's properties need. */
  needsOf(stack: Stack, logicalId: string): ReadonlySet<string> {
    return this.memo.needsOf(`resource ${keyOf(stack, logicalId)}`);
  }

  /** Physical name: the template's own, or a generated one. */
  nameOf(stack: Stack, logicalId: string, place: Place): string {
    const key = keyOf(stack, logicalId);
    return this.memo.once(`name ${key}`, key, place, () => {
      const type = stack.template.resources.get(logicalId)?.type ?? '';
      const properties = this.properties(stack, logicalId);
      const property = isServed(type) ? NAME_PROPERTY[type] : absentNameProperty(type, properties);
      const given = properties[property];
      const at = inside(propertiesOf(stack, logicalId), property);
      const name = given === undefined ? NO_VALUE : this.resolve(given, at, stack);
      if (name === NO_VALUE) return physicalName(type, stack.name, logicalId, stack.key);
      return textOf(name) ?? fail(at, 'INVALID', `expected a name; got ${show(name)}`);
    });
  }

  /** Every stack that can be reached, nested ones after all roots; one that cannot be read is passed over. */
  *reachable(place: Place): Generator<Stack> {
    const queue = [...this.roots];
    for (let stack = queue.shift(); stack !== undefined; stack = queue.shift()) {
      yield stack;
      for (const [logicalId, { type }] of stack.template.resources) {
        if (type !== STACK_TYPE) continue;
        const owner = stack;
        const found = attempt(() =>
          this.exists(owner, logicalId, place) ? this.nested(owner, logicalId, place) : undefined,
        );
        if (found.ok && found.value !== undefined) queue.push(found.value);
      }
    }
  }

  /** Properties of a resource as its template declares them. */
  properties(stack: Stack, logicalId: string): JsonObject {
    return stack.template.resources.get(logicalId)?.properties ?? {};
  }

  /** Evaluates a value of a stack's template, first its functions, then the dynamic references in what comes out. */
  resolve(value: Json, place: Place, stack: Stack): Value {
    const evaluated = evaluate(value, place, surroundings(this, stack));
    if (evaluated === NO_VALUE) return evaluated;
    return resolveReferences(evaluated, place, (name, at) => storedParameter(this, stack, name, at));
  }

  condition(stack: Stack, name: string, place: Place): boolean {
    const label = `${stack.name} condition ${name}`;
    return this.memo.once(`condition ${stack.key}/${name}`, label, place, () => {
      const definition = own(stack.template.conditions, name);
      if (definition === undefined) fail(place, 'UNKNOWN_REFERENCE', `the template has no condition ${show(name)}`);
      return evaluateCondition(
        definition,
        { stack: stack.name, path: ['Conditions', name] },
        surroundings(this, stack),
      );
    });
  }

  parameter(stack: Stack, name: string, place: Place): Json {
    const label = `${stack.name} parameter ${name}`;
    return this.memo.once(`parameter ${stack.key}/${name}`, label, place, () => {
      const at: Place = { stack: stack.name, path: ['Parameters', name] };
      const declaration = own(stack.template.parameters, name) ?? null;
      const given = this.#givenParameter(stack, name);
      return parameterValue(declaration, given, at, (parameter, where) =>
        storedParameter(this, stack, parameter, where),
      );
    });
  }

  #givenParameter(stack: Stack, name: string): Json | undefined {
    const { outer } = stack;
    if (outer !== undefined) {
      const parameters = own(this.properties(outer.stack, outer.logicalId), 'Parameters');
      const value = isObject(parameters) ? own(parameters, name) : undefined;
      if (value === undefined) return undefined;
      const at = inside(propertiesOf(outer.stack, outer.logicalId), 'Parameters', name);
      const resolved = this.resolve(value, at, outer.stack);
      return resolved === NO_VALUE ? undefined : resolved;
    }
    const { parameters = {} } = this.given;
    return own(parameters, `${stack.name}:${name}`) ?? own(parameters, name) ?? own(stack.parameters, name);
  }

  output(stack: Stack, name: string, place: Place): Value {
    const label = `${stack.name} output ${name}`;
    return this.memo.once(`output ${stack.key}/${name}`, label, place, () => {
      const output = own(stack.template.outputs, name);
      if (!isObject(output) || output.Value === undefined) {
        fail(place, 'UNKNOWN_REFERENCE', `stack ${stack.name} has no output ${show(name)}`);
      }
      const at: Place = { stack: stack.name, path: ['Outputs', name] };
      if (typeof output.Condition === 'string' && !this.condition(stack, output.Condition, at)) {
        fail(
          place,
          'UNKNOWN_REFERENCE',
          `stack ${stack.name} makes no output ${show(name)}: its condition does not hold`,
        );
      }
      return this.resolve(output.Value, inside(at, 'Value'), stack);
    });
  }
}

/** `RoleName` of a role, `TopicName` of a topic; else `Name`. */
function absentNameProperty(type: string, properties: JsonObject): string {
  const property = `${type.split('::').at(-1)}Name`;
  return own(properties, property) === undefined ? 'Name' : property;
}
