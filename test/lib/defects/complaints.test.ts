import type { PlatformErrorCode } from '@batchwright/cdk';
import { Size, type Stack, Tags, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { everything } from '../everything';
import { everythingGiven } from '../everything-given';
import { align, fargatePlatform, jobProps, refusal } from '../fixture';
import { onEks } from './attempt';

/*
 * What users of AWS Batch complain about, in the trackers of CloudFormation, the CDK, Terraform and their own tools, and what
 * becomes of it in stacks with everything that there is.
 */

interface Resource {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly Properties: Readonly<Record<string, never>>;
}
type Resources = Readonly<Record<string, Resource>>;

const BATCH = 'AWS::Batch::';
const ENVIRONMENT = `${BATCH}ComputeEnvironment`;
const QUEUE = `${BATCH}JobQueue`;
const DEFINITION = `${BATCH}JobDefinition`;

let all: Resources;
beforeAll(() => {
  const resourcesOf = (stack: Stack): Resources => {
    Tags.of(stack).add('GitSha', '1a2b3c4d');
    return Template.fromStack(stack).toJSON().Resources;
  };
  const given = Object.entries(resourcesOf(everythingGiven())).map(([id, one]) => [`Given${id}`, one]);
  all = { ...resourcesOf(everything()), ...Object.fromEntries(given) };
});

const of = (...types: string[]): [string, Resource][] =>
  Object.entries(all).filter(([, { Type }]) => types.some((type) => Type === type));
/** Launch templates of the platforms, whose new versions renew instances. */
const ownTemplates = () => of('AWS::EC2::LaunchTemplate').filter(([id]) => id.includes('Platform'));
const properties = (type: string): Resource['Properties'][] => of(type).map(([, one]) => one.Properties);
const batch = (): [string, Resource][] => Object.entries(all).filter(([, { Type }]) => Type.startsWith(BATCH));
/** Managed environments whose compute is of one of these types. */
const environments = (...types: string[]): Record<string, Record<string, never>>[] =>
  properties(ENVIRONMENT).filter(({ ComputeResources }) =>
    types.includes((ComputeResources as { readonly Type?: string } | undefined)?.Type ?? ''),
  );
const statements = (): { readonly Action: string | string[]; readonly Resource: unknown }[] =>
  Object.values(all).flatMap(({ Properties }) => {
    const { PolicyDocument, Policies = [] } = (Properties ?? {}) as {
      PolicyDocument?: { Statement: [] };
      Policies?: { PolicyDocument: { Statement: [] } }[];
    };
    return [PolicyDocument, ...Policies.map((one) => one.PolicyDocument)].flatMap((one) => one?.Statement ?? []);
  });
const allowing = (action: string) => statements().filter(({ Action }) => [Action].flat().includes(action));
const text = (value: unknown): string => JSON.stringify(value);
const some = <Item>(items: readonly Item[]): readonly Item[] => {
  expect(items.length).toBeGreaterThan(0);
  return items;
};

const PROVED: [complaint: string, prove: () => void][] = [
  [
    'a tag of the stack replaces environments, queues, policies and definitions',
    () => {
      // The three others keep their tags in place.
      const safe = [`${BATCH}ConsumableResource`, `${BATCH}ServiceEnvironment`, `${BATCH}QuotaShare`];
      const kept = [...some(batch().filter(([, { Type }]) => !safe.includes(Type))), ...some(ownTemplates())];
      for (const [id, resource] of kept) expect([id, text(resource).includes('1a2b3c4d')]).toEqual([id, false]);
    },
  ],
  [
    'an environment cannot be deleted while a queue has it, when it is replaced',
    () => {
      const managed = some(properties(ENVIRONMENT).filter(({ Type }) => Type === 'MANAGED'));
      for (const { ReplaceComputeEnvironment } of managed) expect(ReplaceComputeEnvironment).toBe(false);
      // What cannot be changed in place is in the id: the new one is there before the queue lets go of the old.
      const kind = /(Ec2|Fargate|ManagedInstances|Eks|Unmanaged)(Spot)?[0-9A-F]{8}$/;
      for (const [id] of some(of(ENVIRONMENT))) expect(id).toMatch(kind);
    },
  ],
  [
    'a resource with a name of its own cannot be replaced',
    () => {
      const named = ['ComputeEnvironmentName', 'JobQueueName', 'Name', 'ServiceEnvironmentName'];
      for (const [, { Properties }] of some(batch()))
        expect(Object.keys(Properties).filter((key) => named.includes(key))).toEqual([]);
    },
  ],
  [
    'an update deregisters the revision that queued jobs and schedules have',
    () => {
      for (const { ResourceRetentionPolicy } of some(properties(DEFINITION))) {
        expect(ResourceRetentionPolicy).toEqual({ SkipDeregisterOnUpdate: true });
      }
    },
  ],
  [
    'who may submit may use one revision only',
    () => {
      const definitions = of(DEFINITION).map(([id]) => id.replace(/^Given/, ''));
      const others = Object.values(all).filter(({ Type }) => Type !== DEFINITION);
      for (const id of some(definitions))
        expect(text(others.map((one) => one.Properties))).not.toContain(`{"Ref":"${id}"}`);
      const named = allowing('batch:SubmitJob').filter(({ Resource }) => text(Resource).includes(':job-definition/'));
      for (const { Resource } of some(named)) expect(text(Resource)).toMatch(/:job-definition\/[^"]+\*"/);
    },
  ],
  [
    'a workflow may submit every definition of the account',
    () => expect(text(statements())).not.toContain('job-definition/*'),
  ],
  [
    'maxvCpus on Fargate cannot be changed',
    () => {
      for (const fargate of some(environments('FARGATE', 'FARGATE_SPOT')))
        expect(fargate).not.toHaveProperty('UpdatePolicy');
    },
  ],
  [
    'a new version of the launch template is never used',
    () => {
      for (const { ComputeResources } of some(environments('EC2', 'SPOT'))) {
        expect(text(ComputeResources?.LaunchTemplate)).toContain('LatestVersionNumber');
      }
    },
  ],
  ['optimal comes with Graviton', () => expect(text(properties(ENVIRONMENT))).not.toContain('optimal')],
  [
    'a change of minvCpus fails, because it was never said',
    () => {
      for (const { ComputeResources } of some(environments('EC2', 'SPOT'))) {
        expect(ComputeResources?.MinvCpus).toEqual(expect.any(Number));
      }
    },
  ],
  [
    'the default roles lack what a normal job needs, and are taken for each other',
    () => {
      const containers = properties(DEFINITION).flatMap(({ ContainerProperties }) => ContainerProperties ?? []);
      for (const { JobRoleArn, ExecutionRoleArn } of some<Record<string, unknown>>(containers)) {
        expect(JobRoleArn).toBeDefined();
        expect(ExecutionRoleArn).toBeDefined();
        expect(JobRoleArn).not.toEqual(ExecutionRoleArn);
      }
      for (const action of [
        'ecr:BatchGetImage',
        'logs:PutLogEvents',
        'secretsmanager:GetSecretValue',
        's3:GetObject',
      ]) {
        some(allowing(action));
      }
    },
  ],
  [
    'the Spot Fleet role is invalid',
    () => {
      some(environments('SPOT'));
      expect(text(all)).not.toContain('SpotIamFleetRole');
      expect(text(properties(ENVIRONMENT))).not.toContain('"BEST_FIT"');
    },
  ],
  [
    'a wrong service role leaves an environment that cannot be deleted',
    () => {
      for (const { Type, ServiceRole } of some(properties(ENVIRONMENT))) {
        expect([Type, ServiceRole === undefined]).toEqual([Type, Type === 'MANAGED']);
      }
    },
  ],
  [
    'a definition has one container',
    () => {
      const tasks = some(properties(DEFINITION).filter(({ EcsProperties }) => EcsProperties !== undefined));
      expect(tasks.map((one) => text(one).match(/"Essential":/g)?.length)).toContain(3);
    },
  ],
  [
    'logs cannot go through FireLens',
    () => {
      const routed = text(properties(DEFINITION));
      expect(routed).toContain('"LogDriver":"awsfirelens"');
      expect(routed).toContain('"FirelensConfiguration"');
    },
  ],
  [
    'an image of ECR does not run on EKS',
    () => {
      const pods = some(properties(DEFINITION).filter(({ EksProperties }) => EksProperties !== undefined));
      expect(text(pods)).toContain('.RepositoryUri}');
    },
  ],
  [
    'the type in lower case is drift for ever',
    () => {
      for (const { Type } of some(properties(ENVIRONMENT))) expect(Type).toMatch(/^(UN)?MANAGED$/);
    },
  ],
  [
    'nobody is told when a job fails or a queue is blocked',
    () => {
      const patterns = text(properties('AWS::Events::Rule').map(({ EventPattern }) => EventPattern));
      expect(patterns).toContain('Batch Job State Change');
      expect(patterns).toContain('Batch Job Queue Blocked');
    },
  ],
  [
    'there are no metrics, alarms and dashboards',
    () => {
      expect(text(properties('AWS::CloudWatch::Alarm'))).toContain('JobQueueName');
      expect(of('AWS::CloudWatch::Dashboard')).toHaveLength(1);
    },
  ],
  [
    'jobs are stuck in RUNNABLE, and instances are paid for without end',
    () => {
      for (const { JobStateTimeLimitActions } of some(properties(QUEUE))) {
        expect(text(JobStateTimeLimitActions)).toContain('MISCONFIGURATION:');
      }
      for (const { Timeout } of some(properties(DEFINITION))) {
        expect(Timeout).toEqual({ AttemptDurationSeconds: expect.any(Number) });
      }
    },
  ],
  [
    'instances have no tags by which their cost is told',
    () => {
      for (const { ComputeResources } of some(environments('EC2', 'SPOT'))) {
        expect(ComputeResources?.Tags).toMatchObject({ team: 'genomics' });
      }
      expect(text(properties('AWS::EC2::LaunchTemplate'))).toContain('"ResourceType":"volume"');
      for (const definition of properties(DEFINITION)) {
        expect(definition.PropagateTags).toBe(definition.EksProperties === undefined ? true : undefined);
      }
    },
  ],
  [
    'a rule has no dead-letter queue, and does not wait for what it submits to',
    () => {
      // What is counted once a minute needs no second delivery.
      const rules = properties('AWS::Events::Rule').filter(({ EventPattern }) => EventPattern !== undefined);
      const targets = rules.flatMap(({ Targets }): object[] => Targets ?? []);
      for (const target of some(targets)) expect(target).toHaveProperty('DeadLetterConfig.Arn');
      for (const [, { DependsOn = [] }] of some(of('AWS::Scheduler::Schedule'))) {
        expect(text(DependsOn)).toContain('PlatformJobs');
      }
    },
  ],
  [
    'a file system refuses the job that mounts it',
    () => {
      some(of('AWS::EC2::SecurityGroupIngress').filter(([, { Properties }]) => Properties.FromPort === 2049));
      some(allowing('elasticfilesystem:ClientMount'));
    },
  ],
  [
    'sizes of Fargate are compared when they are not known yet',
    () => {
      const { platform } = fargatePlatform();
      const vcpus = Token.asNumber({ Ref: 'Cpus' });
      const memory = Size.mebibytes(Token.asNumber({ Ref: 'Memory' }));
      expect(() => platform.addJob(align, jobProps({ vcpus, memory }))).not.toThrow();
    },
  ],
  [
    'a workflow that tags its jobs may not',
    () => {
      const own = some(of('AWS::IAM::Policy').filter(([id]) => id.startsWith('Workflow')));
      expect(text(own)).toContain('batch:TagResource');
    },
  ],
  [
    'an environment hangs in DELETING, because its role or its routes went first',
    () => {
      const own = of(ENVIRONMENT).filter(([, { Properties }]) => Properties.Type === 'MANAGED');
      // An isolated network has no routes out, but endpoints.
      for (const [, { DependsOn = [] }] of some(own)) {
        expect(text(DependsOn)).toMatch(/DefaultRoute|Endpoint|RouteTableAssociation/);
      }
      const roles = of('AWS::IAM::Role').filter(([, { Properties }]) =>
        /^(EC2 inst|AWS Batch|Nodes)/.test(Properties.Description ?? ''),
      );
      // Attached to the role itself, so that they go with it.
      for (const [, { Properties }] of some(roles)) expect(Properties.ManagedPolicyArns).not.toHaveLength(0);
    },
  ],
];

test.each(PROVED)('it is not so that %s', (_complaint, prove) => prove());

/** What the constructs do not do: it is refused, so that nobody waits for it to work. */
const REFUSED: [complaint: string, make: () => unknown, code: PlatformErrorCode][] = [
  [
    'jobs of several nodes do not run on EKS',
    () => onEks().platform.addJob(align, jobProps({ nodes: { count: 2 }, serviceAccountName: 'worker' })),
    'INVALID_NODES',
  ],
];

test.each(REFUSED)('%s, and it is said at synthesis', (_complaint, make, code) => {
  expect(refusal(make)).toMatchObject({ code, path: 'Test/Genomes/Jobs/align' });
});
