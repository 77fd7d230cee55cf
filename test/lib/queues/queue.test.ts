import { Compute } from '@batchwright/cdk';
import { CfnParameter, Duration } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { queueProblem } from '../../../lib/src/queues/check-queue';
import { emptyStack, genomesPlatform, refusal, templateOfJob } from '../fixture';

const QUEUE = 'AWS::Batch::JobQueue';
const urgent = { priority: 10, compute: ['steady'] };

/** The error for a platform whose nightly queue is this. */
const refusalOf = (
  nightly: {
    readonly priority: number;
    readonly compute: readonly string[];
    readonly cancelUnplaceableAfter?: Duration;
    readonly cancelWithoutCapacityAfter?: Duration;
  },
  compute: Record<string, Compute> = {},
) =>
  refusal(() =>
    genomesPlatform({
      compute: { steady: Compute.onDemand({ maxvCpus: 16 }), ...compute },
      queues: { urgent, nightly },
    }),
  );

test('a queue tries its compute in the order given', () => {
  const template = templateOfJob();
  const environments = template.findResources('AWS::Batch::ComputeEnvironment');
  const typeOf = (id: string): string => environments[id]?.Properties.ComputeResources.Type;
  const orders = Object.values(template.findResources(QUEUE)).map(({ Properties }) => [
    Properties.Priority,
    Properties.ComputeEnvironmentOrder.map(
      ({ Order, ComputeEnvironment }: { Order: number; ComputeEnvironment: { 'Fn::GetAtt': [string] } }) =>
        `${Order} ${typeOf(ComputeEnvironment['Fn::GetAtt'][0])}`,
    ),
  ]);
  expect(orders).toEqual([
    [10, ['1 EC2']],
    [1, ['1 SPOT', '2 EC2']],
  ]);
});

test('a queue has no name, so that it can be replaced', () => {
  for (const { Properties } of Object.values(templateOfJob().findResources(QUEUE))) {
    expect(Properties).not.toHaveProperty('JobQueueName');
    expect(Properties.State).toBe('ENABLED');
  }
});

test('a queue cancels jobs that can never be placed, and none that waits for capacity', () => {
  const [first] = Object.values(templateOfJob().findResources(QUEUE));
  const actions: { Reason: string }[] = first?.Properties.JobStateTimeLimitActions;
  expect(actions).toHaveLength(3);
  for (const action of actions) {
    expect(action).toEqual({
      Action: 'CANCEL',
      MaxTimeSeconds: 1800,
      Reason: expect.stringMatching(/^MISCONFIGURATION:/),
      State: 'RUNNABLE',
    });
  }
});

test('the time of unplaceable jobs can be set', () => {
  const of = genomesPlatform({
    queues: { urgent: { ...urgent, cancelUnplaceableAfter: Duration.hours(2) }, nightly: urgent },
  });
  templateOfJob({}, of).hasResourceProperties(QUEUE, { JobStateTimeLimitActions: [{ MaxTimeSeconds: 7200 }, {}, {}] });
});

test('jobs that wait for capacity are cancelled only after the time that is set for them', () => {
  const of = genomesPlatform({
    queues: { urgent: { ...urgent, cancelWithoutCapacityAfter: Duration.hours(6) }, nightly: urgent },
  });
  const [first, second] = Object.values(templateOfJob({}, of).findResources(QUEUE));
  const limits = (queue = first) =>
    queue?.Properties.JobStateTimeLimitActions.map(
      ({ Reason, MaxTimeSeconds }: { Reason: string; MaxTimeSeconds: number }) =>
        `${Reason.split(':')[0]} ${MaxTimeSeconds}`,
    );
  const misconfigured = Array.from({ length: 3 }, () => 'MISCONFIGURATION 1800');
  expect(limits()).toEqual([...misconfigured, 'CAPACITY 21600']);
  expect(limits(second)).toEqual(misconfigured);
});

test('the time limits of a queue may come from parameters of the stack', () => {
  const at = emptyStack();
  const given = Duration.seconds(new CfnParameter(at.stack, 'Limit', { type: 'Number' }).valueAsNumber);
  const limits = { cancelUnplaceableAfter: given, cancelWithoutCapacityAfter: given };
  const of = genomesPlatform({ queues: { urgent: { ...urgent, ...limits }, nightly: urgent } }, at);
  const limit = { MaxTimeSeconds: { Ref: 'Limit' } };
  templateOfJob({}, of).hasResourceProperties(QUEUE, { JobStateTimeLimitActions: [limit, limit, limit, limit] });
});

test('a priority may come from a parameter of the stack', () => {
  const at = emptyStack();
  const priority = new CfnParameter(at.stack, 'Priority', { type: 'Number' }).valueAsNumber;
  const of = genomesPlatform({ queues: { urgent: { ...urgent, priority }, nightly: urgent } }, at);
  templateOfJob({}, of).hasResourceProperties(QUEUE, { Priority: { Ref: 'Priority' } });
});

test.each([-5, 0.5, 1001])('refuses a priority of %p', (priority) => {
  expect(refusalOf({ priority, compute: ['steady'] })).toEqual({
    code: 'OUT_OF_RANGE',
    path: 'Test/Genomes/Queues/nightly',
    message: `Test/Genomes/Queues/nightly: priority is ${priority}; expected a whole number from 0 to 1000 [@batchwright/cdk:OUT_OF_RANGE]`,
  });
});

test('refuses a queue without compute', () => {
  expect(refusalOf({ priority: 1, compute: [] })).toMatchObject({
    code: 'NO_COMPUTE',
    message: expect.stringContaining('compute is empty; expected at least one name'),
  });
});

test('refuses compute that the platform does not have', () => {
  expect(refusalOf({ priority: 1, compute: ['spto'] })).toMatchObject({
    code: 'UNKNOWN_COMPUTE',
    path: 'Test/Genomes/Queues/nightly',
    message: expect.stringContaining('compute names "spto"; the platform has steady'),
  });
});

test('refuses names that only the prototype has', () => {
  expect(refusalOf({ priority: 1, compute: ['toString'] }).code).toBe('UNKNOWN_COMPUTE');
});

test('refuses the same compute twice', () => {
  expect(refusalOf({ priority: 1, compute: ['steady', 'steady'] })).toMatchObject({ code: 'DUPLICATE_COMPUTE' });
});

test('refuses more compute environments than the service takes', () => {
  const compute = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, Compute.spot({ maxvCpus: 4 })]));
  expect(refusalOf({ priority: 1, compute: ['a', 'b', 'c', 'd'] }, compute)).toMatchObject({
    code: 'TOO_MANY_COMPUTE_ENVIRONMENTS',
    message: expect.stringContaining('names 4 (a, b, c, d); a queue takes at most 3'),
  });
});

test('refuses EC2 with Fargate', () => {
  const light = Compute.fargate({ maxvCpus: 4 });
  expect(refusalOf({ priority: 1, compute: ['steady', 'light'] }, { light })).toMatchObject({
    code: 'MIXED_COMPUTE',
    message: expect.stringContaining(
      'compute mixes kinds (steady is EC2, light is FARGATE); expected one: EC2 with Spot',
    ),
  });
});

test('refuses two architectures', () => {
  const arm = Compute.spot({ maxvCpus: 4, architecture: 'arm64' });
  expect(refusalOf({ priority: 1, compute: ['arm', 'steady'] }, { arm })).toMatchObject({
    code: 'MIXED_COMPUTE',
    message: expect.stringContaining('compute mixes architectures (arm is arm64, steady is x86_64)'),
  });
});

test.each([Duration.minutes(9), Duration.hours(25)])('refuses to cancel unplaceable jobs after %p', (limit) => {
  expect(refusalOf({ priority: 1, compute: ['steady'], cancelUnplaceableAfter: limit })).toMatchObject({
    code: 'OUT_OF_RANGE',
    path: 'Test/Genomes/Queues/nightly',
    message: expect.stringContaining(
      `cancelUnplaceableAfter is ${limit.toSeconds()}; expected a whole number from 600 to`,
    ),
  });
});

test.each([Duration.seconds(599), Duration.seconds(86_401)])('refuses to cancel for capacity after %p', (limit) => {
  expect(refusalOf({ priority: 1, compute: ['steady'], cancelWithoutCapacityAfter: limit })).toMatchObject({
    code: 'OUT_OF_RANGE',
    path: 'Test/Genomes/Queues/nightly',
    message: expect.stringContaining(
      `cancelWithoutCapacityAfter is ${limit.toSeconds()}; expected a whole number from 600 to 86400, in seconds`,
    ),
  });
});

test('a queue passes exactly when it names one to three known compute environments of one kind and architecture', () => {
  const makers = [Compute.onDemand, Compute.spot, Compute.fargate, Compute.fargateSpot];
  const compute = Object.fromEntries(
    makers.flatMap((maker, index) =>
      (['x86_64', 'arm64'] as const).map((architecture) => [
        `${index}${architecture}`,
        maker({ maxvCpus: 4, architecture }),
      ]),
    ),
  );
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...Object.keys(compute), 'missing'), { maxLength: 5 }),
      fc.integer({ min: -2, max: 5 }),
      (names, priority) => {
        const of = names.map((name) => compute[name]);
        const fine =
          priority >= 0 &&
          names.length >= 1 &&
          names.length <= 3 &&
          new Set(names).size === names.length &&
          of.every((one) => one !== undefined) &&
          new Set(of.map((one) => `${one?.kind} ${one?.architecture}`)).size === 1;
        expect(queueProblem({ priority, compute: names }, compute) === undefined).toBe(fine);
      },
    ),
  );
});
