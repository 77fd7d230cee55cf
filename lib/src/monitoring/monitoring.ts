import type { ComputeKind, QueueMetric } from '@batchwright/model/service';
import { Stack } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { refuse } from '../checks';
import type { DeadLetters } from '../dead-letters';
import { type AlarmsProps, PlatformAlarms } from './alarms';
import { type DeliveryOptions, deliveryProblem, retryPolicy } from './delivery';
import {
  type BlockedEventOptions,
  blockedPattern,
  type JobEventOptions,
  jobPattern,
  jobsProblem,
  queuesProblem,
  statesProblem,
  statusesOf,
} from './events';
import { metricProblem, queueMetric } from './metric';
import { type EventTarget, LogPolicy, ruleTarget, targetProblem } from './target';

/** The platform's side. */
export interface Monitored {
  readonly platform: Construct;
  /** The contract's name. */
  readonly name: string;
  readonly queues: Readonly<Record<string, batch.IJobQueue>>;
  /** Jobs added so far, and the names of their definitions. */
  readonly jobs: ReadonlyMap<string, { readonly definitionNames: { readonly [Kind in ComputeKind]?: string } }>;
  readonly deadLetters: DeadLetters;
}

/** Metrics, events and alarms of a platform. It makes nothing before it is asked to. */
export class Monitoring<Queue extends string, JobName extends string> {
  private readonly logPolicy: LogPolicy;

  constructor(private readonly of: Monitored) {
    this.logPolicy = new LogPolicy(of.platform, 'EventLogPolicy');
  }

  metric(queue: Queue, name: QueueMetric, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    refuse(this.of.platform, queuesProblem([queue], this.queueNames()) ?? metricProblem(name));
    return queueMetric(this.queue(queue), name, options);
  }

  onJobs(id: string, options: JobEventOptions<Queue, JobName>, target: EventTarget): events.Rule {
    const { states, jobs } = options;
    const problem =
      statesProblem(states) ?? (jobs === undefined ? undefined : jobsProblem(jobs, [...this.of.jobs.keys()]));
    refuse(this.of.platform, problem, 'Events', id);
    return this.rule(id, options, target, (queues) => ({
      description: `Jobs of ${this.of.name} that are ${statusesOf(states).join(' or ')}`,
      eventPattern: jobPattern(
        statusesOf(states),
        queues,
        jobs?.flatMap((job) => this.definitions(job)),
      ),
    }));
  }

  onQueueBlocked(id: string, options: BlockedEventOptions<Queue>, target: EventTarget): events.Rule {
    return this.rule(id, options, target, (queues) => ({
      description: `Queues of ${this.of.name} whose first job cannot be placed`,
      eventPattern: blockedPattern(queues),
    }));
  }

  alarms(id: string, props: AlarmsProps<Queue>): PlatformAlarms {
    const queues = props.queues ?? this.queueNames();
    refuse(this.of.platform, queuesProblem(queues, this.queueNames()) ?? targetProblem(props.notify), 'Alarms', id);
    return new PlatformAlarms(this.folder('Alarms'), id, props, {
      platform: this.of.name,
      queues: queues.map((name) => [name, this.queue(name)]),
      deadLetters: this.of.deadLetters,
      blockedRule: () => this.onQueueBlocked(`${id}QueueBlocked`, { queues: props.queues }, props.notify).ruleName,
    });
  }

  private rule(
    id: string,
    options: BlockedEventOptions<string> & DeliveryOptions,
    target: EventTarget,
    what: (queues: readonly string[]) => Pick<events.RuleProps, 'description' | 'eventPattern'>,
  ): events.Rule {
    const names = options.queues ?? this.queueNames();
    const problem = queuesProblem(names, this.queueNames()) ?? deliveryProblem(options) ?? targetProblem(target);
    refuse(this.of.platform, problem, 'Events', id);
    const rule = new events.Rule(
      this.folder('Events'),
      id,
      what([...new Set(names)].map((name) => this.queue(name).jobQueueArn)),
    );
    const inner = ruleTarget(target, this.logPolicy);
    rule.addTarget({
      bind: (at, targetId) => ({
        ...inner.bind(at, targetId),
        deadLetterConfig: { arn: this.of.deadLetters.of(rule.ruleArn).queueArn },
        retryPolicy: retryPolicy(options),
      }),
    });
    return rule;
  }

  private queueNames(): readonly string[] {
    return Object.keys(this.of.queues);
  }

  private queue(name: string): batch.IJobQueue {
    const queue = this.of.queues[name];
    if (queue === undefined) throw new TypeError(`no queue "${name}"`);
    return queue;
  }

  private definitions(job: string): readonly string[] {
    const stack = Stack.of(this.of.platform);
    return Object.values(this.of.jobs.get(job)?.definitionNames ?? {}).map((resourceName) =>
      stack.formatArn({ service: 'batch', resource: 'job-definition', resourceName }),
    );
  }

  private folder(id: string): Construct {
    const found = this.of.platform.node.tryFindChild(id);
    return (found as Construct | undefined) ?? new Construct(this.of.platform, id);
  }
}
