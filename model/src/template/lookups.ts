import { publicImage } from './parameters';
import { attempt, fail, type Place } from './problem';
import { keyOf, type Stack } from './stack';
import { isObject, type Json, own, show, textOf, type Value } from './value';
import type { World } from './world';

/** The value of an export: of a stack in the same environment if there is one, else of any. */
export function importedValue(world: World, importer: Stack, name: string, place: Place): Value {
  const { exports = {} } = world.given;
  const given = own(exports, name);
  if (given !== undefined) return given;
  const found = world.memo.aside(() => {
    const exporters: Found[] = [];
    for (const stack of world.reachable(place)) {
      for (const [output, declared] of Object.entries(stack.template.outputs)) {
        const exported = isObject(declared) && isObject(declared.Export) ? declared.Export.Name : undefined;
        if (exported !== undefined && comesOutAs(world, stack, exported, name, place)) {
          exporters.push({ stack, id: output });
        }
      }
    }
    return nearest(exporters, importer);
  });
  if (found !== undefined) return world.output(found.stack, found.id, place);
  const remedy = 'add the assembly of the app that exports it, or give its value';
  return fail(place, 'UNKNOWN_REFERENCE', `no stack exports ${show(name)}; ${remedy}`);
}

/** The value of an SSM parameter: given, created by a stack (of the same environment first), or a public image. */
export function storedParameter(world: World, asker: Stack, name: string, place: Place): string {
  const { ssm = {} } = world.given;
  const given = own(ssm, name) ?? publicImage(name);
  if (given !== undefined) return given;
  const found = world.memo.aside(() => {
    const creators: Found[] = [];
    for (const stack of world.reachable(place)) {
      for (const [id, { type, properties }] of stack.template.resources) {
        const { Name } = properties;
        if (type !== 'AWS::SSM::Parameter' || Name === undefined) continue;
        if (!comesOutAs(world, stack, Name, name, place)) continue;
        const there = attempt(() => world.exists(stack, id, place));
        if (there.ok && there.value) creators.push({ stack, id });
      }
    }
    return nearest(creators, asker);
  });
  if (found === undefined) {
    const remedy = 'declare it in a stack of the app, add the assembly of the app that creates it, or give its value';
    return fail(place, 'UNKNOWN_REFERENCE', `no stack creates the SSM parameter ${show(name)}; ${remedy}`);
  }
  world.memo.touch(keyOf(found.stack, found.id));
  const value = textOf(world.resource(found.stack, found.id).Value);
  return value ?? fail(place, 'INVALID', `the SSM parameter ${show(name)} has no text as its Value`);
}

interface Found {
  readonly stack: Stack;
  readonly id: string;
}

/** The first in the environment of who asks, else the first. */
const nearest = (found: readonly Found[], { home: { region, account } }: Stack): Found | undefined =>
  found.find(({ stack: { home } }) => home.region === region && home.account === account) ?? found[0];

/** Whether a declared name comes out as the one that is looked for; a name that cannot be evaluated does not. */
function comesOutAs(world: World, stack: Stack, declared: Json, name: string, place: Place): boolean {
  if (typeof declared === 'string' && !declared.includes('{{')) return declared === name;
  const result = attempt(() => world.resolve(declared, place, stack));
  return result.ok && result.value === name;
}
