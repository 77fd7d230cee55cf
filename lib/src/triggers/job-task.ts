import { outputsPrefix } from '@batchwright/model/contract';
import { LIMITS } from '@batchwright/model/service';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { refuse } from '../checks';
import type { Statement } from '../policy';
import type { Workspace } from '../workspace';
import { submissionProblem } from './check-submission';
import { compileValue, referencesProblem } from './compile-input';
import { at, expression, literal } from './jsonata';
import { type SubmitTarget, submitRequest } from './submission';
import { StateFields, type TaskProps } from './task-props';
import { TaskState, taskStatements } from './task-state';
import { acknowledgeInWorkflows } from './task-workflows';

/** What a task must know of its job. */
export interface TaskJob {
  readonly target: SubmitTarget;
  readonly workspace: Workspace;
  /** Whether the contract says that the job returns something. */
  readonly returns: boolean;
}

/**
 * Runs a job as a state of a Step Functions workflow, and waits for its end. Made by {@link BatchJob.asTask}. It is written
 * in JSONata and stands in workflows of both query languages; Express workflows cannot wait.
 *
 * The result is `{ jobId, jobName, resultUri, output }`; `output` is what the job returned, if its contract has an output.
 *
 * Errors, for `addRetry` and `addCatch`: `States.TaskFailed` when the job failed after all its attempts (the cause is the job
 * as DescribeJobs has it), `Batch.ClientException`, `Batch.ServerException` or `Batch.AWSBatchException` when it could not
 * be submitted, `States.Timeout`, and `States.QueryEvaluationError` when the input has no value. A retry submits another job.
 *
 * @typeParam Returned - what the job returns
 */
export class JobTask<Returned = unknown> extends Construct implements sfn.IChainable, sfn.INextable {
  readonly id: string;
  readonly startState: sfn.State;
  readonly endStates: sfn.INextable[];

  private readonly submit: TaskState;
  private readonly last: TaskState;
  private readonly path: readonly string[];

  /** @internal */
  constructor(scope: Construct, id: string, props: TaskProps<unknown, string>, of: TaskJob) {
    super(scope, id);
    const { target } = of;
    const input = props.input(new StateFields());
    refuse(this, referencesProblem(input) ?? submissionProblem(props, target.queue, target.rules));
    this.id = id;
    this.path = props.resultField === undefined ? ['output'] : [props.resultField, 'output'];
    const name = props.stateName ?? id;
    const reads = props.readOutput ?? of.returns;
    const result = resultOf(of);
    const statements = taskStatements(this, target, props);
    this.submit = new TaskState(this, 'Submit', {
      name,
      resource: 'batch:submitJob.sync',
      arguments: submitRequest(
        jobName(target.job),
        { input: expression(`$string(${compileValue(input)})`) },
        props,
        target,
      ),
      output: reads ? expression(`{'input': $states.input, 'job': ${result}}`) : into(props.resultField, INPUT, result),
      statements,
      timeout: props.taskTimeout,
    });
    this.last = reads ? this.reader(name, props.resultField, of) : this.submit;
    if (this.last !== this.submit) this.submit.next(this.last);
    this.startState = this.submit;
    this.endStates = this.last.endStates;
    const all = reads ? [...statements, ...readStatements(target, of.workspace)] : statements;
    acknowledgeInWorkflows(this, target.definitionName, all);
  }

  /** Goes on with another state. */
  next(next: sfn.IChainable): sfn.Chain {
    this.last.next(next);
    return sfn.Chain.sequence(this, next);
  }

  /** Where to go when the job, or reading what it returned, fails. */
  addCatch(handler: sfn.IChainable, props?: sfn.CatchProps): this {
    this.submit.addCatch(handler, props);
    if (this.last !== this.submit) this.last.addCatch(handler, props);
    return this;
  }

  /** When to submit another job. Attempts of one job are its own: see `attempts`. */
  addRetry(props?: sfn.RetryProps): this {
    this.submit.addRetry(props);
    return this;
  }

  /** What the job returned, for a following state in JSONata: `task.output('bytes')` is `{% $states.input.output.bytes %}`. */
  output<Key extends keyof Returned & string>(key: Key): string {
    return expression(at(INPUT, [...this.path, key]));
  }

  /** As {@link output}, for a following state in JSONPath: `JsonPath.numberAt(task.outputPath('bytes'))`. */
  outputPath<Key extends keyof Returned & string>(key: Key): string {
    return ['$', ...this.path, key].reduce((path, field) => `${path}[${quoted(field)}]`);
  }

  private reader(name: string, field: string | undefined, { target, workspace }: TaskJob): TaskState {
    const output = `$merge([$states.input.job, {'output': $parse($states.result.Body).output}])`;
    return new TaskState(this, 'Output', {
      name: `${name} output`,
      resource: 'aws-sdk:s3:getObject',
      arguments: {
        Bucket: workspace.location.bucket.bucketName,
        Key: expression(`${literal(keyPrefix(target, workspace))} & $states.input.job.jobId & '.json'`),
      },
      output: into(field, '$states.input.input', output),
      statements: readStatements(target, workspace),
      timeout: undefined,
    });
  }
}

const INPUT = '$states.input';

/** A name in brackets: a dot would not do for all. */
const quoted = (field: string): string => `'${field.replace(/['\\]/g, '\\$&')}'`;

const keyPrefix = ({ job }: SubmitTarget, workspace: Workspace): string => workspace.keys(outputsPrefix(job));

/** What is known of the job once it has succeeded. */
const resultOf = ({ target, workspace }: TaskJob): string => {
  const uri = `s3://${workspace.location.bucket.bucketName}/${keyPrefix(target, workspace)}`;
  const id = '$states.result.JobId';
  return `{'jobId': ${id}, 'jobName': $states.result.JobName, 'resultUri': ${literal(uri)} & ${id} & '.json'}`;
};

/** The result alone, or beside what was there before. */
const into = (field: string | undefined, before: string, result: string): string =>
  expression(field === undefined ? result : `$merge([${before}, {${literal(field)}: ${result}}])`);

/** Of the execution's name, which may have characters that the name of a job may not. */
const jobName = (job: string): string =>
  expression(
    `$substring(${literal(`${job}-`)} & $replace($states.context.Execution.Name, /[^A-Za-z0-9_-]/, '-'), 0, ${LIMITS.nameCharacters})`,
  );

const readStatements = ({ job }: SubmitTarget, workspace: Workspace): readonly Statement[] => {
  const { encryptionKey } = workspace.location.bucket;
  return [
    {
      actions: ['s3:GetObject'],
      resources: [workspace.objects(`${outputsPrefix(job)}*`)],
      wildcard: 'each output of the job has a key of its own',
    },
    ...(encryptionKey === undefined ? [] : [{ actions: ['kms:Decrypt'], resources: [encryptionKey.keyArn] }]),
  ];
};
