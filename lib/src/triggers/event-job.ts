import { DELIVERY_LIMITS } from '@batchwright/model/service';
import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allowRule } from '../dead-letters';
import { acknowledgeWildcards, policyDocument, type Statement } from '../policy';
import { buildWorkflow } from './build-workflow';
import type { EventSubmission } from './event-props';
import { MOST_ESCAPED } from './input-text';
import { plainTarget } from './plain-target';
import { TriggerMachine } from './state-machine';
import { deadLetterStatements, type SubmitTarget, submitStatements } from './submission';
import { type PayloadKind, submitWorkflow } from './submit-workflow';

/** What becomes of an event. */
export type EventPayload =
  /** The rule itself submits the job. */
  | { readonly kind: 'constant'; readonly parameters: Readonly<Record<string, string>> }
  /** State machines build the request. */
  | { readonly kind: PayloadKind; readonly expression: string; readonly identity: string };

export interface EventJobProps {
  readonly submission: EventSubmission<string>;
  readonly eventPattern: events.EventPattern;
  readonly eventBus: events.IEventBus | undefined;
  readonly payload: EventPayload;
  readonly target: SubmitTarget;
  readonly logGroup: () => ILogGroup;
}

/**
 * Submits a job for each event, once. Made by {@link BatchJob.onObjectCreated} and {@link BatchJob.onEvent}.
 *
 * A rule of EventBridge starts an Express workflow, which builds the input and starts a Standard workflow under a name made
 * of the event; that one submits the job. EventBridge and Express workflows both deliver at least once; the name makes it
 * one job, for 90 days. What fails for good is in {@link deadLetterQueue}, with the reason.
 */
export class JobTrigger extends Construct {
  /** The rule that hands the events over. */
  readonly rule: events.Rule;
  /** Gets events for which no job was submitted. Alarm on its depth. */
  readonly deadLetterQueue: IQueue;

  /** @internal */
  constructor(scope: Construct, id: string, props: EventJobProps) {
    super(scope, id);
    const { submission, target } = props;
    this.rule = new events.Rule(this, 'Rule', {
      description: `Submits the job ${target.job}`,
      eventPattern: props.eventPattern,
      ...(props.eventBus === undefined ? {} : { eventBus: props.eventBus }),
      enabled: submission.enabled ?? true,
    });
    this.deadLetterQueue = submission.deadLetterQueue ?? target.deadLetters.of(this.rule.ruleArn);
    if (submission.deadLetterQueue !== undefined) allowRule(submission.deadLetterQueue, this.rule, this);
    const { arn, statements, ...parameters } = this.aim(props);
    const role = new iam.Role(this, 'Role', {
      description: `Hands events to the trigger of the job ${target.job}`,
      inlinePolicies: { Start: policyDocument(statements) },
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    acknowledgeWildcards(role, statements);
    this.rule.addTarget({
      bind: () => ({
        arn,
        role,
        ...parameters,
        deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
        retryPolicy: {
          maximumRetryAttempts: submission.retryAttempts ?? DELIVERY_LIMITS.retryAttempts.max,
          maximumEventAgeInSeconds: submission.maxEventAge?.toSeconds() ?? DELIVERY_LIMITS.eventAgeSeconds.max,
        },
      }),
    });
  }

  private aim(props: EventJobProps): Pick<events.RuleTargetConfig, 'arn' | 'batchParameters' | 'input'> & {
    readonly statements: readonly Statement[];
  } {
    const { payload, target } = props;
    if (payload.kind === 'constant') {
      this.rule.node.addDependency(target.definition);
      return {
        ...plainTarget(target, this.node.id, payload.parameters),
        statements: submitStatements(Stack.of(this), target, {}),
      };
    }
    const submit = this.submitMachine(props, payload.kind);
    const stack = Stack.of(this);
    const build = new TriggerMachine(this, 'Build', {
      type: 'EXPRESS',
      description: `Builds the input of the job ${target.job} for an event`,
      workflow: buildWorkflow({
        partition: stack.partition,
        identity: payload.identity,
        payload: payload.expression,
        mostCharacters: MOST_ESCAPED,
        submit: submit.arn,
        deadLetters: this.keep(target),
      }),
      statements: [
        { actions: ['states:StartExecution'], resources: [submit.arn] },
        ...deadLetterStatements(this.deadLetterQueue),
      ],
      logGroup: props.logGroup(),
    });
    return { arn: build.arn, statements: [{ actions: ['states:StartExecution'], resources: [build.arn] }] };
  }

  private submitMachine({ target, submission, logGroup }: EventJobProps, kind: PayloadKind): TriggerMachine {
    const stack = Stack.of(this);
    const submit = new TriggerMachine(this, 'Submit', {
      type: 'STANDARD',
      description: `Submits the job ${target.job} for an event`,
      workflow: submitWorkflow({
        partition: stack.partition,
        target,
        submission,
        kind,
        deadLetters: this.keep(target),
      }),
      statements: [
        ...submitStatements(stack, target, submission),
        { actions: ['batch:ListJobs'], resources: ['*'], wildcard: 'the service knows no narrower resource' },
        ...deadLetterStatements(this.deadLetterQueue),
      ],
      logGroup: logGroup(),
    });
    submit.machine.node.addDependency(target.definition);
    return submit;
  }

  private keep({ job }: SubmitTarget) {
    return { url: this.deadLetterQueue.queueUrl, job };
  }
}
