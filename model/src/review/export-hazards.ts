import { isList, isObject, type Json, type NamedTemplate } from '../template';
import type { Change } from './changes';
import { canonical } from './difference';
import type { Hazard } from './rules';
import { addressOf } from './stacks';
import { referencesOf, valueText } from './value-text';

interface Export {
  readonly stack: string;
  readonly output: string;
  readonly value: Json | undefined;
}

/**
 * Exports that deployed stacks import, and that go or get another value: CloudFormation refuses that as long as one of
 * them imports it, and the stack that exports comes first.
 */
export function exportHazards(
  before: readonly NamedTemplate[],
  after: readonly NamedTemplate[],
  changes: readonly Change[],
): readonly Hazard[] {
  const replaced = new Set(
    changes.flatMap((one) => (one.kind === 'changed' && one.effect === 'replaced' ? [addressOf(one.after)] : [])),
  );
  const [old, now] = [exportsOf(before), exportsOf(after)];
  const importers = new Map<string, Set<string>>();
  for (const { name, template } of before) {
    for (const { properties } of template.resources.values()) {
      for (const one of importsOf(properties)) importers.set(one, (importers.get(one) ?? new Set()).add(name));
    }
    for (const one of importsOf(template.outputs)) importers.set(one, (importers.get(one) ?? new Set()).add(name));
  }
  return [...old].flatMap(([name, { stack, output, value }]): Hazard[] => {
    const users = importers.get(name);
    if (users === undefined) return [];
    const next = now.get(name);
    const behind = [...referencesOf(value)].map(([logicalId]) => addressOf({ stack, logicalId }));
    const what =
      next === undefined
        ? 'goes'
        : canonical(next.value) !== canonical(value)
          ? `changes from ${valueText(value)} to ${valueText(next.value)}`
          : behind.some((one) => replaced.has(one))
            ? `changes, because ${behind.join(', ')} is replaced`
            : undefined;
    if (what === undefined) return [];
    const text = `the export ${valueText(JSON.parse(name) as Json)}, imported by ${[...users].join(', ')}, ${what}`;
    return [{ rule: 'EXPORT_IN_USE', resource: `${stack}/${output}`, message: text }];
  });
}

/** By name, as canonical JSON: it may be a function. */
const exportsOf = (templates: readonly NamedTemplate[]): ReadonlyMap<string, Export> =>
  new Map(
    templates.flatMap(({ name: stack, template }) =>
      Object.entries(template.outputs).flatMap(([output, declared]) => {
        if (!isObject(declared) || !isObject(declared.Export)) return [];
        return [[canonical(declared.Export.Name), { stack, output, value: declared.Value }] as const];
      }),
    ),
  );

function* importsOf(value: Json): Generator<string> {
  if (isList(value)) for (const item of value) yield* importsOf(item);
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === 'Fn::ImportValue') yield canonical(item);
    else yield* importsOf(item);
  }
}
