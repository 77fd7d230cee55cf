import { join } from 'node:path';
import { METRIC_DIMENSION } from '@batchwright/model/service';
import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { knownSeconds, minutes, type Problem, refuse } from '../checks';
import { acknowledgeWildcards, policyDocument, type Statement } from '../policy';
import { queueName } from '../queues';
import { DEPTH_METRICS, DEPTH_NAMESPACE, type DepthMetric, type ProbeEvent } from './metrics';

export interface DepthProbeProps<Queue extends string> {
  /**
   * Which queues, by the contract's names.
   *
   * @default - all queues of the platform
   */
  readonly queues?: readonly Queue[] | undefined;
  /**
   * How often they are counted: 1 to 60 whole minutes.
   *
   * @default Duration.minutes(1)
   */
  readonly interval?: Duration | undefined;
  /**
   * How long the function's log is kept. It says which queues could not be counted, and why.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays | undefined;
}

export interface ProbeSource {
  /** The contract's name. */
  readonly platform: string;
  readonly queues: readonly (readonly [name: string, queue: batch.IJobQueue])[];
  readonly removalPolicy: RemovalPolicy;
}

const DEFAULT_INTERVAL = Duration.minutes(1);
const INTERVAL_MINUTES = { min: 1, max: 60 };
/** Where the package's build puts the functions that it ships: the same place from `src` and from `dist`. */
const FUNCTIONS = join(__dirname, '..', '..', 'dist', 'functions');

const NO_RESOURCE = 'the service knows no resource for this action';

/** What is wrong with how often a probe counts. The time-out and the alarm are calculated from it. */
export function intervalProblem(interval: Duration): Problem | undefined {
  if (knownSeconds(interval) !== undefined) return minutes('interval', interval, INTERVAL_MINUTES);
  return { code: 'OUT_OF_RANGE', message: 'interval is a token; expected a duration that is known at synthesis' };
}

/**
 * Counts the jobs on queues by the clock, which AWS Batch does not publish: a function that ships with this package asks
 * Batch, and publishes {@link DEPTH_METRICS} of each queue. Made by `platform.depthProbe`.
 *
 * A queue that cannot be counted, or not within the interval, publishes nothing for that time, and counts as an error of
 * the function; the others are published all the same. A count takes five requests to Batch, one more for each further
 * 1,000 jobs of a status, and one for each 100 arrays, however large those are.
 */
export class DepthProbe extends Construct {
  /** What counts. Its errors are queues that were not counted. */
  readonly function: lambda.Function;
  /** How often it counts. */
  readonly interval: Duration;
  private readonly queues: ReadonlyMap<string, batch.IJobQueue>;

  /** @internal */
  constructor(scope: Construct, id: string, props: DepthProbeProps<string>, source: ProbeSource) {
    super(scope, id);
    this.interval = props.interval ?? DEFAULT_INTERVAL;
    refuse(this, intervalProblem(this.interval));
    this.queues = new Map(source.queues);
    const logGroup = new logs.LogGroup(this, 'Log', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: source.removalPolicy,
    });
    this.function = new lambda.Function(this, 'Function', {
      description: `Counts the jobs on the queues of ${source.platform}`,
      code: lambda.Code.fromAsset(join(FUNCTIONS, 'depth-probe')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      memorySize: 256,
      timeout: timeoutOf(this.interval),
      role: this.role(logGroup),
      logGroup,
      // The next count comes by the clock, and is a better one.
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
    });
    const event: ProbeEvent = { queues: source.queues.map(([, { jobQueueArn }]) => jobQueueArn) };
    new events.Rule(this, 'Rule', {
      description: `When to count the jobs on the queues of ${source.platform}`,
      schedule: events.Schedule.rate(this.interval),
      targets: [new targets.LambdaFunction(this.function, { event: events.RuleTargetInput.fromObject(event) })],
    });
  }

  /** Names of the queues that are counted. */
  get queueNames(): readonly string[] {
    return [...this.queues.keys()];
  }

  /**
   * A metric of a queue: `JobsWaiting` is its depth. The highest of the counts within the period, which is the interval,
   * unless `options` say otherwise.
   *
   * @param queue - the contract's name
   * @throws {@link PlatformError} `UNKNOWN_QUEUE`, `UNKNOWN_METRIC`
   */
  metric(queue: string, name: DepthMetric, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const found = this.queues.get(queue);
    if (found === undefined) {
      refuse(this, {
        code: 'UNKNOWN_QUEUE',
        message: `the queue "${queue}" is not measured; expected one of ${this.queueNames.join(', ')}`,
      });
    }
    refuse(this, depthMetricProblem(name));
    return new cloudwatch.Metric({
      namespace: DEPTH_NAMESPACE,
      metricName: name,
      statistic: cloudwatch.Stats.MAXIMUM,
      period: this.interval,
      ...options,
      dimensionsMap: { ...options.dimensionsMap, [METRIC_DIMENSION]: queueName(found as batch.IJobQueue) },
    });
  }

  private role({ logGroupArn }: logs.ILogGroup): iam.Role {
    const statements: readonly Statement[] = [
      { actions: ['batch:DescribeJobs', 'batch:ListJobs'], resources: ['*'], wildcard: NO_RESOURCE },
      {
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': DEPTH_NAMESPACE } },
        wildcard: NO_RESOURCE,
      },
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroupArn] },
    ];
    const role = new iam.Role(this, 'Role', {
      description: 'Counts jobs of AWS Batch, publishes how many, and writes its own log',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Count: policyDocument(statements) },
    });
    acknowledgeWildcards(role, statements);
    return role;
  }
}

function depthMetricProblem(name: string): Problem | undefined {
  const known: readonly string[] = Object.values(DEPTH_METRICS);
  if (known.includes(name)) return undefined;
  return { code: 'UNKNOWN_METRIC', message: `no metric is called "${name}"; a probe publishes ${known.join(', ')}` };
}

/** Ends before the next count begins, and within what Lambda gives. */
function timeoutOf(interval: Duration): Duration {
  const longest = 15 * 60;
  return Duration.seconds(Math.min(interval.toSeconds() - 5, longest));
}
