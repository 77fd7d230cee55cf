import { DELIVERY_LIMITS, OBJECT_EVENTS } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type Problem, refuse } from '../checks';
import { sendEvents } from './bucket-events';
import { identity } from './build-workflow';
import { deliveryProblem, submissionProblem } from './check-submission';
import { compileValue, parametersProblem, referencesProblem } from './compile-input';
import { CreatedObject, EVENT, EventFields } from './created-object';
import { type EventPayload, JobTrigger } from './event-job';
import type { EventProps, EventSubmission, ObjectCreatedProps } from './event-props';
import { at } from './jsonata';
import { warnOfLoop } from './loop';
import type { SubmitTarget } from './submission';

/** What the triggers of a job share. */
export interface TriggerPlace {
  readonly scope: Construct;
  readonly target: SubmitTarget;
  /** Where the workflows of a job's triggers write to. */
  readonly logGroup: () => ILogGroup;
}

/** Submits the job for each object that is created. */
export function onObjectCreated(
  { scope, target, logGroup }: TriggerPlace,
  id: string,
  props: ObjectCreatedProps<unknown, string>,
): JobTrigger {
  const input = props.input(new CreatedObject());
  check(scope, id, props, target, keyProblem(props) ?? referencesProblem(input));
  const part = (...path: string[]): string => at(EVENT, ['detail', ...path]);
  const trigger = new JobTrigger(scope, id, {
    submission: props,
    eventPattern: objectPattern(props),
    eventBus: undefined,
    payload: {
      kind: 'input',
      expression: `$string(${compileValue(input)})`,
      // Without a sequencer, an object that is written again would be taken for one that is known.
      identity: identity(`${scope.node.path}/${id}`, [
        part('bucket', 'name'),
        part('object', 'key'),
        `($exists(${part('object', 'sequencer')}) ? ${part('object', 'sequencer')} : ${at(EVENT, ['id'])})`,
        AGAIN,
      ]),
    },
    target,
    logGroup,
  });
  sendEvents(props.bucket, trigger);
  warnOfLoop(trigger, props, target.writes);
  return trigger;
}

/** Submits the job for each event. */
export function onEvent(
  { scope, target, logGroup }: TriggerPlace,
  id: string,
  props: EventProps<unknown, string>,
): JobTrigger {
  const event = new EventFields();
  const { eventPattern, eventBus } = props;
  const value = props.input !== undefined ? props.input(event) : parametersOf(props.parameters, event);
  const problem = props.input !== undefined ? referencesProblem(value) : parametersProblem(value);
  check(scope, id, props, target, patternProblem(eventPattern) ?? problem);
  return new JobTrigger(scope, id, {
    submission: props,
    eventPattern,
    eventBus,
    payload: plainParameters(props, target) ?? {
      kind: props.input !== undefined ? 'input' : 'parameters',
      expression: props.input !== undefined ? `$string(${compileValue(value)})` : compileValue(value),
      // An event that somebody replays from an archive has its old id, and is meant to count again.
      identity: identity(`${scope.node.path}/${id}`, [at(EVENT, ['id']), at(EVENT, ['replay-name']), AGAIN]),
    },
    target,
    logGroup,
  });
}

/** A field that somebody may add to an event of the dead-letter queue, to start the first workflow with it once more. */
const AGAIN = at(EVENT, ['again']);

type Parameters = Exclude<EventProps<unknown, string>['parameters'], undefined>;

const parametersOf = (parameters: Parameters, event: EventFields): Readonly<Record<string, string>> =>
  typeof parameters === 'function' ? parameters(event) : parameters;

/** What a rule can do by itself. Its attempts would replace the definition's rules for repeating. */
function plainParameters(
  props: EventProps<unknown, string>,
  { queue, tags: costTags }: SubmitTarget,
): EventPayload | undefined {
  const { parameters, tags, attempts, timeout } = props;
  if (parameters === undefined || typeof parameters === 'function') return undefined;
  const more = Object.keys({ ...costTags, ...tags }).length > 0 || attempts !== undefined || timeout !== undefined;
  return queue.fairShare || more ? undefined : { kind: 'constant', parameters };
}

function check(
  scope: Construct,
  id: string,
  props: EventSubmission<string>,
  { queue, rules }: SubmitTarget,
  problem: Problem | undefined,
): void {
  refuse(scope, problem ?? submissionProblem(props, queue, rules) ?? deliveryProblem(props, DELIVERY_LIMITS), id);
}

/** Both ends of a key in one condition: a list of conditions would mean either. */
function objectPattern({ bucket, prefix = '', suffix = '' }: ObjectCreatedProps<unknown, string>): events.EventPattern {
  return {
    source: [OBJECT_EVENTS.source],
    detailType: [OBJECT_EVENTS.created],
    detail: {
      bucket: { name: [bucket.bucketName] },
      ...(prefix === '' && suffix === '' ? {} : { object: { key: [keyCondition(prefix, suffix)] } }),
    },
  };
}

function keyCondition(prefix: string, suffix: string): Readonly<Record<string, string>> {
  if (suffix === '') return { prefix };
  if (prefix === '') return { suffix };
  return { wildcard: `${asIs(prefix)}*${asIs(suffix)}` };
}

const asIs = (text: string): string => text.replace(/[\\*]/g, '\\$&');

function keyProblem({
  prefix = '',
  suffix = '',
}: {
  readonly prefix?: string;
  readonly suffix?: string;
}): Problem | undefined {
  if (!Token.isUnresolved(prefix) && prefix.startsWith('/')) {
    return invalidPattern(
      `prefix ${JSON.stringify(prefix)} begins with a slash, and hardly any key does; expected it without, or onEvent with ` +
        'a pattern of your own for such keys',
    );
  }
  const joined = Token.isUnresolved(prefix) || Token.isUnresolved(suffix) ? '' : `${prefix}${suffix}`;
  return Buffer.byteLength(joined, 'utf8') > OBJECT_EVENTS.keyBytes
    ? invalidPattern(`prefix and suffix are longer than any key; expected ${OBJECT_EVENTS.keyBytes} bytes at most`)
    : undefined;
}

function patternProblem(pattern: events.EventPattern): Problem | undefined {
  const members = Object.values(pattern).filter((member) => member !== undefined);
  return members.length > 0 ? undefined : invalidPattern('eventPattern is empty; expected a source, at least');
}

const invalidPattern = (message: string): Problem => ({ code: 'INVALID_EVENT_PATTERN', message });
