import { ContractError } from './errors';

/** Every stored shape of ours says what it is and in which version of that shape it is written. */
export interface Versioned {
  readonly batchwright: string;
  readonly version: number;
}

/**
 * Checks what a stored text claims to be. Unknown fields are the reader's to ignore; older versions are its to upgrade.
 *
 * @param what - the shape's name, for example `manifest`
 * @param newest - the newest version this package reads
 * @param where - where the text came from, for the message
 * @throws {@link ContractError} `INVALID_FORMAT` when it is something else, `NEWER_FORMAT` when it is newer
 */
export function readVersioned<Shape extends Versioned>(
  text: string,
  what: string,
  newest: number,
  where: string,
): Shape {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalidFormat(where, `expected a ${what} as JSON; got ${excerpt(text)}`, cause);
  }
  if ((value as Partial<Versioned> | null)?.batchwright !== what) {
    throw invalidFormat(
      where,
      `expected an object with "batchwright": "${what}"; got ${excerpt(JSON.stringify(value))}`,
    );
  }
  const { version } = value as Versioned;
  if (!Number.isInteger(version) || version < 1) {
    throw invalidFormat(where, `the ${what}'s version must be an integer from 1; got ${JSON.stringify(version)}`);
  }
  if (version > newest) {
    throw new ContractError(
      'NEWER_FORMAT',
      `${where}: the ${what} has format version ${version}, this package reads up to ${newest}; update the @batchwright packages here`,
    );
  }
  return value as Shape;
}

/** A stored text that is not what it should be. @param where - where it came from */
export const invalidFormat = (where: string, problem: string, cause?: unknown): ContractError =>
  new ContractError('INVALID_FORMAT', `${where}: ${problem}`, { cause });

function excerpt(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text === '' ? 'an empty text' : text;
}
