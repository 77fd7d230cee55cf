/**
 * What can be wrong with an assembly or a template.
 *
 * - `UNREADABLE`: a file of the assembly is missing or is not what it should be
 * - `UNSUPPORTED`: an intrinsic function, dynamic reference or parameter type that is not evaluated here
 * - `INVALID`: a function or property whose value has the wrong shape
 * - `UNKNOWN_REFERENCE`: a name that nothing in the assembly has (resource, attribute, parameter, condition, mapping,
 *   export)
 * - `CYCLE`: values or resources that need each other
 * - `DUPLICATE_NAME`: two resources of one type with the same physical name
 */
export type TemplateProblemCode =
  | 'UNREADABLE'
  | 'UNSUPPORTED'
  | 'INVALID'
  | 'UNKNOWN_REFERENCE'
  | 'CYCLE'
  | 'DUPLICATE_NAME';

/** One thing that is wrong, and where. */
export interface TemplateProblem {
  readonly code: TemplateProblemCode;
  /** The whole sentence: where, what, got, expected, remedy. */
  readonly message: string;
  /** Name of the stack, or path of the file when no stack is concerned. */
  readonly stack: string;
  readonly logicalId?: string | undefined;
  /** Path in the template, keys joined by dots: `Resources.Queue.Properties.Priority`. */
  readonly path?: string | undefined;
  /** The intrinsic function: `Fn::Cidr`. */
  readonly function?: string | undefined;
}

/** Where in which template a value stands. */
export interface Place {
  readonly stack: string;
  readonly logicalId?: string | undefined;
  readonly path: readonly string[];
  readonly function?: string | undefined;
}

export const inside = (place: Place, ...keys: readonly string[]): Place => ({
  ...place,
  path: [...place.path, ...keys],
});

/** A problem at a place; its message begins with the place. */
export function problemAt(place: Place, code: TemplateProblemCode, what: string): TemplateProblem {
  const where = [
    `stack ${place.stack}`,
    ...(place.logicalId === undefined ? [] : [`resource ${place.logicalId}`]),
    ...(place.path.length === 0 ? [] : [place.path.join('.')]),
  ].join(', ');
  const of = place.function === undefined ? '' : `${place.function}: `;
  return {
    code,
    message: `${where}: ${of}${what}`,
    stack: place.stack,
    logicalId: place.logicalId,
    path: place.path.length === 0 ? undefined : place.path.join('.'),
    function: place.function,
  };
}

/**
 * Unwinds the evaluation of a value that cannot be had. Never leaves this folder: the entry points turn it into data.
 */
export class Failure extends Error {
  constructor(readonly problems: readonly TemplateProblem[]) {
    super(problems.map(({ message }) => message).join('\n'));
  }
}
Object.defineProperty(Failure.prototype, 'name', { value: 'Failure' });

export function fail(place: Place, code: TemplateProblemCode, what: string): never {
  throw new Failure([problemAt(place, code, what)]);
}

/** Runs every task, so that all that is wrong is found, then throws once when any has failed. */
export function attemptAll<Result>(tasks: readonly (() => Result)[]): readonly Result[] {
  const results: Result[] = [];
  const problems = new Set<TemplateProblem>();
  for (const task of tasks) {
    const outcome = attempt(task);
    if (outcome.ok) results.push(outcome.value);
    else for (const problem of outcome.problems) problems.add(problem);
  }
  if (problems.size > 0) throw new Failure([...problems]);
  return results;
}

export type Attempted<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] };

/** Turns a {@link Failure} into data; any other error passes. */
export function attempt<Result>(task: () => Result): Attempted<Result> {
  try {
    return { ok: true, value: task() };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, problems: error.problems };
    throw error;
  }
}
