import { WORKFLOW_ERRORS } from '@batchwright/model/service';
import type { Submission } from './check-submission';
import { expression, literal } from './jsonata';
import { type Payload, type SubmitTarget, submitRequest } from './submission';
import { keepState, type State, type Workflow } from './workflow';

/** What a worker gets: the text of an input, or parameters. */
export type PayloadKind = 'input' | 'parameters';

/** Sends of one submission before it is given up: some two hours. */
const MOST_TRIES = 12;
/** Seconds before the first look for a job whose submission failed, and between later ones at most. */
const PAUSE = { first: 30, longest: 900 };
/** Digits of the execution's name in the job's: enough that no two jobs share one. */
const NAME_DIGITS = 40;

export interface SubmitOptions {
  readonly partition: string;
  readonly target: SubmitTarget;
  readonly submission: Submission;
  /** What the worker gets. */
  readonly kind: PayloadKind;
  readonly deadLetters: { readonly url: string; readonly job: string };
}

/**
 * A Standard workflow: submits the job once. Its own start is what makes two deliveries one; what is left is that the
 * answer to SubmitJob gets lost, which has no token. So after any error but a refusal the job is looked for by its name,
 * which is made of the execution's, before it is sent again.
 */
export const submitWorkflow = (options: SubmitOptions): Workflow => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Submit',
  States: {
    Submit: submit(options),
    Again: {
      Type: 'Choice',
      Choices: [{ Condition: expression(`$states.input.tries >= ${MOST_TRIES}`), Next: 'Keep' }],
      Default: 'Pause',
    },
    // Half of it by chance, so that a thousand objects at once do not come again at once.
    Pause: {
      Type: 'Wait',
      Seconds: expression(
        `$ceil($min([${PAUSE.first} * $power(2, $states.input.tries - 1), ${PAUSE.longest}]) * (0.5 + $random() / 2))`,
      ),
      Next: 'Look',
    },
    Look: look(options),
    Found: {
      Type: 'Choice',
      Choices: [{ Condition: expression('$states.input.found'), Next: 'Submitted' }],
      Default: 'Submit',
    },
    Submitted: { Type: 'Succeed' },
    ...keepState(options.partition, options.deadLetters, '$states.input.event'),
  },
});

const jobName = (job: string): string =>
  expression(`${literal(`${job}-`)} & $substring($states.context.Execution.Name, 0, ${NAME_DIGITS})`);

const payload = (kind: PayloadKind): Payload => {
  const value = expression('$states.input.payload');
  return kind === 'input' ? { input: value } : { parameters: value };
};

const submit = ({ partition, target, submission, kind }: SubmitOptions): State => ({
  Type: 'Task',
  Resource: `arn:${partition}:states:::aws-sdk:batch:submitJob`,
  Arguments: submitRequest(jobName(target.job), payload(kind), submission, target),
  Catch: [
    { ErrorEquals: [WORKFLOW_ERRORS.batchRefused], Output: afterFailure(), Next: 'Keep' },
    { ErrorEquals: [WORKFLOW_ERRORS.any], Output: afterFailure(), Next: 'Again' },
  ],
  End: true,
});

const look = ({ partition, target }: SubmitOptions): State => ({
  Type: 'Task',
  Resource: `arn:${partition}:states:::aws-sdk:batch:listJobs`,
  Arguments: {
    JobQueue: target.queue.arn,
    Filters: [{ Name: 'JOB_NAME', Values: [jobName(target.job)] }],
  },
  Output: merged(`{'found': $count($states.result.JobSummaryList) > 0}`),
  // Without a look nothing is sent.
  Catch: [{ ErrorEquals: [WORKFLOW_ERRORS.any], Output: afterFailure(), Next: 'Again' }],
  Next: 'Found',
});

const merged = (more: string): string => expression(`$merge([$states.input, ${more}])`);

const afterFailure = (): string => merged(`{'tries': $states.input.tries + 1, 'failure': $states.errorOutput}`);
