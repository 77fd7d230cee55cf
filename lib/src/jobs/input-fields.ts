import type { Schema } from '@batchwright/model/contract';
import { references } from '@batchwright/model/service';
import type { Construct, IConstruct } from 'constructs';
import { advise, type Problem } from '../checks';
import type { JobProps } from './job-props';

/** The part of Standard JSON Schema that is used. Source: standardschema.dev, "Standard JSON Schema". */
interface Describing {
  readonly jsonSchema?: {
    readonly input: (options: { readonly target: string }) => { readonly properties?: object | undefined };
  };
}

/**
 * Names of the fields of a job's input, as its schema tells them.
 *
 * @returns `undefined` when the schema cannot: its library has no JSON Schema, or this schema has none
 */
export function inputFields(schema: Schema<unknown, unknown>): readonly string[] | undefined {
  const { jsonSchema } = schema['~standard'] as Describing;
  try {
    return jsonSchema && Object.keys(jsonSchema.input({ target: 'draft-2020-12' }).properties ?? {});
  } catch {
    // Transforms, dates and the like have no JSON Schema in some libraries.
    return undefined;
  }
}

/** What is compared: what a command refers to, the job's parameters, and the fields of its input if they are known. */
export interface Named {
  readonly referred: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly fields: readonly string[] | undefined;
}

export function namesOf(
  { command = [], parameters = {} }: Pick<JobProps<string>, 'command' | 'parameters'>,
  input: Schema<unknown, unknown>,
): Named {
  const referred = references(command);
  // Asking a schema takes a while, and most commands refer to nothing.
  return { referred, parameters, fields: referred.length === 0 ? [] : inputFields(input) };
}

/**
 * What is wrong with a `Ref::name` that means a field of the input. The service fills it in from a submission's
 * parameters; an input is no parameter, and an array has as many inputs as children, but one command.
 */
export function referenceProblem({ referred, parameters, fields }: Named): Problem | undefined {
  const field = referred.find((name) => !Object.hasOwn(parameters, name) && fields?.includes(name));
  if (field === undefined) return undefined;
  return {
    code: 'INVALID_PARAMETER',
    message:
      `command has Ref::${field}, a field of the job's input; the service fills in parameters only, and the input reaches ` +
      'the worker as JSON in its environment: read it there, with runJob or any JSON reader, or expected parameters: ' +
      `{ ${field}: '…' } for a value of its own`,
  };
}

/** A parameter that has the name of a field, so that somebody may take the one for the other. */
const shadowed = ({ referred, parameters, fields }: Named): string | undefined =>
  referred.find((name) => Object.hasOwn(parameters, name) && fields?.includes(name));

const told = new WeakSet<IConstruct>();

/** Says what could not be checked, once for an app, and warns of parameters that look like the input. */
export function adviseOnReferences(at: Construct, named: Named): void {
  const parameter = shadowed(named);
  if (parameter !== undefined) {
    advise(
      at,
      'PARAMETER_NAMED_AS_INPUT',
      `Ref::${parameter} is the parameter, not the field of the input with that name: a submission's input does not ` +
        'change it; give the parameter another name',
    );
  }
  if (named.fields !== undefined || told.has(at.node.root)) return;
  told.add(at.node.root);
  advise(
    at,
    'INPUT_NOT_DESCRIBED',
    'the schema of the input has no JSON Schema, so Ref:: names are compared with parameters, and not with fields of the ' +
      'input; take a library that follows Standard JSON Schema (zod 4.2 and newer, valibot, arktype)',
  );
}
