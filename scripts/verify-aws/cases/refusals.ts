import {
  CancelJobCommand,
  DescribeJobsCommand,
  ListJobsCommand,
  RegisterJobDefinitionCommand,
  type RegisterJobDefinitionCommandInput,
  SubmitJobCommand,
  type SubmitJobCommandInput,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import { LIMITS, missingParameter, REFUSALS, retryProblems } from '@batchwright/model/service';
import type { Lab } from '../lab';
import type { Case, Look, Standing } from './case';

/** A well-formed id that no job has. */
const NO_JOB = '00000000-0000-4000-8000-000000000000';

const TOO_MANY = LIMITS.attempts.max + 1;
const LEADING_ASTERISK = { action: 'RETRY', onReason: '*Error' } as const;

interface Refusal {
  readonly what: string;
  readonly standing: Standing;
  /** Part of the service's text, where one is on record. */
  readonly text?: string;
  readonly send: (lab: Lab) => Promise<unknown>;
}

const submit =
  (input: Partial<SubmitJobCommandInput>): Refusal['send'] =>
  (lab) =>
    lab.submit('refused', ['true'], input);

const register =
  (input: (container: NonNullable<RegisterJobDefinitionCommandInput['containerProperties']>) => object) =>
  async (lab: Lab): Promise<void> => {
    const jobDefinitionName = lab.definitionName('refused-definition');
    const containerProperties = lab.container(['true']);
    await lab.batch.send(
      new RegisterJobDefinitionCommand({
        jobDefinitionName,
        type: 'container',
        containerProperties,
        ...input(containerProperties),
      }),
    );
    lab.made.definitions.add(jobDefinitionName);
  };

const REFUSED: Readonly<Record<string, Refusal>> = {
  'submit-name': {
    what: 'SubmitJob with a name that begins with a hyphen',
    standing: 'recorded',
    // The rule in brackets is not the service's.
    text: REFUSALS.jobName.replace(/ \(.*$/, ''),
    send: submit({ jobName: '-job' }),
  },
  'submit-unknown-queue': {
    what: 'SubmitJob to a queue that does not exist',
    standing: 'unverified',
    send: submit({ jobQueue: 'batchwright-verify-no-such-queue' }),
  },
  'submit-unknown-definition': {
    what: 'SubmitJob with a definition that does not exist',
    standing: 'unverified',
    send: submit({ jobDefinition: 'batchwright-verify-no-such-definition' }),
  },
  'submit-array-of-1': {
    what: 'SubmitJob with an array of 1',
    standing: 'documented',
    send: submit({ arrayProperties: { size: LIMITS.arraySize.min - 1 } }),
  },
  'submit-array-too-large': {
    what: `SubmitJob with an array of ${LIMITS.arraySize.max + 1}`,
    standing: 'documented',
    send: submit({ arrayProperties: { size: LIMITS.arraySize.max + 1 } }),
  },
  'submit-dependencies': {
    what: `SubmitJob with ${LIMITS.dependencies + 1} dependencies`,
    standing: 'documented',
    send: submit({ dependsOn: Array.from({ length: LIMITS.dependencies + 1 }, () => ({ jobId: NO_JOB })) }),
  },
  'submit-unknown-dependency': {
    what: 'SubmitJob that depends on a job that does not exist',
    standing: 'unverified',
    send: submit({ dependsOn: [{ jobId: NO_JOB }] }),
  },
  'submit-sequential-plain': {
    what: 'SubmitJob of a plain job with a SEQUENTIAL dependency',
    standing: 'documented',
    send: submit({ dependsOn: [{ type: 'SEQUENTIAL' }] }),
  },
  'submit-reference': {
    what: 'SubmitJob with a reference that has no value',
    standing: 'recorded',
    text: missingParameter('verify'),
    send: submit({ containerOverrides: { command: ['Ref::verify'] } }),
  },
  'submit-empty-command': {
    what: 'SubmitJob with an empty string in the command',
    standing: 'recorded',
    text: REFUSALS.emptyCommand,
    send: submit({ containerOverrides: { command: ['echo', ''] } }),
  },
  'submit-share': {
    what: 'SubmitJob with a share identifier to a FIFO queue',
    standing: 'recorded',
    text: REFUSALS.shareWithoutPolicy,
    send: submit({ shareIdentifier: 'verify' }),
  },
  'submit-timeout': {
    what: `SubmitJob with a time-out of ${LIMITS.timeoutSeconds.min - 1} seconds`,
    standing: 'recorded',
    text: REFUSALS.timeout,
    send: submit({ timeout: { attemptDurationSeconds: LIMITS.timeoutSeconds.min - 1 } }),
  },
  'submit-attempts': {
    what: `SubmitJob with ${TOO_MANY} attempts`,
    standing: 'recorded',
    text: retryProblems(TOO_MANY, undefined).join(),
    send: submit({ retryStrategy: { attempts: TOO_MANY } }),
  },
  'submit-reserved-variable': {
    what: 'SubmitJob with a variable whose name begins with AWS_BATCH',
    standing: 'documented',
    send: submit({ containerOverrides: { environment: [{ name: 'AWS_BATCH_VERIFY', value: 'x' }] } }),
  },
  'submit-size': {
    what: `SubmitJob with more than ${LIMITS.submitBytes / 1024} KiB`,
    standing: 'recorded',
    text: `Job size must be less than ${LIMITS.submitBytes / 1024} KiB`,
    send: submit({ parameters: { x: 'x'.repeat(LIMITS.submitBytes + 10_000) } }),
  },
  'describe-ids': {
    what: `DescribeJobs with ${LIMITS.describeIds + 1} ids`,
    standing: 'recorded',
    text: REFUSALS.describeIds,
    send: ({ batch }) =>
      batch.send(new DescribeJobsCommand({ jobs: Array.from({ length: LIMITS.describeIds + 1 }, () => NO_JOB) })),
  },
  'list-two-parents': {
    what: 'ListJobs with a queue and an array',
    standing: 'documented',
    send: ({ batch, queue }) => batch.send(new ListJobsCommand({ jobQueue: queue, arrayJobId: NO_JOB })),
  },
  'cancel-unknown': {
    what: 'CancelJob of a job that does not exist',
    standing: 'unverified',
    send: ({ batch }) => batch.send(new CancelJobCommand({ jobId: NO_JOB, reason: 'verify' })),
  },
  'terminate-unknown': {
    what: 'TerminateJob of a job that does not exist',
    standing: 'unverified',
    send: ({ batch }) => batch.send(new TerminateJobCommand({ jobId: NO_JOB, reason: 'verify' })),
  },
  'register-vcpus': {
    what: 'RegisterJobDefinition without vCPUs',
    standing: 'recorded',
    text: REFUSALS.vcpusMissing,
    send: register((container) => ({
      containerProperties: { ...container, resourceRequirements: [{ type: 'MEMORY', value: '128' }] },
    })),
  },
  'register-duplicates': {
    what: 'RegisterJobDefinition with a requirement twice',
    standing: 'recorded',
    text: REFUSALS.duplicateRequirements,
    send: register((container) => ({
      containerProperties: {
        ...container,
        resourceRequirements: [...(container.resourceRequirements ?? []), { type: 'MEMORY', value: '256' }],
      },
    })),
  },
  'register-pattern': {
    what: 'RegisterJobDefinition with a retry pattern that begins with an asterisk',
    standing: 'recorded',
    text: retryProblems(2, [LEADING_ASTERISK]).join(),
    send: register(() => ({ retryStrategy: { attempts: 2, evaluateOnExit: [LEADING_ASTERISK] } })),
  },
  'register-share-priority': {
    what: `RegisterJobDefinition with a scheduling priority of ${LIMITS.schedulingPriority.max + 1}`,
    standing: 'recorded',
    text: REFUSALS.schedulingPriority,
    send: register(() => ({ schedulingPriority: LIMITS.schedulingPriority.max + 1 })),
  },
};

/** Requests that are refused: class, status and, where it is on record, the text. */
export const REFUSAL_CASES: readonly Case[] = [
  ...Object.entries(REFUSED).map(([id, { what, standing, text, send }]) => ({
    id,
    holds: `${what} is refused with 400 ClientException${text === undefined ? '' : `: ${text}`}`,
    standing,
    jobs: 0,
    look: async (lab: Lab): Promise<Look> => {
      try {
        await send(lab);
      } catch (error) {
        return refusal(error, text);
      }
      return { as: false, saw: 'it was accepted' };
    },
  })),
  {
    id: 'client-error-type',
    holds: 'the name of an error comes in the header x-amzn-errortype',
    standing: 'unverified',
    jobs: 0,
    look: async ({ batch, queue, signal }) => {
      const command = new SubmitJobCommand({ jobName: '-', jobQueue: queue, jobDefinition: 'none' });
      const error = await batch.send(command, { abortSignal: signal }).then(
        () => undefined,
        (refused: { $response?: { headers?: Record<string, string> } }) => refused,
      );
      const type = error?.$response?.headers?.['x-amzn-errortype'];
      return { as: type?.startsWith('ClientException') === true, saw: `x-amzn-errortype: ${type}` };
    },
  },
];

function refusal(error: unknown, text: string | undefined): Look {
  const { name, message, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  // What never came to an answer has refused nothing; what is not served neither.
  if (status === undefined || status >= 500) throw error;
  const as = name === 'ClientException' && status === 400 && (text === undefined || message.includes(text));
  return { as, saw: `${status} ${name}: ${message}` };
}
