/**
 * What AWS Step Functions calls the errors of the services that it calls.
 * Sources: Step Functions Developer Guide, "Handling errors" and "AWS SDK service integrations"; for the optimized
 * integration of its own StartExecution, floci-io/floci#3059.
 */
export const WORKFLOW_ERRORS = {
  /** StartExecution of a name that was there within 90 days: by the optimized integration, and by the SDK's. */
  executionExists: ['StepFunctions.ExecutionAlreadyExistsException', 'Sfn.ExecutionAlreadyExistsException'],
  /** AWS Batch refused a request for good (400). Anything else may have been done in spite of the error. */
  batchRefused: 'Batch.ClientException',
  /** An expression has no value, or called `$error`. */
  query: 'States.QueryEvaluationError',
  /** Any error, but for two that no state can catch: too large an output, and a fault of the definition. */
  any: 'States.ALL',
} as const;

/** Managed rule through which Step Functions hears of the end of jobs. Source: Developer Guide, "IAM policies", Batch. */
export const WORKFLOW_JOB_RULE = 'StepFunctionsGetEventsForBatchJobsRule';

/** Beginning of the names of log groups that services write to without a policy of the account growing with each. */
export const VENDED_LOGS = '/aws/vendedlogs/states/';
