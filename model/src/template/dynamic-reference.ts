import { attempt, Failure, fail, inside, type Place, type TemplateProblem } from './problem';
import { type Json, mapTexts } from './value';

const REFERENCE = /\{\{resolve:([^:}]+):([^}]*)\}\}/g;

/**
 * Replaces `{{resolve:ssm:name}}` and `{{resolve:ssm:name:version}}` in every text of a value. The version is not looked
 * at: a parameter that the assembly creates has one. Secrets are refused: there is nothing here to keep them.
 *
 * @param lookUp - value of a parameter; throws a Failure when there is none
 * @throws Failure with every reference that cannot be resolved
 */
export function resolveReferences(value: Json, place: Place, lookUp: (name: string, place: Place) => string): Json {
  const problems: TemplateProblem[] = [];
  const resolved = mapTexts(value, (text, path) =>
    text.replaceAll(REFERENCE, (reference, service: string, rest: string) => {
      const at = { ...inside(place, ...path), function: `{{resolve:${service}}}` };
      const outcome = attempt(() =>
        service === 'ssm'
          ? lookUp(rest.replace(/:\d+$/, ''), at)
          : fail(at, 'UNSUPPORTED', 'only parameters can be resolved here, as {{resolve:ssm:name}}'),
      );
      if (outcome.ok) return outcome.value;
      problems.push(...outcome.problems);
      return reference;
    }),
  );
  if (problems.length > 0) throw new Failure(problems);
  return resolved;
}
