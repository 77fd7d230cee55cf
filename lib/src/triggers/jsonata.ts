/** A text as a literal of JSONata: `it's` becomes `'it\u0027s'`. Single quotes, because it stands inside a JSON text. */
export function literal(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  // `%}` would end the expression for a reader that looks for its end.
  return `'${inner.replaceAll("'", '\\u0027').replaceAll('%}', '\\u0025}')}'`;
}

/** An expression where a state machine expects a value. */
export const expression = (jsonata: string): string => `{% ${jsonata} %}`;

/** Names that need no quotes in a path; the words among them mean something else. */
const PLAIN_NAME = /^(?!(?:and|or|in|true|false|null|function)$)[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The part of a value that a path leads to. What is not there is `undefined`, which an object leaves out.
 *
 * @param path - names of fields, and indices of arrays from 0
 */
export function at(value: string, path: readonly (string | number)[]): string {
  return path.reduce<string>((of, step) => {
    if (typeof step === 'number') return `${of}[${step}]`;
    if (PLAIN_NAME.test(step)) return `${of}.${step}`;
    // A quoted name has no escape for its own quote.
    return step.includes('`') ? `$lookup(${of}, ${literal(step)})` : `${of}.\`${step}\``;
  }, value);
}
