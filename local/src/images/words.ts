/** Values of the ENV and ARG instructions so far. */
export type Variables = Readonly<Record<string, string>>;

/** A form of variable substitution that is not evaluated here, such as `${name#prefix}`. */
export class UnsupportedSubstitution extends Error {}
Object.defineProperty(UnsupportedSubstitution.prototype, 'name', { value: 'UnsupportedSubstitution' });

/**
 * Splits an instruction's text at white space, except inside of quotes. The words keep their quotes and escapes.
 *
 * @param escapeCharacter - the Dockerfile's escape character, a backslash unless a directive says otherwise
 */
export function splitWords(text: string, escapeCharacter: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === escapeCharacter && quote !== "'" && at + 1 < text.length) {
      word += character + text.charAt(++at);
    } else if (quote === '' && /\s/.test(character)) {
      if (word !== '') words.push(word);
      word = '';
    } else {
      if (character === quote) quote = '';
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
      word += character;
    }
  }
  return word === '' ? words : [...words, word];
}

/**
 * Evaluates a word: quotes and escapes go, `$NAME`, `${NAME}`, `${NAME:-otherwise}` and `${NAME:+instead}` become their
 * values, a name that is not set becomes nothing. Single quotes keep everything as it stands.
 * Source: Dockerfile reference, "Environment replacement".
 *
 * @throws {@link UnsupportedSubstitution}
 */
export function expandWord(word: string, variables: Variables, escapeCharacter: string): string {
  let result = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const character = word.charAt(at);
    const next = word.charAt(at + 1);
    if (quote === "'") {
      if (character === "'") quote = '';
      else result += character;
    } else if (
      character === escapeCharacter &&
      next !== '' &&
      (quote === '' || '"$'.includes(next) || next === escapeCharacter)
    ) {
      result += next;
      at++;
    } else if (character === '"' || character === "'") {
      if (quote === '') quote = character;
      else if (quote === character) quote = '';
      else result += character;
    } else if (character === '$') {
      const { value, length } = substitute(word.slice(at), variables, escapeCharacter);
      result += value;
      at += length - 1;
    } else result += character;
  }
  return result;
}

/** The value of the substitution at the start of a text, and how much of the text it takes. */
function substitute(
  text: string,
  variables: Variables,
  escapeCharacter: string,
): { readonly value: string; readonly length: number } {
  const [plain, name = ''] = /^\$([A-Za-z_]\w*|\d)/.exec(text) ?? [];
  if (plain !== undefined) return { value: variableOf(variables, name) ?? '', length: plain.length };
  if (!text.startsWith('${')) return { value: '$', length: 1 };
  const end = closingBrace(text);
  const [, braced = '', operator = '', word = ''] = /^([A-Za-z_]\w*)(?:(:?[-+])(.*))?$/s.exec(text.slice(2, end)) ?? [];
  if (end < 0 || braced === '') throw new UnsupportedSubstitution(text.slice(0, end < 0 ? undefined : end + 1));
  const value = variableOf(variables, braced);
  const isSet = value !== undefined && (value !== '' || !operator.startsWith(':'));
  const expanded = (): string => expandWord(word, variables, escapeCharacter);
  const length = end + 1;
  if (operator.endsWith('-')) return { value: isSet ? (value ?? '') : expanded(), length };
  if (operator.endsWith('+')) return { value: isSet ? expanded() : '', length };
  return { value: value ?? '', length };
}

const variableOf = (variables: Variables, name: string): string | undefined =>
  Object.hasOwn(variables, name) ? variables[name] : undefined;

/** Index of the brace that closes the one at index 1; -1 when there is none. */
function closingBrace(text: string): number {
  let depth = 0;
  for (let at = 1; at < text.length; at++) {
    if (text.charAt(at) === '{') depth++;
    else if (text.charAt(at) === '}' && --depth === 0) return at;
  }
  return -1;
}
