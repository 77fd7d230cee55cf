import { type ComputeKind, DELIVERY_LIMITS, EVENT_STATUSES, type QueueMetric } from '@batchwright/model/service';
import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { refuse } from '../checks';
import type { DeadLetters } from '../dead-letters';
import { DepthProbe, type DepthProbeProps } from '../depth-probe';
import type { AlarmsProps } from './alarm-rules';
import { PlatformAlarms } from './alarms';
import { type DashboardProps, PlatformDashboard } from './dashboard';
import { type DeliveryOptions, deliveryProblem, retryPolicy } from './delivery';
import { EventHistory, type EventHistoryProps } from './event-history';
import { type EventQueueProps, eventQueue, eventQueueProblem, eventQueueStates } from './event-queue';
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
  /** For log groups. */
  readonly removalPolicy: RemovalPolicy;
}

/** Metrics, events and alarms of a platform. It makes nothing before it is asked to. */
export class Monitoring<Queue extends string, JobName extends string> {
  private readonly logPolicy: LogPolicy;
  private readonly alarmSets: PlatformAlarms[] = [];
  private probe: DepthProbe | undefined;
  private history: EventHistory | undefined;
  private shared: { readonly rule: events.Rule; targets: number } | undefined;

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
    refuse(this.of.platform, targetProblem(props.notify), 'Alarms', id);
    const alarms = new PlatformAlarms(this.folder('Alarms'), id, props, {
      platform: this.of.name,
      queues: this.chosen(props.queues, 'Alarms', id),
      deadLetters: this.of.deadLetters,
      depthProbe: this.probe,
      blockedRule: () => this.blockedRule(`${id}QueueBlocked`, { queues: props.queues }, props.notify).ruleName,
    });
    this.alarmSets.push(alarms);
    return alarms;
  }

  depthProbe(props: DepthProbeProps<Queue>): DepthProbe {
    if (this.probe !== undefined) {
      refuse(this.of.platform, {
        code: 'DUPLICATE_PROBE',
        message: 'depthProbe was called before; one counts all queues that are named, so call it once',
      });
    }
    this.probe = new DepthProbe(this.of.platform, 'DepthProbe', props, {
      platform: this.of.name,
      queues: this.chosen(props.queues, 'DepthProbe'),
      removalPolicy: this.of.removalPolicy,
    });
    return this.probe;
  }

  dashboard(id: string, props: DashboardProps<Queue>): PlatformDashboard {
    return new PlatformDashboard(this.folder('Dashboards'), id, props, {
      queues: this.chosen(props.queues, 'Dashboards', id),
      alarms: () => this.alarmSets.flatMap(({ all }) => all),
      depthProbe: () => this.probe,
      history: () => this.history,
    });
  }

  eventHistory(id: string, props: EventHistoryProps): EventHistory {
    refuse(this.of.platform, statesProblem(props.states ?? EVENT_STATUSES) ?? deliveryProblem(props), 'History', id);
    const history = new EventHistory(this.folder('History'), id, props, {
      platform: this.of.name,
      removalPolicy: this.of.removalPolicy,
      rules: (states, target) => [
        this.onJobs(`${id}Jobs`, { ...props, states }, target),
        this.blockedRule(`${id}QueueBlocked`, props, target),
      ],
    });
    this.history ??= history;
    return history;
  }

  eventQueue(props: EventQueueProps): sqs.Queue {
    refuse(this.of.platform, eventQueueProblem(props), 'EventQueue');
    const queue = eventQueue(this.of.platform, 'EventQueue', props, this.of.deadLetters.queue);
    this.onJobs('Followed', { states: eventQueueStates(props) }, queue);
    return queue;
  }

  private rule(
    id: string,
    options: BlockedEventOptions<string> & DeliveryOptions,
    target: EventTarget,
    what: (queues: readonly string[]) => Pick<events.RuleProps, 'description' | 'eventPattern'>,
  ): events.Rule {
    refuse(this.of.platform, deliveryProblem(options) ?? targetProblem(target), 'Events', id);
    const queues = this.chosen(options.queues, 'Events', id);
    const rule = new events.Rule(this.folder('Events'), id, what(queues.map(([, queue]) => queue.jobQueueArn)));
    this.tell(rule, options, target);
    return rule;
  }

  /**
   * A rule about blocked queues that nobody asked for by name: alarms and histories that want the same share one, so that
   * a template says it once.
   */
  private blockedRule(
    id: string,
    options: BlockedEventOptions<Queue> & DeliveryOptions,
    target: EventTarget,
  ): events.Rule {
    const { queues, retryAttempts, maxEventAge } = options;
    const plain = queues === undefined && retryAttempts === undefined && maxEventAge === undefined;
    const { shared } = this;
    if (plain && shared !== undefined && shared.targets < DELIVERY_LIMITS.targets) {
      refuse(this.of.platform, targetProblem(target), 'Events', id);
      this.tell(shared.rule, options, target);
      shared.targets += 1;
      return shared.rule;
    }
    const rule = this.onQueueBlocked(plain && shared === undefined ? 'AnyQueueBlocked' : id, options, target);
    if (plain) this.shared = { rule, targets: 1 };
    return rule;
  }

  private tell(rule: events.Rule, options: DeliveryOptions, target: EventTarget): void {
    const inner = ruleTarget(rule, target, this.logPolicy);
    const { queueArn } = this.of.deadLetters.of(rule.ruleArn);
    rule.addTarget({
      bind: (at, targetId) => ({
        ...inner.bind(at, targetId),
        deadLetterConfig: { arn: queueArn },
        ...retryPolicy(options),
      }),
    });
  }

  /** Queues that are named, each once, or all. */
  private chosen(
    queues: readonly string[] | undefined,
    ...at: readonly string[]
  ): readonly (readonly [name: string, queue: batch.IJobQueue])[] {
    const names = queues ?? this.queueNames();
    refuse(this.of.platform, queuesProblem(names, this.queueNames()), ...at);
    return [...new Set(names)].map((name) => [name, this.queue(name)]);
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
