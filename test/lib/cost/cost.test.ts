import { App, CfnParameter, Duration, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import * as fc from 'fast-check';
import { budgetProblem } from '../../../lib/src/cost/budget';
import { costTagsProblem } from '../../../lib/src/cost/cost-tags';
import { align, fargatePlatform, genomesPlatform, jobProps, only, refusal } from '../fixture';

const costTags = { team: 'genomics', project: 'p-7' };
const tagged = (tags: Readonly<Record<string, string>> | undefined, platformOf = genomesPlatform) => {
  const of = platformOf(tags === undefined ? {} : { costTags: tags });
  of.platform.addJob(align, jobProps());
  return of;
};
const BATCH = ['ComputeEnvironment', 'JobQueue', 'JobDefinition', 'SchedulingPolicy'].map(
  (type) => `AWS::Batch::${type}`,
);

describe('cost tags', () => {
  const { stack } = tagged(costTags);
  Tags.of(stack).add('commit', 'abc');
  const template = Template.fromStack(stack);

  test('go to instances, and to the volumes of the launch template', () => {
    template.allResourcesProperties('AWS::Batch::ComputeEnvironment', { ComputeResources: { Tags: costTags } });
    expect(only(template, 'AWS::EC2::LaunchTemplate')).toMatchObject({
      LaunchTemplateData: {
        TagSpecifications: [
          {
            ResourceType: 'volume',
            Tags: [
              { Key: 'team', Value: 'genomics' },
              { Key: 'project', Value: 'p-7' },
            ],
          },
        ],
      },
    });
  });

  test('go to jobs with each submission, and from there to their tasks', () => {
    template.allResourcesProperties('AWS::Batch::JobDefinition', { PropagateTags: true });
    const head = Object.values(template.findResources('AWS::SSM::Parameter')).find(({ Properties }) =>
      Properties.Name.endsWith('/platform'),
    );
    expect(JSON.stringify(head?.Properties.Value)).toContain(
      '\\"tags\\":{\\"team\\":\\"genomics\\",\\"project\\":\\"p-7\\"}',
    );
  });

  test('stay off everything that a changed tag would replace', () => {
    for (const type of BATCH) {
      for (const { Properties } of Object.values(template.findResources(type))) {
        expect(Properties).not.toHaveProperty('Tags');
      }
    }
  });

  test('change no logical id, so that nothing is replaced when they change', () => {
    const ids = (tags: Readonly<Record<string, string>> | undefined) =>
      BATCH.flatMap((type) => Object.keys(Template.fromStack(tagged(tags).stack).findResources(type)));
    expect(ids({ team: 'other' })).toEqual(ids(undefined));
  });
});

test('cost tags go with the submissions of triggers, behind their own, and may be set then', () => {
  const { stack, platform } = genomesPlatform({ costTags });
  const job = platform.addJob(align, jobProps());
  const schedule = ScheduleExpression.rate(Duration.days(1));
  job.onSchedule('Daily', { schedule, queue: 'nightly', input: { sample: 's' }, tags: { team: 'drug' } });
  const template = Template.fromStack(stack);
  expect(JSON.stringify(only(template, 'AWS::Scheduler::Schedule'))).toContain(
    '\\"Tags\\":{\\"team\\":\\"drug\\",\\"project\\":\\"p-7\\"}',
  );
  expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).toContain('batch:TagResource');
});

test('a job by event that has cost tags is submitted by a state machine, because a rule has no tags', () => {
  const machines = (tags: Readonly<Record<string, string>>) => {
    const { stack, platform } = genomesPlatform({ costTags: tags });
    const job = platform.addJob(align, jobProps({ command: ['align', 'Ref::sample'], parameters: { sample: 'none' } }));
    job.onEvent('Made', { eventPattern: { source: ['my.app'] }, queue: 'nightly', parameters: { sample: 's' } });
    return Object.keys(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine')).length;
  };
  expect(machines({})).toBe(0);
  expect(machines(costTags)).toBeGreaterThan(0);
});

test('tags of instances go before cost tags of the same key', () => {
  const { stack, platform } = genomesPlatform({ costTags, instanceTags: { team: 'shared', Name: 'batch' } });
  platform.addJob(align, jobProps());
  Template.fromStack(stack).allResourcesProperties('AWS::Batch::ComputeEnvironment', {
    ComputeResources: { Tags: { team: 'shared', project: 'p-7', Name: 'batch' } },
  });
});

test('on Fargate jobs alone have cost tags', () => {
  const template = Template.fromStack(tagged(costTags, fargatePlatform).stack);
  template.allResourcesProperties('AWS::Batch::JobDefinition', { PropagateTags: true });
  template.allResourcesProperties('AWS::Batch::ComputeEnvironment', { ComputeResources: { Tags: Match.absent() } });
});

test.each([undefined, {}])('a template with cost tags %p has nothing of them', (tags) => {
  const template = JSON.stringify(Template.fromStack(tagged(tags).stack).toJSON());
  for (const text of ['PropagateTags', 'TagSpecifications', '\\\\"tags\\\\"']) expect(template).not.toContain(text);
});

test('cost tags pass exactly when the service takes them as tags', () => {
  const text = fc.string({ maxLength: 300 });
  fc.assert(
    fc.property(fc.dictionary(text, text, { maxKeys: 55 }), (tags) => {
      const entries = Object.entries(tags);
      const fine =
        entries.length <= 50 &&
        entries.every(([key, value]) => /^(?!aws:).{1,128}$/isu.test(key) && key.length <= 128 && value.length <= 256);
      expect(costTagsProblem(tags) === undefined).toBe(fine);
    }),
  );
});

test('refuses cost tags that the service would refuse', () => {
  expect(refusal(() => genomesPlatform({ costTags: { 'aws:team': 'x' } }))).toMatchObject({
    code: 'INVALID_TAGS',
    path: 'Test/Genomes',
  });
});

describe('a budget', () => {
  test('finds costs by one tag, and tells by email and topic', () => {
    const { platform, stack } = tagged(costTags);
    platform.budget('Monthly', {
      monthly: 500,
      tag: 'team',
      emails: ['ops@example.com'],
      notify: new Topic(stack, 'T'),
    });
    const template = Template.fromStack(stack);
    const budget = only(template, 'AWS::Budgets::Budget') as {
      readonly NotificationsWithSubscribers: readonly {
        readonly Notification: unknown;
        readonly Subscribers: unknown;
      }[];
    };
    expect(budget).toMatchObject({
      Budget: {
        BudgetType: 'COST',
        TimeUnit: 'MONTHLY',
        BudgetLimit: { Amount: 500, Unit: 'USD' },
        CostFilters: { TagKeyValue: ['user:team$genomics'] },
      },
    });
    expect(budget).not.toHaveProperty('Budget.BudgetName');
    const notice = (NotificationType: string, Threshold: number) => ({
      NotificationType,
      Threshold,
      ThresholdType: 'PERCENTAGE',
      ComparisonOperator: 'GREATER_THAN',
    });
    expect(budget.NotificationsWithSubscribers.map(({ Notification }) => Notification)).toEqual([
      notice('ACTUAL', 50),
      notice('ACTUAL', 80),
      notice('ACTUAL', 100),
      notice('FORECASTED', 100),
    ]);
    for (const { Subscribers } of budget.NotificationsWithSubscribers) {
      expect(Subscribers).toEqual([
        { SubscriptionType: 'SNS', Address: { Ref: expect.stringMatching(/^T/) } },
        { SubscriptionType: 'EMAIL', Address: 'ops@example.com' },
      ]);
    }
    expect(JSON.stringify(only(template, 'AWS::SNS::TopicPolicy'))).toContain('budgets.amazonaws.com');
    const [resource] = Object.values(template.findResources('AWS::Budgets::Budget'));
    expect(resource?.DependsOn).toContainEqual(expect.stringMatching(/^TPolicy/));
  });

  test('takes an amount that only the deployment knows, percentages and a currency', () => {
    const { platform, stack } = tagged(costTags);
    const monthly = new CfnParameter(stack, 'Most', { type: 'Number' }).valueAsNumber;
    platform.budget('Monthly', {
      monthly,
      tag: 'team',
      emails: ['a@b.c'],
      actual: [],
      forecast: [90],
      currency: 'CNY',
    });
    expect(only(Template.fromStack(stack), 'AWS::Budgets::Budget')).toMatchObject({
      Budget: { BudgetLimit: { Amount: { Ref: 'Most' }, Unit: 'CNY' } },
      NotificationsWithSubscribers: [{ Notification: { NotificationType: 'FORECASTED', Threshold: 90 } }],
    });
  });

  const fine = { monthly: 10, tag: 'team', emails: ['a@b.c'] };
  test.each([
    [{ ...fine, monthly: 0 }, 'OUT_OF_RANGE', 'monthly is 0'],
    [{ ...fine, tag: 'Team' }, 'INVALID_BUDGET', "expected a key of the platform's costTags, which has team, project"],
    [{ ...fine, emails: [] }, 'INVALID_BUDGET', 'nobody is told'],
    [{ ...fine, emails: Array<string>(11).fill('a@b.c') }, 'INVALID_BUDGET', 'emails has 11; expected at most 10'],
    [{ ...fine, actual: [], forecast: [] }, 'INVALID_BUDGET', 'has 0 percentages'],
    [{ ...fine, actual: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }, 'INVALID_BUDGET', 'has 11 percentages; expected 1 to 10'],
    [{ ...fine, actual: [-1] }, 'INVALID_BUDGET', 'actual has -1'],
    [{ ...fine, forecast: [80, 80] }, 'INVALID_BUDGET', 'forecast has 80 twice'],
  ])('refuses %#', (props, code, message) => {
    expect(budgetProblem(props, costTags)).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test.each([
    ['us-gov-west-1', 'INVALID_BUDGET'],
    ['cn-north-1', undefined],
  ])('in %s is refused with %s', (region, code) => {
    const stack = new Stack(new App(), 'Test', { env: { account: '111122223333', region } });
    const vpc = new Vpc(stack, 'Vpc', { availabilityZones: [`${region}a`], natGateways: 1 });
    const { platform } = genomesPlatform({ costTags }, { stack, vpc });
    const make = () => platform.budget('Monthly', { ...fine, currency: 'CNY' });
    if (code === undefined) make();
    else expect(refusal(make).code).toBe(code);
  });

  test('refuses a platform without cost tags, at its own path', () => {
    const { platform } = tagged(undefined);
    expect(refusal(() => platform.budget('Monthly', fine))).toMatchObject({
      code: 'INVALID_BUDGET',
      path: 'Test/Genomes/Monthly',
    });
  });
});
