import { WORKFLOW_ERRORS } from '@batchwright/model/service';
import { expression, literal } from './jsonata';
import { keepState, type State, type Workflow } from './workflow';

/** What the first of a trigger's two state machines needs to know. */
export interface BuildOptions {
  readonly partition: string;
  /** The expression that yields what makes two events one: see {@link identity}. */
  readonly identity: string;
  /** The expression that yields what the job gets: the JSON text of its input, or its parameters. */
  readonly payload: string;
  /** Characters that the payload may take as JSON. */
  readonly mostCharacters: number;
  /** ARN of the state machine that submits. */
  readonly submit: string;
  readonly deadLetters: { readonly url: string; readonly job: string };
}

/**
 * An Express workflow: makes the job's input of the event, and starts the workflow that submits under a name made of the
 * event. A second start of one name is refused for 90 days, which is how two deliveries become one job.
 */
export const buildWorkflow = (options: BuildOptions): Workflow => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Start',
  States: {
    Start: start(options),
    Known: { Type: 'Succeed' },
    ...keepState(options.partition, options.deadLetters, '$states.context.Execution.Input'),
  },
});

const start = ({ partition, identity: of, payload, mostCharacters, submit }: BuildOptions): State => ({
  Type: 'Task',
  Resource: `arn:${partition}:states:::states:startExecution`,
  Arguments: {
    StateMachineArn: submit,
    Name: expression(`$hash($string(${of}), 'SHA-256')`),
    Input: {
      payload: expression(fitting(payload, mostCharacters)),
      event: expression('$states.input'),
      tries: 0,
    },
  },
  Retry: [
    { ErrorEquals: [...WORKFLOW_ERRORS.executionExists, WORKFLOW_ERRORS.query], MaxAttempts: 0 },
    {
      ErrorEquals: [WORKFLOW_ERRORS.any],
      IntervalSeconds: 1,
      MaxAttempts: 6,
      BackoffRate: 2,
      MaxDelaySeconds: 30,
      JitterStrategy: 'FULL',
    },
  ],
  Catch: [
    { ErrorEquals: [...WORKFLOW_ERRORS.executionExists], Next: 'Known' },
    {
      ErrorEquals: [WORKFLOW_ERRORS.any],
      Output: { failure: expression('$states.errorOutput') },
      Next: 'Keep',
    },
  ],
  End: true,
});

/** The value, or an error that says that no submission can carry it. */
const fitting = (payload: string, mostCharacters: number): string =>
  `($payload := ${payload}; $length($string([$payload])) - 2 > ${mostCharacters} ? ` +
  `$error(${literal(`the input is too large for a submission; put the data into S3 and send where it is`)}) : $payload)`;

/**
 * The expression that yields the identity of an event, as a list.
 *
 * @param trigger - path of the construct: two triggers of one event are two jobs
 * @param parts - expressions; one that has no value does not count
 */
export const identity = (trigger: string, parts: readonly string[]): string =>
  `[${[literal(trigger), ...parts].join(', ')}]`;
