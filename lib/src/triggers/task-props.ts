import type { Duration } from 'aws-cdk-lib';
import { Fields } from './reference';

/** What a state of a workflow knows when it is entered, for the input of {@link BatchJob.asTask}. */
export class StateFields extends Fields {
  /** The execution: `state.execution.text('Name')`. */
  readonly execution: Fields;

  /** @internal */
  constructor() {
    super('$states.input');
    this.execution = new Fields('$states.context.Execution');
  }

  /** A variable that an earlier state assigned: `state.variable('order').text('id')`. */
  variable(name: string): Fields {
    return new Fields(`$${name}`);
  }
}

export interface TaskProps<Given, Queue extends string> {
  /** The job's input, from the state's own: `(state) => ({ key: state.text('key') })`. Called once, at synthesis. */
  readonly input: (state: StateFields) => Given;
  /**
   * Name of the state in the workflow.
   *
   * @default - the construct's id
   */
  readonly stateName?: string;
  /**
   * Queue that the job is submitted to, one of the job's own.
   *
   * @default - the first of the job's queues
   */
  readonly queue?: Queue;
  /**
   * Whose share it is: demanded by a queue with fair share, refused by any other.
   *
   * @default - none
   */
  readonly shareIdentifier?: string;
  /**
   * On a queue with fair share, order within the share: 0 to 9999, higher first.
   *
   * @default - the job definition's
   */
  readonly schedulingPriority?: number;
  /**
   * Tags of the submitted job, at most 50. The workflow may then tag jobs, too.
   *
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * How often the job may be started in all, 1 to 10; when an attempt is repeated stays the job's own rule.
   *
   * @default - the job's
   */
  readonly attempts?: number;
  /**
   * How long one attempt may run, at least a minute.
   *
   * @default - the job's
   */
  readonly timeout?: Duration;
  /**
   * How long the state waits, time in the queue included. The job is terminated then, and the state fails with
   * `States.Timeout`.
   *
   * @default - as long as it takes
   */
  readonly taskTimeout?: Duration;
  /**
   * Whether a second state reads what the job returned, of which a workflow can carry 256 KiB. Without it, `resultUri` says
   * where it lies.
   *
   * @default - if the contract has an output
   */
  readonly readOutput?: boolean;
  /**
   * Field of the state's input under which the result is added to it.
   *
   * @default - the result takes the place of the input
   */
  readonly resultField?: string;
}
