import { BATCH_EVENTS, type Home } from '@batchwright/model/service';
import type { BatchJob } from '../state';

export interface JobEventsOptions {
  readonly home: Home;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly uuid: () => string;
  /** The job as DescribeJobs has it. */
  readonly detail: (job: BatchJob) => object;
  readonly send: (event: string) => void;
}

/** Makes the events that EventBridge would deliver. Source: AWS Batch User Guide, "AWS Batch events". */
export class JobEvents {
  constructor(private readonly options: JobEventsOptions) {}

  /** A job has another status. */
  readonly changed = (job: BatchJob): void => {
    const detail = this.detail(job);
    this.send(BATCH_EVENTS.stateChange, [detail.jobArn], detail);
  };

  /** A job blocks its queue. */
  readonly blocked = (job: BatchJob): void => {
    const detail = this.detail(job);
    this.send(BATCH_EVENTS.queueBlocked, [detail.jobArn, detail.jobQueue], detail);
  };

  private detail(job: BatchJob): Readonly<Record<string, unknown>> {
    const { startedAt, ...detail } = this.options.detail(job) as Readonly<Record<string, unknown>>;
    // DescribeJobs says 0 of a job that has not started; the documented event says nothing.
    return startedAt === 0 ? detail : { ...detail, startedAt };
  }

  private send(type: string, resources: readonly unknown[], detail: object): void {
    const { home, clock, uuid, send } = this.options;
    send(
      JSON.stringify({
        version: '0',
        id: uuid(),
        'detail-type': type,
        source: BATCH_EVENTS.source,
        account: home.account,
        time: new Date(clock()).toISOString().replace(/\.\d+/, ''),
        region: home.region,
        resources,
        detail,
      }),
    );
  }
}
