import { WORKFLOW_JOB_RULE } from '@batchwright/model/service';
import { Aws, type Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Statement } from '../policy';
import type { Submission } from './check-submission';
import { type SubmitTarget, submitStatements } from './submission';

export interface TaskStateProps {
  readonly name: string;
  /** What follows `arn:…:states:::`. */
  readonly resource: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The expression of the state's output. */
  readonly output: string;
  readonly statements: readonly Statement[];
  readonly timeout: Duration | undefined;
}

/** A task in JSONata, whatever the rest of the workflow is written in. */
export class TaskState extends sfn.TaskStateBase {
  protected readonly taskMetrics = undefined;
  protected readonly taskPolicies: iam.PolicyStatement[];

  constructor(
    scope: Construct,
    id: string,
    private readonly task: TaskStateProps,
  ) {
    super(scope, id, {
      stateName: task.name,
      queryLanguage: sfn.QueryLanguage.JSONATA,
      ...(task.timeout === undefined ? {} : { taskTimeout: sfn.Timeout.duration(task.timeout) }),
    });
    this.taskPolicies = task.statements.map(
      ({ actions, resources }) => new iam.PolicyStatement({ actions: [...actions], resources: [...resources] }),
    );
  }

  /** @internal */
  protected _renderTask(): Readonly<Record<string, unknown>> {
    const { resource, output } = this.task;
    return {
      Resource: `arn:${Aws.PARTITION}:states:::${resource}`,
      Arguments: this.task.arguments,
      Output: output,
    };
  }
}

/**
 * What submitting a job and waiting for it takes. Step Functions hears of its end through a rule of its own, and terminates
 * it when the execution is stopped. Source: Step Functions Developer Guide, "IAM policies", Batch.
 */
export function taskStatements(at: Construct, target: SubmitTarget, submission: Submission): readonly Statement[] {
  const stack = Stack.of(at);
  const arn = (service: string, resource: string, resourceName: string): string =>
    stack.formatArn({ service, resource, resourceName });
  return [
    ...submitStatements(stack, target, submission),
    { actions: ['batch:DescribeJobs'], resources: ['*'], wildcard: 'the service knows no narrower resource' },
    {
      actions: ['batch:TerminateJob'],
      resources: [arn('batch', 'job', '*')],
      wildcard: 'the id of a job is not known before it is submitted',
    },
    {
      actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
      resources: [arn('events', 'rule', WORKFLOW_JOB_RULE)],
    },
  ];
}
