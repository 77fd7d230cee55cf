import {
  homeOf,
  type Json,
  type JsonObject,
  type ReadText,
  type ResolvedAssembly,
  readAssemblies,
  resolveAssembly,
  type TemplateProblem,
} from '@batchwright/model/template';

export const LOCAL = homeOf('us-east-1', '000000000000');

export interface MemoryStack {
  readonly template: JsonObject;
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: JsonObject;
}

/** Files of an assembly `app/` with these stacks, and what else is given. */
export function filesOf(
  stacks: Readonly<Record<string, MemoryStack>>,
  others: Readonly<Record<string, Json>> = {},
): Record<string, string> {
  const artifacts: Record<string, Json> = {};
  const files: Record<string, string> = {};
  for (const [id, stack] of Object.entries(stacks)) {
    const {
      template,
      environment = 'aws://unknown-account/unknown-region',
      dependencies = [],
      properties = {},
    } = stack;
    artifacts[id] = {
      type: 'aws:cloudformation:stack',
      environment,
      dependencies,
      properties: { templateFile: `${id}.template.json`, ...properties },
    };
    files[`app/${id}.template.json`] = JSON.stringify(template);
  }
  files['app/manifest.json'] = JSON.stringify({ version: '55.0.0', artifacts });
  for (const [path, value] of Object.entries(others)) files[`app/${path}`] = JSON.stringify(value);
  return files;
}

export const readerOf =
  (files: Readonly<Record<string, string>>): ReadText =>
  (path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
    return text;
  };

/** Reads and resolves; fails the test when that fails. */
export function resolveStacks(
  stacks: Readonly<Record<string, MemoryStack>>,
  others: Readonly<Record<string, Json>> = {},
  given = {},
): ResolvedAssembly {
  const outcome = attemptStacks(stacks, others, given);
  if (!Array.isArray(outcome)) return outcome as ResolvedAssembly;
  throw new Error((outcome as TemplateProblem[]).map(({ message }) => message).join('\n'));
}

/** Reads and resolves, and gives the problems instead when there are any. */
export function problemsOf(
  stacks: Readonly<Record<string, MemoryStack>>,
  others: Readonly<Record<string, Json>> = {},
): readonly TemplateProblem[] {
  const outcome = attemptStacks(stacks, others, {});
  return Array.isArray(outcome) ? outcome : [];
}

function attemptStacks(
  stacks: Readonly<Record<string, MemoryStack>>,
  others: Readonly<Record<string, Json>>,
  given: object,
): ResolvedAssembly | readonly TemplateProblem[] {
  const read = readerOf(filesOf(stacks, others));
  const assemblies = readAssemblies(['app'], read);
  if (!assemblies.ok) return assemblies.problems;
  const resolution = resolveAssembly(assemblies.stacks, LOCAL, read, given);
  return resolution.ok ? resolution.assembly : resolution.problems;
}

/** An SSM parameter: the simplest resource that shows a value. */
export const shows = (value: Json, name = '/shown'): JsonObject => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: name, Type: 'String', Value: value },
});

/** A queue that carries any value along: the resolver knows nothing of its properties. */
const holds = (value: Json): JsonObject => ({ Type: 'AWS::Batch::JobQueue', Properties: { Value: value } });

/** What an expression comes to in a stack `Main` with these sections. */
export function evaluated(expression: Json, sections: JsonObject = {}, environment?: string): Json | undefined {
  const { Resources = {}, ...rest } = sections;
  const template = { ...rest, Resources: { ...(Resources as JsonObject), Shown: holds(expression) } };
  const { resources } = resolveStacks({ Main: { template, ...(environment === undefined ? {} : { environment }) } });
  return resources.find(({ logicalId }) => logicalId === 'Shown')?.properties.Value;
}
