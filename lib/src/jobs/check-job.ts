import { ENV, RESERVED_ENV_PREFIX } from '@batchwright/model/contract';
import { type ComputeKind, isContainerUser, LIMITS, references, retryProblems } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import { known, type Problem, seconds, wholeNumber } from '../checks';
import type { ContainerProps } from './container-props';
import type { JobQueues } from './job-place';
import type { JobProps } from './job-props';
import type { RetryRule } from './retry';

/** What is wrong with attempts, rules and the time of one attempt. */
export function retryProblem(attempts: number, rules: readonly RetryRule[]): Problem | undefined {
  const [first] = retryProblems(known(attempts) ?? LIMITS.attempts.min, rules);
  if (first === undefined) return undefined;
  return {
    code: 'INVALID_RETRY',
    message:
      `attempts ${known(attempts) ?? '(a token)'} with ${rules.length} rules: the service would refuse them: ${first} ` +
      `Expected ${LIMITS.attempts.min} to ${LIMITS.attempts.max} attempts and at most ${LIMITS.evaluateOnExitRules} rules`,
  };
}

/** What is wrong with a job's priority within its share. */
export function priorityProblem(priority: number | undefined, queues: JobQueues): Problem | undefined {
  if (priority === undefined) return undefined;
  if (queues.some(({ fairShare }) => fairShare)) {
    return wholeNumber('schedulingPriority', priority, LIMITS.schedulingPriority);
  }
  return {
    code: 'NO_FAIR_SHARE',
    message:
      `schedulingPriority is set, and no queue of the job has shares (${queues.map(({ name }) => name).join(', ')}): it ` +
      'would do nothing; expected shares on one of them, or no schedulingPriority',
  };
}

/** What is wrong with the rest of a job's properties, which does not depend on queues. */
export function jobProblem(props: Omit<JobProps<string>, 'queues'>): Problem | undefined {
  return (
    (props.timeout === undefined ? undefined : seconds('timeout', props.timeout, LIMITS.timeoutSeconds)) ??
    commandProblem(props, props.parameters ?? {})
  );
}

/** What is wrong with what a container is started with. @param parameters - of the job, for all its containers */
export const commandProblem = (
  { environment, secrets, command, user }: Pick<ContainerProps, 'environment' | 'secrets' | 'command' | 'user'>,
  parameters: Readonly<Record<string, string>>,
): Problem | undefined =>
  environmentProblem(environment ?? {}, secrets ?? {}) ??
  startProblem(command ?? [], user) ??
  parametersProblem(command ?? [], parameters);

/** The service takes no empty argument, in a submission's command for certain. Source: refusals on record. */
function startProblem(command: readonly string[], user: string | undefined): Problem | undefined {
  const empty = command.indexOf('');
  if (empty !== -1) {
    return {
      code: 'INVALID_COMMAND',
      message: `command[${empty}] is empty, which the service does not take; expected text, or one argument less`,
    };
  }
  if (user === undefined || Token.isUnresolved(user) || isContainerUser(user)) return undefined;
  return {
    code: 'INVALID_COMMAND',
    message: `user is ${JSON.stringify(user)}; expected a name or a number, and after a colon a group, as in '1000:1000'`,
  };
}

const OWN: readonly string[] = Object.values(ENV);

function environmentProblem(
  environment: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, unknown>>,
): Problem | undefined {
  for (const name of [...Object.keys(environment), ...Object.keys(secrets)]) {
    if (name === '') {
      return { code: 'INVALID_COMMAND', message: 'environment or secrets has a variable without a name; expected one' };
    }
    const owner = name.startsWith(RESERVED_ENV_PREFIX) ? 'AWS Batch' : OWN.includes(name) ? 'Batchwright' : undefined;
    if (owner !== undefined) {
      return {
        code: 'RESERVED_ENVIRONMENT',
        message: `environment variable ${name} is set by ${owner}; expected another name`,
      };
    }
  }
  const both = Object.keys(secrets).find((name) => Object.hasOwn(environment, name));
  if (both === undefined) return undefined;
  return {
    code: 'RESERVED_ENVIRONMENT',
    message: `${both} is in environment and in secrets; expected it in one of them`,
  };
}

function parametersProblem(
  command: readonly string[],
  parameters: Readonly<Record<string, string>>,
): Problem | undefined {
  const missing = references(command).find((name) => !Object.hasOwn(parameters, name));
  if (missing === undefined) return undefined;
  return {
    code: 'MISSING_PARAMETER',
    message:
      `command has Ref::${missing} and parameters has ${Object.keys(parameters).join(', ') || 'nothing'}; the service ` +
      `would refuse every submission: expected parameters: { ${missing}: '…' }`,
  };
}

/** Kinds of compute on which the definition itself names the architecture, by what they are called. */
const NAMED_ARCHITECTURE: readonly (readonly [ComputeKind, string])[] = [
  ['FARGATE', 'Fargate'],
  ['MANAGED_INSTANCES', 'managed instances'],
];

/** Where a definition names an architecture, it is that of the compute, so all of it must agree. */
export const architectureProblem = (queues: JobQueues): Problem | undefined =>
  NAMED_ARCHITECTURE.map(([kind, called]) => mixProblem(queues, kind, called)).find((problem) => problem !== undefined);

function mixProblem(queues: JobQueues, kind: ComputeKind, called: string): Problem | undefined {
  const on = queues.filter(({ compute }) => compute.some((one) => one.kind === kind));
  const architectures = new Set(on.flatMap(({ compute }) => compute.map(({ architecture }) => architecture)));
  if (architectures.size <= 1) return undefined;
  return {
    code: 'MIXED_COMPUTE',
    message:
      `its queues on ${called} (${on.map(({ name }) => name).join(', ')}) have different architectures; such a job is made ` +
      'for one: leave a queue out of queues',
  };
}
