import * as sdk from '@aws-sdk/client-batch';
import { batchRequest, type Json, type JsonObject, type ServedType } from '@batchwright/model/template';
import fc from 'fast-check';

/** Shapes of the SDK: numbers for scalars, tuples for the rest, functions for what is defined later. */
type Shape = number | readonly unknown[] | (() => Shape);
const LIST = 1;
const MAP = 2;
const STRUCTURE = 3;

const IRREGULAR: Readonly<Record<string, string>> = { s3filesVolumeConfiguration: 'S3FilesVolumeConfiguration' };
const pascal = (name: string): string => IRREGULAR[name] ?? name.charAt(0).toUpperCase() + name.slice(1);

interface Pair {
  readonly api: Json;
  readonly template: Json;
}

/** A value of the API's shape, and the same as a template may write it. */
function pairs(shape: Shape, depth = 0): fc.Arbitrary<Pair> {
  if (typeof shape === 'function') return pairs(shape(), depth);
  if (typeof shape === 'number') return scalar(shape);
  if (shape[0] === LIST) return listOf(pairs(shape[4] as Shape, depth + 1));
  if (shape[0] === MAP) return userMap;
  if (shape[0] !== STRUCTURE) throw new Error(`unknown shape ${JSON.stringify(shape)}`);
  const names = shape[4] as readonly string[];
  const members = shape[5] as readonly Shape[];
  const fields = Object.fromEntries(names.map((name, index) => [name, pairs(members[index] as Shape, depth + 1)]));
  // An empty structure may be left out; one that says something may not.
  return fc
    .record(fields, { requiredKeys: [] })
    .filter((value) => Object.keys(value).length > 0)
    .map((value) => ({
      api: Object.fromEntries(Object.entries(value).map(([name, pair]) => [name, (pair as Pair).api])),
      template: Object.fromEntries(
        Object.entries(value).map(([name, pair]) => [pascal(name), (pair as Pair).template]),
      ),
    }));
}

const word = fc.stringMatching(/^[A-Z][A-Za-z ]{0,8}$/).map((text) => text.toUpperCase());
const userMap = fc.dictionary(fc.constantFrom('Name', 'awslogs-group', 'aB', 'Type'), word).map((value) => ({
  api: value,
  template: value,
}));

function scalar(code: number): fc.Arbitrary<Pair> {
  if (code === 0) return word.map((value) => ({ api: value, template: value }));
  if (code === 1)
    return fc.tuple(fc.nat(99999), fc.boolean()).map(([n, text]) => ({ api: n, template: text ? `${n}` : n }));
  if (code === 2)
    return fc.tuple(fc.boolean(), fc.boolean()).map(([b, text]) => ({ api: b, template: text ? `${b}` : b }));
  if (code === 64) return listOf(scalar(0));
  if (code === 128) return userMap;
  throw new Error(`unknown scalar ${code}`);
}

const listOf = (item: fc.Arbitrary<Pair>): fc.Arbitrary<Pair> =>
  fc.array(item, { maxLength: 2 }).map((items) => ({
    api: items.map(({ api }) => api),
    template: items.map(({ template }) => template),
  }));

test.each<[ServedType, Shape]>([
  ['AWS::Batch::ComputeEnvironment', sdk.CreateComputeEnvironmentRequest$ as Shape],
  ['AWS::Batch::JobQueue', sdk.CreateJobQueueRequest$ as Shape],
  ['AWS::Batch::JobDefinition', sdk.RegisterJobDefinitionRequest$ as Shape],
  ['AWS::Batch::SchedulingPolicy', sdk.CreateSchedulingPolicyRequest$ as Shape],
])('batchRequest gives the names and types of the SDK for %s', (type, shape) => {
  fc.assert(
    fc.property(pairs(shape), ({ api, template }) => {
      expect(batchRequest(type, template as JsonObject)).toEqual(api);
    }),
  );
});

test('batchRequest leaves out what only CloudFormation knows', () => {
  const properties = {
    Type: 'managed',
    State: 'enabled',
    ReplaceComputeEnvironment: false,
    UpdatePolicy: { TerminateJobsOnUpdate: true },
    ComputeResources: {
      Type: 'spot',
      UpdateToLatestImageVersion: true,
      MaxvCpus: '4',
      Ec2KeyPair: 'k',
      Tags: { Name: 'n' },
    },
    EksConfiguration: { EksClusterArn: 'arn', AccessEntry: { Status: 'x' } },
  };
  expect(batchRequest('AWS::Batch::ComputeEnvironment', properties)).toEqual({
    type: 'MANAGED',
    state: 'ENABLED',
    computeResources: { type: 'SPOT', maxvCpus: 4, ec2KeyPair: 'k', tags: { Name: 'n' } },
    eksConfiguration: { eksClusterArn: 'arn' },
  });
});

test('batchRequest leaves out the structures that the CDK renders empty, and keeps other empty values', () => {
  const properties = {
    ResourceRetentionPolicy: { SkipDeregisterOnUpdate: true },
    RetryStrategy: {},
    Timeout: {},
    Parameters: { Retries: 3 },
    ContainerProperties: {
      Environment: [],
      RuntimePlatform: {},
      FargatePlatformConfiguration: {},
      Memory: '2048',
      Vcpus: 'two',
    },
  };
  expect(batchRequest('AWS::Batch::JobDefinition', properties)).toEqual({
    parameters: { Retries: '3' },
    containerProperties: { environment: [], memory: 2048, vcpus: 'two' },
  });
});
