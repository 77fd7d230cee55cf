import { urlSuffix } from './environment';
import type { Surroundings } from './evaluate';
import { importedValue } from './lookups';
import { STACK_TYPE } from './nested';
import { uuidDigest } from './physical-name';
import { attempt, fail, inside, type Place } from './problem';
import { type Identity, isServed, NAME_PROPERTY, servedAttribute, servedRef } from './served';
import { keyOf, propertiesOf, type Stack } from './stack';
import { type Absent, standInAttribute, standInRef } from './stand-in';
import { NO_VALUE, own, show, textOf, type Value } from './value';
import type { World } from './world';

/** What the functions of a stack's template see. */
export const surroundings = (world: World, stack: Stack): Surroundings => ({
  ref: (name, place) => ref(world, stack, name, place),
  attribute: (logicalId, name, place) => attribute(world, stack, logicalId, name, place),
  condition: (name, place) => world.condition(stack, name, place),
  imported: (name, place) => importedValue(world, stack, name, place),
  mappings: stack.template.mappings,
  region: stack.home.region,
});

function ref(world: World, stack: Stack, name: string, place: Place): Value {
  if (name.startsWith('AWS::')) return pseudo(stack, name, place);
  if (own(stack.template.parameters, name) !== undefined) return world.parameter(stack, name, place);
  const type = requireResource(world, stack, name, place);
  if (type === STACK_TYPE) return stackArn(world.nested(stack, name, place));
  if (!isServed(type)) return standInRef(absent(world, stack, name, type, place), world.local);
  world.memo.touch(keyOf(stack, name));
  return servedRef(type, identity(world, stack, name, place), world.local);
}

function attribute(world: World, stack: Stack, logicalId: string, attribute: string, place: Place): Value {
  const type = requireResource(world, stack, logicalId, place);
  if (type === STACK_TYPE) {
    const [, output] = /^Outputs\.(.+)$/.exec(attribute) ?? [];
    if (output === undefined) fail(place, 'UNKNOWN_REFERENCE', `a nested stack has no attribute ${show(attribute)}`);
    return world.output(world.nested(stack, logicalId, place), output, place);
  }
  if (isServed(type)) {
    world.memo.touch(keyOf(stack, logicalId));
    if (type === 'AWS::SSM::Parameter' && (attribute === 'Value' || attribute === 'Type')) {
      return world.resource(stack, logicalId)[attribute] ?? fail(place, 'INVALID', `the parameter has no ${attribute}`);
    }
    const value = servedAttribute(type, attribute, identity(world, stack, logicalId, place), world.local);
    return value ?? fail(place, 'UNKNOWN_REFERENCE', `${type} has no attribute ${show(attribute)} here`);
  }
  if (attribute.startsWith('/cdk/exports/')) {
    fail(place, 'UNSUPPORTED', 'references across regions are made by a custom resource when the app is deployed');
  }
  const declared = own(world.properties(stack, logicalId), attribute);
  if (declared !== undefined) return world.resolve(declared, inside(propertiesOf(stack, logicalId), attribute), stack);
  return standInAttribute(absent(world, stack, logicalId, type, place), attribute, world.local);
}

/** Type of a resource that is there. */
function requireResource(world: World, stack: Stack, logicalId: string, place: Place): string {
  const resource = stack.template.resources.get(logicalId);
  if (resource === undefined) {
    fail(place, 'UNKNOWN_REFERENCE', `the template has no parameter or resource ${show(logicalId)}`);
  }
  if (!world.exists(stack, logicalId, place)) {
    const why = `its condition ${show(resource.condition)} does not hold`;
    fail(place, 'UNKNOWN_REFERENCE', `the resource ${show(logicalId)} is not created: ${why}`);
  }
  return resource.type;
}

function identity(world: World, stack: Stack, logicalId: string, place: Place): Identity {
  return { name: world.nameOf(stack, logicalId, place), revision: revision(world, stack, logicalId, place) };
}

const DEFINITION = 'AWS::Batch::JobDefinition';

/** The service numbers definitions of one name in the order in which they are registered. */
function revision(world: World, stack: Stack, logicalId: string, place: Place): number {
  if (!namesItself(stack, logicalId)) return 1;
  const name = world.nameOf(stack, logicalId, place);
  const earlier = world.memo.aside(() => {
    let count = 0;
    for (const other of world.reachable(place)) {
      for (const id of other.template.resources.keys()) {
        if (keyOf(other, id) === keyOf(stack, logicalId)) return count;
        if (!namesItself(other, id)) continue;
        const same = attempt(() => world.exists(other, id, place) && world.nameOf(other, id, place) === name);
        if (same.ok && same.value) count++;
      }
    }
    return count;
  });
  return earlier + 1;
}

/** Whether a resource is a job definition with a name of its own; a generated name has only one revision. */
function namesItself(stack: Stack, logicalId: string): boolean {
  const { type, properties } = stack.template.resources.get(logicalId) ?? {};
  return type === DEFINITION && properties?.[NAME_PROPERTY[DEFINITION]] !== undefined;
}

function absent(world: World, stack: Stack, logicalId: string, type: string, place: Place): Absent {
  const path = textOf(own(world.properties(stack, logicalId), 'Path'));
  return { type, name: world.nameOf(stack, logicalId, place), key: keyOf(stack, logicalId), path };
}

function pseudo(stack: Stack, name: string, place: Place): Value {
  const { partition, region, account } = stack.home;
  switch (name) {
    case 'AWS::NoValue':
      return NO_VALUE;
    case 'AWS::Region':
      return region;
    case 'AWS::AccountId':
      return account;
    case 'AWS::Partition':
      return partition;
    case 'AWS::URLSuffix':
      return urlSuffix(stack.home);
    case 'AWS::StackName':
      return stack.name;
    case 'AWS::StackId':
      return stackArn(stack);
    case 'AWS::NotificationARNs':
      return [];
    default:
      return fail(place, 'UNKNOWN_REFERENCE', `there is no pseudo parameter ${name}`);
  }
}

function stackArn({ name, key, home: { partition, region, account } }: Stack): string {
  return `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/${uuidDigest(key)}`;
}
