import { LIMITS } from '@batchwright/model/service';
import { CfnParameter, Duration, Tags } from 'aws-cdk-lib';
import { emptyStack, genomesPlatform, only, refusal, templateOfJob } from '../fixture';

const QUEUE = 'AWS::Batch::JobQueue';
const POLICY = 'AWS::Batch::SchedulingPolicy';
const JOB = 'AWS::Batch::JobDefinition';
const fifo = { priority: 1, compute: ['steady'] };
const shares = { genomics: 40, climate: 30, 'ext-*': 8 };

/** A platform whose nightly queue has these properties, too. */
const withNightly = (nightly: object, at = emptyStack()) =>
  genomesPlatform({ queues: { urgent: fifo, nightly: { ...fifo, ...nightly } } }, at);
const refusalOf = (nightly: object) => refusal(() => withNightly(nightly));

test('shares become the weight factors of a policy of their queue alone', () => {
  const template = templateOfJob({}, withNightly({ shares }));
  expect(only(template, POLICY)).toEqual({
    FairsharePolicy: {
      ShareDistribution: [
        { ShareIdentifier: 'genomics', WeightFactor: 0.025 },
        { ShareIdentifier: 'climate', WeightFactor: 0.0333333 },
        { ShareIdentifier: 'ext-*', WeightFactor: 0.125 },
      ],
    },
  });
  const [policy] = Object.keys(template.findResources(POLICY));
  const policies = Object.values(template.findResources(QUEUE)).map(({ Properties }) => Properties.SchedulingPolicyArn);
  expect(policies).toEqual([undefined, { 'Fn::GetAtt': [policy, 'Arn'] }]);
});

test('decay and reservation of a fair share can be set, from parameters of the stack too', () => {
  const at = emptyStack();
  const decay = new CfnParameter(at.stack, 'Decay', { type: 'Number' }).valueAsNumber;
  const template = templateOfJob(
    {},
    withNightly({ shares, shareDecay: Duration.seconds(decay), computeReservation: 25 }, at),
  );
  template.hasResourceProperties(POLICY, {
    FairsharePolicy: { ShareDecaySeconds: { Ref: 'Decay' }, ComputeReservation: 25 },
  });
  templateOfJob({}, withNightly({ shares, shareDecay: Duration.days(7) })).hasResourceProperties(POLICY, {
    FairsharePolicy: { ShareDecaySeconds: LIMITS.shareDecaySeconds.max },
  });
});

test('a queue with shares has another logical id than one without, and keeps it when its shares change', () => {
  const idsOf = (nightly: object): string[] =>
    Object.keys(templateOfJob({}, withNightly(nightly)).findResources(QUEUE));
  const [urgent, without] = idsOf({});
  const [sameUrgent, withShares] = idsOf({ shares });
  expect(sameUrgent).toBe(urgent);
  expect(withShares).not.toBe(without);
  expect(idsOf({ shares: { other: 1 }, computeReservation: 5 })).toEqual([urgent, withShares]);
});

test('queues without shares keep the logical ids that they have had', () => {
  expect(Object.keys(templateOfJob().findResources(QUEUE))).toEqual([
    'GenomesQueuesurgent33FDFC02',
    'GenomesQueuesnightly5A83150B',
  ]);
});

test('tags of the scope stay off the policy, which they would replace', () => {
  const of = withNightly({ shares });
  Tags.of(of.stack).add('commit', 'abc');
  expect(only(templateOfJob({}, of), POLICY)).not.toHaveProperty('Tags');
});

test('the manifest says which queues need a share identifier', () => {
  const parameters = (of = genomesPlatform()): string =>
    JSON.stringify(templateOfJob({}, of).findResources('AWS::SSM::Parameter')).replaceAll('\\', '');
  expect(parameters(withNightly({ shares }))).toContain('"compute":"EC2","priority":1,"fairShare":true');
  expect(parameters(withNightly({ shares })).match(/fairShare/g)).toHaveLength(1);
  expect(parameters()).not.toContain('fairShare');
});

test('a definition for queues with shares has a priority, which the service wants; others have none', () => {
  templateOfJob({}, withNightly({ shares })).hasResourceProperties(JOB, { SchedulingPriority: 0 });
  templateOfJob({ schedulingPriority: 7 }, withNightly({ shares })).hasResourceProperties(JOB, {
    SchedulingPriority: 7,
  });
  expect(only(templateOfJob(), JOB)).not.toHaveProperty('SchedulingPriority');
  expect(only(templateOfJob({ queues: ['urgent'] }, withNightly({ shares })), JOB)).not.toHaveProperty(
    'SchedulingPriority',
  );
});

test('a priority within the share may come from a parameter of the stack', () => {
  const at = emptyStack();
  const schedulingPriority = new CfnParameter(at.stack, 'Order', { type: 'Number' }).valueAsNumber;
  templateOfJob({ schedulingPriority }, withNightly({ shares }, at)).hasResourceProperties(JOB, {
    SchedulingPriority: { Ref: 'Order' },
  });
});

test.each([
  ['no shares', {}, 'shares has 0 entries; expected 1 to 500'],
  [
    'more shares than the service takes',
    Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`s${i}`, 1])),
    'shares has 501 entries',
  ],
  ['an identifier with a space', { 'a b': 1 }, 'shares has the identifier "a b"'],
  ['a star in the middle', { 'a*b': 1 }, 'shares has the identifier "a*b"'],
  ['a star alone', { '*': 1 }, 'shares has the identifier "*"'],
  ['an identifier of 256 characters', { ['a'.repeat(256)]: 1 }, 'expected 1 to 255 letters'],
  ['a share of 0', { a: 0 }, 'shares.a is 0; expected a number from 0.001 to 10000'],
  ['a negative share', { a: -1 }, 'shares.a is -1'],
  ['a share that is too large', { a: 10_001 }, 'shares.a is 10001'],
  ['a share that is not a number', { a: Number.NaN }, 'shares.a is NaN'],
  ['a share that is a text', { a: '40' }, 'shares.a is "40"'],
  ['a prefix over another identifier', { 'team-*': 1, 'team-a': 2 }, '"team-*" and "team-a", which overlap'],
  ['a prefix over another prefix', { 'a-b*': 1, 'a*': 2 }, '"a*" and "a-b*", which overlap'],
])('refuses %s', (_what, wrong, message) => {
  expect(refusalOf({ shares: wrong })).toMatchObject({
    code: 'INVALID_SHARES',
    path: 'Test/Genomes/Queues/nightly',
    message: expect.stringContaining(message),
  });
});

test('refuses a share that only the deployment knows', () => {
  const at = emptyStack();
  const share = new CfnParameter(at.stack, 'Share', { type: 'Number' }).valueAsNumber;
  expect(refusal(() => withNightly({ shares: { a: share } }, at))).toMatchObject({
    code: 'INVALID_SHARES',
    message: expect.stringContaining('shares.a is known only to the deployment'),
  });
});

test.each([
  ['shareDecay', { shareDecay: Duration.days(8) }, 'shareDecay is 691200; expected a whole number from 0 to 604800'],
  [
    'computeReservation',
    { computeReservation: 100 },
    'computeReservation is 100; expected a whole number from 0 to 99',
  ],
  ['computeReservation', { computeReservation: -1 }, 'computeReservation is -1'],
])('refuses a %s outside of what the service takes', (_what, wrong, message) => {
  expect(refusalOf({ shares, ...wrong })).toMatchObject({
    code: 'OUT_OF_RANGE',
    path: 'Test/Genomes/Queues/nightly',
    message: expect.stringContaining(message),
  });
});

test.each([
  ['shareDecay', { shareDecay: Duration.hours(1) }],
  ['computeReservation', { computeReservation: 5 }],
])('refuses %s without shares', (what, wrong) => {
  expect(refusalOf(wrong)).toMatchObject({
    code: 'NO_FAIR_SHARE',
    path: 'Test/Genomes/Queues/nightly',
    message: expect.stringContaining(`${what} is set and shares is not`),
  });
});

test('refuses a priority within the share when no queue of the job has shares', () => {
  expect(refusal(() => templateOfJob({ schedulingPriority: 1 }))).toMatchObject({
    code: 'NO_FAIR_SHARE',
    path: 'Test/Genomes/Jobs/align',
    message: expect.stringContaining('no queue of the job has shares (urgent, nightly)'),
  });
});

test.each([-1, 10_000, 0.5])('refuses a priority within the share of %p', (schedulingPriority) => {
  expect(refusal(() => templateOfJob({ schedulingPriority }, withNightly({ shares })))).toMatchObject({
    code: 'OUT_OF_RANGE',
    path: 'Test/Genomes/Jobs/align',
    message: expect.stringContaining(`schedulingPriority is ${schedulingPriority}`),
  });
});
