import { BatchPlatform, Compute, defineJob, definePlatform, unchecked } from '@batchwright/cdk';
import { ENV } from '@batchwright/model/contract';
import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { emptyStack, jobProps, refusal } from '../fixture';
import { type Call, runWorkflow, type TaskError } from './run-workflow';
import { textOf } from './scheduled-job';

interface Given {
  readonly sample: string;
  readonly depth?: number;
  readonly from?: string;
}
const align = defineJob('align', {
  input: unchecked<Given>(),
  output: unchecked<{ readonly reads: number; readonly file: string }>(),
});
const clean = defineJob('clean', { input: unchecked<Given>() });

function pipelines() {
  const at = emptyStack();
  const platform = new BatchPlatform(at.stack, 'Genomes', {
    platform: definePlatform('genomes', { queues: ['shared', 'urgent'], jobs: [align, clean] }),
    vpc: at.vpc,
    compute: { steady: Compute.onDemand({ maxvCpus: 16 }) },
    queues: {
      shared: { priority: 1, compute: ['steady'], shares: { science: 1 } },
      urgent: { priority: 2, compute: ['steady'] },
    },
  });
  const props = jobProps() as never;
  return { ...at, align: platform.addJob(align, props), clean: platform.addJob(clean, props) };
}

function synthesized({ stack }: ReturnType<typeof pipelines>, machine: sfn.StateMachine) {
  const template = Template.fromStack(stack);
  const { Properties } = template.findResources('AWS::StepFunctions::StateMachine')[
    stack.getLogicalId(machine.node.defaultChild as never)
  ] as { Properties: { DefinitionString: unknown; RoleArn: { 'Fn::GetAtt': [string] } } };
  const [role] = Properties.RoleArn['Fn::GetAtt'];
  const statements = Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties: policy }) => JSON.stringify(policy.Roles).includes(role))
    .flatMap(({ Properties: policy }) => policy.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((one) => `${action} on ${textOf(one)}`)),
    );
  return { definition: textOf(Properties.DefinitionString), statements };
}

const workflow = (of: ReturnType<typeof pipelines>, chain: sfn.IChainable, queryLanguage?: sfn.QueryLanguage) =>
  new sfn.StateMachine(of.stack, 'Pipeline', {
    definitionBody: sfn.DefinitionBody.fromChainable(chain),
    ...(queryLanguage === undefined ? {} : { queryLanguage }),
  });

const STORED = { batchwright: 'output', version: 1, output: { reads: 7, file: 'a "b".bam' } };

/** Batch and S3, as the workflow sees them: what was submitted and read. */
function services(fail?: TaskError) {
  const seen: Record<string, Record<string, unknown>> = {};
  const call: Call = async (resource, request) => {
    const service = resource.replace(/^.*:::/, '');
    seen[service] = request;
    if (fail !== undefined) throw fail;
    if (service === 'aws-sdk:s3:getObject') return { Body: JSON.stringify(STORED), ContentType: 'application/json' };
    return { JobId: 'id-1', JobName: request.JobName, Status: 'SUCCEEDED' };
  };
  const input = (): unknown => {
    const { ContainerOverrides } = seen['batch:submitJob.sync'] ?? {};
    const { Environment } = ContainerOverrides as { readonly Environment: { Name: string; Value: string }[] };
    return JSON.parse(Environment.find(({ Name }) => Name === ENV.INPUT)?.Value ?? '');
  };
  return { seen, call, input };
}

test('a task gives the job its input from the state, and the next state what the job returned', async () => {
  const of = pipelines();
  const task = of.align.asTask(of.stack, 'Align', {
    input: (state) => ({
      sample: state.text('sample', 'name'),
      depth: state.number('depth'),
      from: `run/${state.execution.text('Name')}`,
    }),
    queue: 'shared',
    shareIdentifier: 'science',
    schedulingPriority: 3,
    tags: { team: 'a' },
    attempts: 2,
    timeout: Duration.minutes(5),
    taskTimeout: Duration.hours(1),
    resultField: 'aligned',
  });
  const { definition, statements } = synthesized(of, workflow(of, task.next(new sfn.Succeed(of.stack, 'Done'))));
  const { seen, call, input } = services();
  const state = { sample: { name: 'a "b" \\ 写真\n' }, depth: 30, kept: true };
  const run = await runWorkflow(definition, state, 'my.run:ü', call);

  expect(run).toMatchObject({ status: 'SUCCEEDED', path: ['Align', 'Align output', 'Done'] });
  expect(input()).toEqual({ sample: state.sample.name, depth: 30, from: 'run/my.run:ü' });
  expect(seen['batch:submitJob.sync']).toMatchObject({
    JobName: 'align-my-run--',
    JobDefinition: of.align.definitionNames.EC2,
    ShareIdentifier: 'science',
    SchedulingPriorityOverride: 3,
    Tags: { team: 'a' },
    RetryStrategy: { Attempts: 2 },
    Timeout: { AttemptDurationSeconds: 300 },
  });
  expect(seen['aws-sdk:s3:getObject']).toEqual({
    Bucket: expect.stringMatching(/^\{GenomesWorkspaceBucket/),
    Key: 'outputs/align/id-1.json',
  });
  expect(run.output).toEqual({
    ...state,
    aligned: {
      jobId: 'id-1',
      jobName: 'align-my-run--',
      resultUri: expect.stringMatching(/^s3:\/\/\{GenomesWorkspaceBucket\w+\}\/outputs\/align\/id-1\.json$/),
      output: STORED.output,
    },
  });
  expect(JSON.parse(definition).States.Align).toMatchObject({ QueryLanguage: 'JSONata', TimeoutSeconds: 3600 });
  expect(task.output('reads')).toBe('{% $states.input.aligned.output.reads %}');
  expect(task.outputPath('file')).toBe("$['aligned']['output']['file']");

  const arn = /arn:\{AWS::Partition\}:(\w+):\{AWS::Region\}:\{AWS::AccountId\}:/;
  const short = statements.map((line) => line.replace(arn, '$1 ')).sort();
  expect(short).toEqual([
    'batch:DescribeJobs on *',
    expect.stringMatching(/^batch:SubmitJob on batch job-definition\/genomes-\w+-align$/),
    expect.stringMatching(/^batch:SubmitJob on batch job-definition\/genomes-\w+-align:\*$/),
    expect.stringMatching(/^batch:SubmitJob on \{GenomesQueuesshared\w+\.JobQueueArn\}$/),
    'batch:TagResource on batch job/*',
    'batch:TerminateJob on batch job/*',
    'events:DescribeRule on events rule/StepFunctionsGetEventsForBatchJobsRule',
    'events:PutRule on events rule/StepFunctionsGetEventsForBatchJobsRule',
    'events:PutTargets on events rule/StepFunctionsGetEventsForBatchJobsRule',
    expect.stringMatching(/^s3:GetObject on \{GenomesWorkspaceBucket\w+\.Arn\}\/outputs\/align\/\*$/),
  ]);
});

test('a task of a job that returns nothing is one state, and fits a workflow in JSONata', async () => {
  const of = pipelines();
  const task = of.clean.asTask(of.stack, 'Clean', { input: (state) => ({ sample: state.text('s') }), queue: 'urgent' });
  const { definition, statements } = synthesized(of, workflow(of, task, sfn.QueryLanguage.JSONATA));
  const { call, input } = services();
  const run = await runWorkflow(definition, { s: 'x' }, 'run', call);
  expect(run).toMatchObject({ status: 'SUCCEEDED', path: ['Clean'], output: { jobId: 'id-1', jobName: 'clean-run' } });
  expect(input()).toEqual({ sample: 'x' });
  expect(JSON.parse(definition).States.Clean).not.toHaveProperty('QueryLanguage');
  expect(statements.filter((line) => /^s3|Tag/.test(line))).toEqual([]);
});

test('a failed task goes where its catch says, with the cause', async () => {
  const of = pipelines();
  const task = of.align.asTask(of.stack, 'Align', {
    input: (state) => ({ sample: state.variable('chosen').text('sample') }),
    queue: 'urgent',
  });
  task
    .addRetry({ errors: ['Batch.BatchException'], maxAttempts: 2 })
    .addCatch(new sfn.Pass(of.stack, 'Tell', { queryLanguage: sfn.QueryLanguage.JSONATA }));
  const { definition } = synthesized(of, workflow(of, task));
  const { States } = JSON.parse(definition);
  expect(States.Align.Retry).toMatchObject([{ ErrorEquals: ['Batch.BatchException'], MaxAttempts: 2 }]);
  expect(States.Align.Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'Tell' }]);
  expect(States['Align output'].Catch).toMatchObject([{ Next: 'Tell' }]);
  expect(JSON.stringify(States.Align.Arguments)).toContain('$chosen.sample');
});

test.each([
  ['no share on a queue with shares', { queue: 'shared' }, 'MISSING_SHARE'],
  ['too many attempts', { queue: 'urgent', attempts: 11 }, 'INVALID_RETRY'],
] as const)('a task refuses %s, where it stands', (_what, props, code) => {
  const of = pipelines();
  const call = () => of.align.asTask(of.stack, 'Align', { input: () => ({ sample: 'a' }), ...props });
  expect(refusal(call)).toMatchObject({ code, path: 'Test/Align' });
});
