import { type IResolvable, Token, Tokenization } from 'aws-cdk-lib';
import { at } from './jsonata';

/** Names of fields, and indices of arrays from 0. */
export type FieldPath = readonly [string | number, ...(string | number)[]];

/** A part of something that is only known when a trigger fires. It stands in an input and nowhere else. */
export class Reference implements IResolvable {
  readonly creationStack: string[] = [];

  /** @param jsonata - the expression that yields it */
  constructor(readonly jsonata: string) {}

  resolve(): never {
    throw new Error(
      `${this.jsonata} is known when the trigger fires, not at deployment; use it in the input that the trigger asks for`,
    );
  }

  toString(): string {
    return Token.asString(this);
  }
}

/** The reference that a value is; `undefined` when it is none. A text may hold several: see {@link textParts}. */
export function referenceOf(value: unknown): Reference | undefined {
  const token = typeof value === 'number' ? Tokenization.reverseNumber(value) : value;
  return token instanceof Reference ? token : undefined;
}

const TOKEN = /(\$\{Token\[[^\]]*\]\})/;

/** The parts of a text: references, and texts between them, which may hold tokens of the deployment. */
export function textParts(text: string): readonly (string | Reference)[] {
  const parts: (string | Reference)[] = [];
  for (const part of text.split(TOKEN)) {
    const token = TOKEN.test(part) ? Tokenization.reverseCompleteString(part) : undefined;
    const last = parts.at(-1);
    if (token instanceof Reference) parts.push(token);
    else if (typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  }
  return parts;
}

/**
 * What an input may take from an event, or from the state of a workflow. Each call gives a placeholder of the right type;
 * the value is put in, as JSON, when the trigger fires. A field that is not there is left out of its object, and is empty
 * within a longer text.
 */
export class Fields {
  /** @internal */
  constructor(protected readonly root: string) {}

  /** A text, alone or within a longer one. What is no text is written as one: the number 1 as `1`. */
  text(...path: FieldPath): string {
    return Token.asString(new Reference(`$string(${at(this.root, path)})`));
  }

  /** A number; a text of digits becomes one. It has fifteen digits at most. */
  number(...path: FieldPath): number {
    return Token.asNumber(new Reference(`$number(${at(this.root, path)})`));
  }

  /** Whatever is there, as it is: a boolean, a list, an object. The type is a claim. */
  value<T>(...path: FieldPath): T {
    return new Reference(at(this.root, path)) as unknown as T;
  }

  /** A text that is known to be one. */
  protected known(...path: FieldPath): string {
    return Token.asString(new Reference(at(this.root, path)));
  }
}
