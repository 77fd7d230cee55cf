import { ConsumableResource } from '@batchwright/cdk';
import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as fc from 'fast-check';
import { consumptionProblem } from '../../../lib/src/resources';
import { align, emptyStack, genomesPlatform, jobProps, only, refusal, templateOfJob } from '../fixture';

const RESOURCE = 'AWS::Batch::ConsumableResource';
const DEFINITION = 'AWS::Batch::JobDefinition';

test('a resource is given back by default, and has no name, so that it can be replaced', () => {
  const stack = new Stack();
  new ConsumableResource(stack, 'Seats', { total: 20 });
  expect(only(Template.fromStack(stack), RESOURCE)).toEqual({ ResourceType: 'REPLENISHABLE', TotalQuantity: 20 });
});

test('a resource of the other type has another logical id, because the service cannot change the type', () => {
  const idOf = (type: 'REPLENISHABLE' | 'NON_REPLENISHABLE'): string | undefined => {
    const stack = new Stack();
    new ConsumableResource(stack, 'Tokens', { total: 1, type, name: 'tokens' });
    const resources = Template.fromStack(stack).findResources(RESOURCE, {
      Properties: { ResourceType: type, ConsumableResourceName: 'tokens' },
    });
    return Object.keys(resources)[0];
  };
  expect(idOf('NON_REPLENISHABLE')).toBeDefined();
  expect(idOf('NON_REPLENISHABLE')).not.toBe(idOf('REPLENISHABLE'));
});

test('a job consumes own and other resources, by their ARNs', () => {
  const at = emptyStack();
  const seats = new ConsumableResource(at.stack, 'Seats', { total: 20 });
  const quantity = new CfnParameter(at.stack, 'Calls', { type: 'Number' }).valueAsNumber;
  const of = genomesPlatform({}, at);
  const consumes = [
    { resource: seats, quantity: 2 },
    { resource: ConsumableResource.fromName(at.stack, 'calls'), quantity },
    { resource: { consumableResourceArn: 'arn:aws:batch:eu-west-1:111122223333:consumable-resource/db' }, quantity: 1 },
  ];
  const { ConsumableResourceProperties } = only(templateOfJob({ consumes }, of), DEFINITION);
  expect(ConsumableResourceProperties).toEqual({
    ConsumableResourceList: [
      {
        ConsumableResource: { 'Fn::GetAtt': [expect.stringMatching(/^Seats/), 'ConsumableResourceArn'] },
        Quantity: 2,
      },
      {
        ConsumableResource: {
          'Fn::Join': ['', expect.arrayContaining([{ Ref: 'AWS::Partition' }, ':consumable-resource/calls'])],
        },
        Quantity: { Ref: 'Calls' },
      },
      { ConsumableResource: 'arn:aws:batch:eu-west-1:111122223333:consumable-resource/db', Quantity: 1 },
    ],
  });
});

test('a job that consumes nothing says nothing of it', () => {
  expect(only(templateOfJob({ consumes: [] }), DEFINITION)).not.toHaveProperty('ConsumableResourceProperties');
});

test('who reads or refills a resource may do so with this one only', () => {
  const stack = new Stack();
  const seats = new ConsumableResource(stack, 'Seats', { total: 20 });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  seats.grantRead(role);
  seats.grantUpdate(role);
  const { PolicyDocument } = only(Template.fromStack(stack), 'AWS::IAM::Policy') as {
    PolicyDocument: { Statement: { Action: string[]; Resource: unknown }[] };
  };
  const actions = PolicyDocument.Statement.flatMap(({ Action }) => Action);
  expect(new Set(actions)).toEqual(
    new Set([
      'batch:DescribeConsumableResource',
      'batch:ListJobsByConsumableResource',
      'batch:UpdateConsumableResource',
    ]),
  );
  expect(PolicyDocument.Statement.every(({ Resource }) => Resource !== '*')).toBe(true);
});

test('a total may come from a parameter of the stack', () => {
  const stack = new Stack();
  const total = new CfnParameter(stack, 'Total', { type: 'Number' }).valueAsNumber;
  const resource = new ConsumableResource(stack, 'Seats', { total });
  expect(consumptionProblem([{ resource, quantity: 1_000 }])).toBeUndefined();
  expect(only(Template.fromStack(stack), RESOURCE).TotalQuantity).toEqual({ Ref: 'Total' });
});

test.each([-1, 0.5, Number.NaN])('refuses a total of %p', (total) => {
  expect(refusal(() => new ConsumableResource(new Stack(undefined, 'S'), 'Seats', { total }))).toMatchObject({
    code: 'OUT_OF_RANGE',
    path: 'S/Seats',
    message: expect.stringContaining(`total is ${total}; expected a whole number from 0`),
  });
});

test('refuses a name that the service does not take', () => {
  const named = () => new ConsumableResource(new Stack(undefined, 'S'), 'Seats', { total: 1, name: 'license seats' });
  expect(refusal(named)).toMatchObject({
    code: 'INVALID_NAME',
    message: expect.stringContaining('name is "license seats"; expected 1 to 128 letters'),
  });
});

test('refuses more than there is, but not of what is used up or stopped on purpose', () => {
  const stack = new Stack();
  const seats = new ConsumableResource(stack, 'Seats', { total: 3 });
  const stopped = new ConsumableResource(stack, 'Stopped', { total: 0 });
  const calls = new ConsumableResource(stack, 'Calls', { total: 3, type: 'NON_REPLENISHABLE' });
  expect(consumptionProblem([{ resource: seats, quantity: 4 }])?.message).toContain(
    'consumes[0].quantity is 4, and there are 3 in all: the job would wait for ever',
  );
  expect(consumptionProblem([seats, stopped, calls].map((resource) => ({ resource, quantity: 3 })))).toBeUndefined();
});

test('refuses what a job consumes at the job, by name', () => {
  const { platform } = genomesPlatform();
  const resource = { consumableResourceArn: 'a' };
  const add = () =>
    platform.addJob(
      { name: 'align' } as Parameters<typeof platform.addJob>[0],
      jobProps({
        consumes: [
          { resource, quantity: 1 },
          { resource, quantity: 1 },
        ],
      }),
    );
  expect(refusal(add)).toMatchObject({
    code: 'INVALID_CONSUMPTION',
    path: 'Test/Genomes/Jobs/align',
    message: expect.stringContaining('consumes names one resource in its entries 1 and 2; expected one entry'),
  });
});

test('a job passes exactly with at most 5 different resources, of each at least 1', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), fc.integer({ min: -1, max: 3 })), {
        maxLength: 8,
      }),
      (entries) => {
        const fine =
          entries.length <= 5 &&
          new Set(entries.map(([arn]) => arn)).size === entries.length &&
          entries.every(([, quantity]) => quantity >= 1);
        const consumes = entries.map(([consumableResourceArn, quantity]) => ({
          resource: { consumableResourceArn },
          quantity,
        }));
        expect(consumptionProblem(consumes) === undefined).toBe(fine);
      },
    ),
  );
});

test('who submits a job, by a grant or a schedule, may submit with what it consumes', () => {
  const at = emptyStack();
  const seats = new ConsumableResource(at.stack, 'Seats', { total: 20 });
  const { platform } = genomesPlatform({}, at);
  const role = (id: string): Role =>
    new Role(at.stack, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  platform.grants.submit(role('Before'));
  const job = platform.addJob(align, jobProps({ consumes: [{ resource: seats, quantity: 1 }] }));
  platform.grants.submit(role('After'));
  job.onSchedule('Hourly', { schedule: ScheduleExpression.rate(Duration.hours(1)), input: { sample: 's' } });
  const documents = Object.values(Template.fromStack(at.stack).toJSON().Resources as Record<string, unknown>)
    .map((resource) => JSON.stringify(resource))
    .filter((text) => /"Type":"AWS::IAM::(Policy|Role)"/.test(text) && text.includes('batch:SubmitJob'));
  expect(documents).toHaveLength(3);
  for (const text of documents) expect(text).toMatch(/"Fn::GetAtt":\["Seats[A-Z0-9]+","ConsumableResourceArn"\]/);
});
