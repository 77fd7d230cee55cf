/**
 * What can be wrong with an assembly or a template.
 *
 * - `UNREADABLE`: a file of the assembly is missing or is not what it should be
 * - `UNSUPPORTED`: an intrinsic function, dynamic reference or parameter type that is not evaluated here
 * - `INVALID`: a function or property whose value has the wrong shape
 * - `UNKNOWN_REFERENCE`: a name that nothing in the assembly has (resource, parameter, condition, mapping, export, attribute)
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
  /** The whole sentence: what, where, got, expected, remedy. */
  readonly message: string;
  /** Name of the stack, or path of the file when no stack is concerned. */
  readonly stack: string;
  readonly logicalId?: string | undefined;
  /** Path in the template: `Resources.Queue.Properties.Priority`. */
  readonly path?: string | undefined;
  /** The intrinsic function: `Fn::Cidr`. */
  readonly function?: string | undefined;
}
