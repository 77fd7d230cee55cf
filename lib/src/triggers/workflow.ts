import { WORKFLOW_ERRORS } from '@batchwright/model/service';
import { expression, literal } from './jsonata';

/** A state machine in Amazon States Language. */
export interface Workflow {
  readonly QueryLanguage: 'JSONata';
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface State {
  readonly Type: 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail';
  readonly [field: string]: unknown;
}

/** Characters of an error's cause that a message's attribute gets: a whole message has room for some more. */
const CAUSE_CHARACTERS = 1000;

/**
 * The states that give an event up: they keep it in the dead-letter queue, with the attributes that EventBridge itself
 * gives such messages, and fail the workflow. They expect `failure` in the state's input.
 *
 * @param event - the expression that yields the event
 */
export const keepState = (
  partition: string,
  { url, job }: { readonly url: string; readonly job: string },
  event: string,
): Readonly<Record<'Keep' | 'Failed', State>> => ({
  Keep: {
    Type: 'Task',
    Resource: `arn:${partition}:states:::sqs:sendMessage`,
    Arguments: {
      QueueUrl: url,
      MessageBody: expression(event),
      MessageAttributes: {
        ERROR_CODE: text(failure('Error')),
        ERROR_MESSAGE: text(`$substring(${failure('Cause')}, 0, ${CAUSE_CHARACTERS})`),
        EXECUTION_ARN: text('$states.context.Execution.Id'),
        JOB: text(literal(job)),
      },
    },
    Retry: [
      {
        ErrorEquals: [WORKFLOW_ERRORS.any],
        IntervalSeconds: 2,
        MaxAttempts: 5,
        BackoffRate: 2,
        JitterStrategy: 'FULL',
      },
    ],
    Output: expression('$states.input'),
    Next: 'Failed',
  },
  Failed: { Type: 'Fail', Error: expression(failure('Error')), Cause: expression(failure('Cause')) },
});

const text = (jsonata: string) => ({ DataType: 'String', StringValue: expression(jsonata) });

/** A part of the error; an attribute cannot be empty. */
const failure = (part: 'Error' | 'Cause'): string =>
  `($states.input.failure.${part} ? $string($states.input.failure.${part}) : 'unknown')`;
