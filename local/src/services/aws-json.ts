import { type Service, ServiceError } from '../http';

export type AwsJsonInput = Readonly<Record<string, unknown>>;
export type AwsJsonOperation = (input: AwsJsonInput) => object;

/** An error of a service that speaks awsJson 1.1. */
export const awsJsonError = (code: string, message: string): ServiceError =>
  new ServiceError({ status: 400, code, message });

/**
 * A service whose operation is named by the header `X-Amz-Target: <prefix>.<Operation>`.
 *
 * @param name - for messages
 */
export function awsJsonService(
  name: string,
  prefix: string,
  operations: Readonly<Record<string, AwsJsonOperation>>,
): Service {
  const byTarget = new Map(Object.entries(operations).map(([operation, run]) => [`${prefix}.${operation}`, run]));
  return async (request) => {
    const target = request.headers['x-amz-target'] ?? '';
    const operation = byTarget.get(target);
    if (operation === undefined) {
      throw new ServiceError({
        status: 501,
        code: 'NotImplementedException',
        message: `the local ${name} does not serve ${JSON.stringify(target.slice(0, 100))}; it serves ${Object.keys(operations).join(', ')}. Nothing was sent to AWS.`,
      });
    }
    const body = operation(parse((await request.bytes()).toString('utf8')));
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
  };
}

function parse(text: string): AwsJsonInput {
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch {
    throw awsJsonError('SerializationException', 'the request is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw awsJsonError('SerializationException', 'the request must be a JSON object');
  }
  return value as AwsJsonInput;
}

/** Reads members of an input by type. */
export const member = {
  string: (input: AwsJsonInput, name: string): string | undefined =>
    typed(input, name, 'a string', (value): value is string => typeof value === 'string'),
  required: (input: AwsJsonInput, name: string): string => {
    const value = member.string(input, name);
    if (value === undefined || value === '') throw awsJsonError('ValidationException', `${name} is required`);
    return value;
  },
  integer: (input: AwsJsonInput, name: string): number | undefined =>
    typed(input, name, 'an integer', (value): value is number => Number.isSafeInteger(value)),
  boolean: (input: AwsJsonInput, name: string): boolean | undefined =>
    typed(input, name, 'a boolean', (value): value is boolean => typeof value === 'boolean'),
  strings: (input: AwsJsonInput, name: string): readonly string[] | undefined =>
    typed(
      input,
      name,
      'a list of strings',
      (value): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string'),
    ),
};

function typed<Type>(
  input: AwsJsonInput,
  name: string,
  expected: string,
  is: (value: unknown) => value is Type,
): Type | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!is(value)) throw awsJsonError('SerializationException', `${name} must be ${expected}`);
  return value;
}
