import { invalid, Rejection } from './rejection';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A request's JSON, read by name and type. `null` is absent, unknown members are ignored, as the service does; a member
 * of another type is what its parser refuses.
 */
export class Fields {
  constructor(
    readonly json: Json,
    private readonly path = '',
  ) {}

  /** @throws {@link Rejection} when the text is not a JSON object */
  static parse(text: string): Fields {
    let value: unknown;
    try {
      value = text === '' ? {} : JSON.parse(text);
    } catch (error) {
      throw new Rejection(
        `The request is not JSON: ${error instanceof Error ? error.message : String(error)}`,
        'SerializationException',
      );
    }
    if (!isObject(value)) throw new Rejection('The request must be a JSON object', 'SerializationException');
    return new Fields(value);
  }

  /** Other content at the same place of the request. */
  with(json: Json): Fields {
    return new Fields(json, this.path);
  }

  has(name: string): boolean {
    return this.json[name] !== undefined && this.json[name] !== null;
  }

  string(name: string): string | undefined {
    return this.typed(name, 'a string', (value) => typeof value === 'string');
  }

  required(name: string): string {
    const value = this.string(name);
    if (value === undefined || value === '') throw invalid(`${this.path}${name} is required.`);
    return value;
  }

  integer(name: string): number | undefined {
    return this.typed(name, 'an integer', (value) => Number.isSafeInteger(value));
  }

  number(name: string): number | undefined {
    return this.typed(name, 'a number', (value) => typeof value === 'number' && Number.isFinite(value));
  }

  boolean(name: string): boolean | undefined {
    return this.typed(name, 'a boolean', (value) => typeof value === 'boolean');
  }

  object(name: string): Fields | undefined {
    const value = this.typed<Json>(name, 'an object', isObject);
    return value && new Fields(value, `${this.path}${name}.`);
  }

  strings(name: string): readonly string[] | undefined {
    return this.typed(
      name,
      'a list of strings',
      (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
    );
  }

  objects(name: string): readonly Fields[] | undefined {
    const list = this.typed<readonly Json[]>(
      name,
      'a list of objects',
      (value) => Array.isArray(value) && value.every(isObject),
    );
    return list?.map((item, index) => new Fields(item, `${this.path}${name}[${index}].`));
  }

  map(name: string): Readonly<Record<string, string>> | undefined {
    return this.typed(
      name,
      'a map of strings',
      (value) => isObject(value) && Object.values(value).every((item) => typeof item === 'string'),
    );
  }

  /** One of the values, which the service compares as they are. */
  oneOf<const Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const value = this.string(name);
    if (value === undefined || (values as readonly string[]).includes(value)) return value as Value | undefined;
    throw invalid(`${this.path}${name} ${value} is not valid. Valid values: [${values.join(', ')}]`);
  }

  private typed<Type>(name: string, expected: string, is: (value: unknown) => boolean): Type | undefined {
    const value = this.json[name];
    if (value === undefined || value === null) return undefined;
    if (!is(value)) {
      throw new Rejection(`${this.path}${name} must be ${expected}, got ${preview(value)}`, 'SerializationException');
    }
    return value as Type;
  }
}

function preview(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, 100);
  } catch {
    // JSON can be read at any depth, but not be written.
    return 'a value that is nested too deeply';
  }
}
