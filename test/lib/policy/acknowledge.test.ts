import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, type IChainable, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { align, emptyStack, genomesPlatform, isolatedVpc, jobProps } from '../fixture';

/** Ids of findings below a platform, after synthesis, as a rule pack sees them. */
function findings(change: (at: ReturnType<typeof platformInUse>) => void = () => undefined): readonly string[] {
  const at = platformInUse();
  change(at);
  const app = at.stack.node.root;
  at.stack.node.findAll().flatMap((one) => one.node.validate());
  return new AwsSolutionsChecks(app as never)
    .validateScope(at.platform)
    .violations.map(({ ruleName }) => ruleName)
    .sort();
}

function platformInUse() {
  const empty = emptyStack();
  const vpc = isolatedVpc(empty.stack, SubnetType.PRIVATE_ISOLATED);
  const at = genomesPlatform({}, { ...empty, vpc });
  const samples = new Bucket(at.stack, 'Samples');
  const job = at.platform.addJob(align, jobProps({ reads: [samples], writes: [samples] }));
  const reader = new iam.Role(at.platform, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  for (const grant of ['submit', 'watch', 'cancel', 'readLogs'] as const) at.platform.grants[grant](reader);
  const notify = new Topic(at.stack, 'Notify');
  at.platform.onJobs('Failed', { states: ['FAILED'] }, notify);
  const input = { sample: 's1' };
  job.onSchedule('Daily', { schedule: ScheduleExpression.rate(Duration.days(1)), input });
  job.onObjectCreated('Came', { bucket: samples, prefix: 'in/', input: (object) => ({ sample: object.key }) });
  job.onEvent('Told', { eventPattern: { source: ['lab'] }, parameters: { mode: 'full' } });
  at.platform.depthProbe();
  at.platform.eventHistory('History');
  return { ...at, job, reader, samples };
}

describe('acknowledgements', () => {
  it('leave no finding of cdk-nag on a platform in use', () => {
    expect(findings()).toEqual([]);
  });

  it('do not hide a wildcard that somebody adds to the role of a job', () => {
    const added = findings(({ job, samples }) => {
      job.role.addToPrincipalPolicy(
        new iam.PolicyStatement({ actions: ['s3:DeleteObject'], resources: [`${samples.bucketArn}/other/*`] }),
      );
    });
    expect(added).toEqual([expect.stringMatching(/^AwsSolutions-IAM5\[Resource::<Samples.*\.Arn>\/other\/\*\]$/)]);
  });

  it('follow a job into the workflow that has it as a state, and into no other', () => {
    const { stack, job } = platformInUse();
    const workflow = (id: string, state: IChainable, ...more: iam.PolicyStatement[]) => {
      const machine = new StateMachine(stack, id, { definitionBody: DefinitionBody.fromChainable(state) });
      for (const one of more) machine.addToRolePolicy(one);
      return machine;
    };
    const anyJob = Stack.of(stack).formatArn({ service: 'batch', resource: 'job', resourceName: '*' });
    const cancels = new iam.PolicyStatement({ actions: ['batch:TerminateJob'], resources: [anyJob] });
    const other = new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::other/*'] });
    const task = job.asTask(stack, 'Align', { queue: 'urgent', input: () => ({ sample: 's1' }) });
    const aligning = workflow('With', task, other);
    const without = workflow('Without', new Pass(stack, 'Nothing'), cancels);
    for (const one of stack.node.findAll()) one.node.validate();
    const wildcards = (at: StateMachine) =>
      new AwsSolutionsChecks(stack.node.root as never)
        .validateScope(at)
        .violations.map(({ ruleName }) => ruleName)
        .filter((rule) => rule.startsWith('AwsSolutions-IAM5'));
    expect(wildcards(aligning)).toEqual(['AwsSolutions-IAM5[Resource::arn:aws:s3:::other/*]']);
    expect(wildcards(without)).toEqual([expect.stringMatching(/:job\/\*\]$/)]);
  });

  it('say why', () => {
    const { platform, reader } = platformInUse();
    for (const one of platform.node.findAll()) one.node.validate();
    const recorded = reader.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>));
    expect(recorded.length).toBeGreaterThan(3);
    for (const [id, reason] of recorded) expect([id, reason]).toEqual([id, expect.stringMatching(/\w+ \w+/)]);
  });
});
