/**
 * A class of errors that carry data, and that are known by a brand: `instanceof` fails across copies of this package. The
 * name stands on the prototype, since minifiers rename classes and an own property would show up in every log line.
 */
export function brandedError(name: string, brand: symbol) {
  class BrandedError extends Error {
    constructor(data: object, message: string, cause: unknown) {
      super(message, cause === undefined ? undefined : { cause });
      Object.assign(this, data);
    }

    /** An error's message is not enumerable; a log line without it would be useless. */
    toJSON(): object {
      return { ...this, name, message: this.message };
    }
  }
  Object.defineProperties(BrandedError.prototype, { name: { value: name }, [brand]: { value: true } });
  return BrandedError;
}

export const isBranded = (error: unknown, brand: symbol): boolean =>
  typeof error === 'object' && error !== null && brand in error;
