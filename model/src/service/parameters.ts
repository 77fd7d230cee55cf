const PREFIX = 'Ref::';

export type Substituted =
  | { readonly ok: true; readonly command: readonly string[] }
  | { readonly ok: false; readonly missing: string };

/**
 * Replaces the arguments of a command that are `Ref::name` by parameters, as SubmitJob does. Only whole arguments are
 * replaced (documentation shows no other use). A reference without a value is what the service refuses.
 *
 * @param parameters - the definition's defaults, overridden by the submission's
 */
export function substituteParameters(
  command: readonly string[],
  parameters: Readonly<Record<string, string>>,
): Substituted {
  const missing = references(command).find((name) => !Object.hasOwn(parameters, name));
  if (missing !== undefined) return { ok: false, missing };
  return {
    ok: true,
    command: command.map((argument) =>
      argument.startsWith(PREFIX) ? (parameters[argument.slice(PREFIX.length)] as string) : argument,
    ),
  };
}

/** Names that a command refers to as `Ref::name`. */
export const references = (command: readonly string[]): readonly string[] =>
  command.filter((argument) => argument.startsWith(PREFIX)).map((argument) => argument.slice(PREFIX.length));
