import { createHash } from 'node:crypto';
import { type Home, PARAMETER_LIMITS } from '@batchwright/model/service';
import type { Service } from '../../http';
import { type AwsJsonInput, awsJsonError, awsJsonService, member } from '../aws-json';
import type { Parameter, ParameterStore, ParameterType } from './store';

const TYPES: readonly string[] = ['String', 'StringList', 'SecureString'];

/** The part of AWS Systems Manager that keeps parameters. */
export function parametersService(store: ParameterStore, home: Home): Service {
  return awsJsonService('Systems Manager', 'AmazonSSM', {
    GetParameter: (input) => {
      const parameter = existing(store, home, member.required(input, 'Name'));
      return { Parameter: shown(parameter, home, input) };
    },
    GetParameters: (input) => getParameters(store, home, input),
    GetParametersByPath: (input) => getParametersByPath(store, home, input),
    PutParameter: (input) => putParameter(store, input),
    DeleteParameter: (input) => {
      if (!store.delete(nameOf(member.required(input, 'Name'), home))) throw notFound();
      return {};
    },
  });
}

function getParameters(store: ParameterStore, home: Home, input: AwsJsonInput): object {
  const names = member.strings(input, 'Names') ?? [];
  if (names.length < 1 || names.length > PARAMETER_LIMITS.page) {
    throw awsJsonError(
      'ValidationException',
      `Names must have 1 to ${PARAMETER_LIMITS.page} entries, got ${names.length}`,
    );
  }
  const found = names.map((name) => ({ name, parameter: store.get(nameOf(name, home)) }));
  return {
    Parameters: found.flatMap(({ parameter }) => (parameter === undefined ? [] : shown(parameter, home, input))),
    InvalidParameters: found.filter(({ parameter }) => parameter === undefined).map(({ name }) => name),
  };
}

function getParametersByPath(store: ParameterStore, home: Home, input: AwsJsonInput): object {
  const path = member.required(input, 'Path');
  if (!path.startsWith('/')) throw awsJsonError('ValidationException', `Path must begin with /, got ${path}`);
  if (Array.isArray(input.ParameterFilters) && input.ParameterFilters.length > 0) {
    throw awsJsonError('InvalidFilterKey', 'ParameterFilters are not served here');
  }
  const size = member.integer(input, 'MaxResults') ?? PARAMETER_LIMITS.page;
  if (size < 1 || size > PARAMETER_LIMITS.page)
    throw awsJsonError('ValidationException', `MaxResults must be between 1 and ${PARAMETER_LIMITS.page}`);
  const after = readToken(member.string(input, 'NextToken'));
  const all = store.below(path, member.boolean(input, 'Recursive') ?? false);
  // A token holds the last name, so that what is put meanwhile moves no page.
  const rest = after === undefined ? all : all.filter(({ name }) => name > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return {
    Parameters: page.map((parameter) => shown(parameter, home, input)),
    NextToken: rest.length > size && last !== undefined ? Buffer.from(last.name).toString('base64url') : undefined,
  };
}

function readToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const name = Buffer.from(token, 'base64url').toString();
  if (!name.startsWith('/')) throw awsJsonError('InvalidNextToken', 'The specified token is not valid.');
  return name;
}

function putParameter(store: ParameterStore, input: AwsJsonInput): object {
  const name = member.required(input, 'Name');
  const value = member.required(input, 'Value');
  const before = store.get(name);
  const type = member.string(input, 'Type') ?? before?.type;
  if (name.length > PARAMETER_LIMITS.nameCharacters || !/^\/?[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/.test(name)) {
    throw awsJsonError('ValidationException', `Parameter name ${name} is not valid`);
  }
  if (!isType(type)) {
    throw awsJsonError('ValidationException', `Type must be one of ${TYPES.join(', ')}, got ${type}`);
  }
  const limit =
    member.string(input, 'Tier') === 'Advanced'
      ? PARAMETER_LIMITS.valueBytes.Advanced
      : PARAMETER_LIMITS.valueBytes.Standard;
  if (Buffer.byteLength(value) > limit) {
    throw awsJsonError('ValidationException', `Value of ${name} can have at most ${limit} bytes`);
  }
  if (before !== undefined && member.boolean(input, 'Overwrite') !== true) {
    throw awsJsonError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  const { version } = store.put(name, value, type);
  return { Version: version, Tier: member.string(input, 'Tier') ?? 'Standard' };
}

const isType = (type: string | undefined): type is ParameterType => type !== undefined && TYPES.includes(type);

const notFound = (): Error => awsJsonError('ParameterNotFound', 'The parameter does not exist.');

function existing(store: ParameterStore, home: Home, name: string): Parameter {
  const parameter = store.get(nameOf(name, home));
  if (parameter === undefined) throw notFound();
  return parameter;
}

/** A parameter can also be asked for by its ARN, which has one slash between `parameter` and the name. */
function nameOf(nameOrArn: string, home: Home): string {
  const prefix = arnOf(home, '');
  if (!nameOrArn.startsWith(prefix)) return nameOrArn;
  const rest = nameOrArn.slice(prefix.length);
  return rest.includes('/') ? rest : rest.replace(/^\//, '');
}

const arnOf = ({ partition, region, account }: Home, name: string): string =>
  `arn:${partition}:ssm:${region}:${account}:parameter${name === '' || name.startsWith('/') ? name : `/${name}`}`;

function shown(parameter: Parameter, home: Home, input: AwsJsonInput): object {
  const { name, value, type, version, modifiedAt } = parameter;
  const sealed = type === 'SecureString' && member.boolean(input, 'WithDecryption') !== true;
  return {
    Name: name,
    Type: type,
    // A real answer holds the encrypted text: something that is no use, and that differs with the value.
    Value: sealed ? createHash('sha512').update(value).digest('base64') : value,
    Version: version,
    LastModifiedDate: modifiedAt / 1000,
    ARN: arnOf(home, name),
    DataType: 'text',
  };
}
