import { DEFAULT_LOG_GROUP, logStreamName } from '@batchwright/model/service';
import type { Launch, Runner } from '../runners';
import { type Attempt, type Effect, type Job, Scheduler, type SchedulerEvent } from '../scheduler';
import type { Submission } from './submission';

export type BatchJob = Job<Submission>;

export interface EngineOptions {
  readonly runner: Runner;
  readonly slots: number;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly taskId: () => string;
  /** A job has another status. */
  readonly changed?: ((job: BatchJob) => void) | undefined;
  /** A job blocks its queue. */
  readonly blocked?: ((job: BatchJob) => void) | undefined;
}

/** The scheduler with a real clock and a runner: events go in, effects are carried out. */
export class Engine {
  readonly scheduler: Scheduler<Submission>;
  private timer: NodeJS.Timeout | undefined;
  private timerAt: number | undefined;
  private closed = false;

  constructor(private readonly options: EngineOptions) {
    this.scheduler = new Scheduler(options);
  }

  send(event: SchedulerEvent<Submission>): void {
    if (this.closed) return;
    for (const effect of this.scheduler.apply(event, this.options.clock())) this.carryOut(effect);
    this.arm();
  }

  /** No attempt starts any more; those under way are stopped, after the grace by force. */
  async close(graceMs: number): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.options.runner.close(graceMs);
  }

  private carryOut({ type, job, attempt }: Effect<Submission>): void {
    if (type === 'stop') {
      this.options.runner.stop(attempt.taskId);
      return;
    }
    if (job.spec.impossible !== undefined) {
      setImmediate(() => {
        this.send({ type: 'ended', job, attempt: attempt.number, statusReason: job.spec.impossible });
      });
      return;
    }
    this.options.runner.start(launchOf(job, attempt), (report) => {
      this.send({ ...report, job, attempt: attempt.number });
    });
  }

  private arm(): void {
    const at = this.scheduler.nextTick;
    if (at === this.timerAt) return;
    clearTimeout(this.timer);
    this.timerAt = at;
    if (at === undefined) return;
    // A timer holds at most 2^31 - 1 ms: a later one is armed again when that has passed.
    const wait = Math.min(Math.max(at - this.options.clock(), 0), 2 ** 31 - 1);
    this.timer = setTimeout(() => {
      this.timerAt = undefined;
      this.send({ type: 'tick' });
    }, wait);
    this.timer.unref();
  }
}

/** Group and stream of an attempt's log. */
export function logOf(
  { definition }: Submission,
  { taskId }: Attempt,
): { readonly group: string; readonly stream: string } {
  const { logGroup, logStreamPrefix } = definition.container;
  return {
    group: logGroup ?? DEFAULT_LOG_GROUP,
    stream: logStreamName(definition.name, taskId, logStreamPrefix),
  };
}

function launchOf({ id, index, spec }: BatchJob, attempt: Attempt): Launch {
  const { group, stream } = logOf(spec, attempt);
  const array =
    index === undefined || spec.arraySize === undefined ? undefined : { index: index, size: spec.arraySize };
  return {
    jobId: id,
    jobName: spec.jobName,
    ordinal: spec.ordinal,
    attempt: attempt.number,
    taskId: attempt.taskId,
    queue: spec.queue,
    computeEnvironment: attempt.computeEnvironment,
    array,
    container: spec.definition.container,
    command: spec.command,
    environment: spec.environment,
    logGroup: group,
    logStream: stream,
  };
}
