import type { ContainerCondition } from '@batchwright/model/service';
import type { Duration } from 'aws-cdk-lib';
import type { ContainerProps } from '../jobs';
import type { LogRouterProps } from './log-router';

/** What a container waits for before it starts, by the names of other containers of the job. */
export type Dependencies = Readonly<Record<string, ContainerCondition>>;

/** A container beside the worker. It has no input and stores no output. */
export interface SidecarProps extends Omit<ContainerProps, 'executeCommand' | 'ephemeralStorage'> {
  /**
   * Whether the job ends when this container does, and fails unless it exits with 0. The worker always is.
   *
   * @default false - it is stopped when the worker has ended, and its own end does not matter
   */
  readonly essential?: boolean;
  /**
   * Containers that must have started (`START`), ended (`COMPLETE`) or succeeded (`SUCCESS`) before this one starts;
   * the worker is `worker`. The last two only make sense for containers that are not essential.
   *
   * @default - starts at once
   */
  readonly dependsOn?: Dependencies;
  /**
   * How long to wait for what it depends on, from 2 seconds, on Fargate up to 2 minutes.
   *
   * @default - the ECS agent's: 3 minutes
   */
  readonly startTimeout?: Duration;
  /**
   * How long it may take to end once asked, from 2 seconds, on Fargate up to 2 minutes.
   *
   * @default Duration.seconds(30)
   */
  readonly stopTimeout?: Duration;
}

/** Containers beside the worker in one task. Together they take what all of them ask for. */
export interface ContainersProps {
  /**
   * Containers beside the worker, by their names; with it at most 10.
   *
   * @default - none
   */
  readonly sidecars?: Readonly<Record<string, SidecarProps>>;
  /**
   * What the worker waits for, by the names of sidecars: `{ prepare: 'SUCCESS' }`. The job is STARTING until then, which
   * no timeout counts.
   *
   * @default - nothing
   */
  readonly dependsOn?: Dependencies;
  /**
   * Directories of the task's disk that all containers see and may write, such as `/var/run/proxy`.
   *
   * @default - none: each container has files of its own
   */
  readonly sharedDirectories?: readonly string[];
  /**
   * Sends the output of the worker and the sidecars through FireLens to wherever you keep logs, in place of the job's log
   * group. Batchwright's log commands do not see it then; the router's own output stays in the log group.
   *
   * @default - CloudWatch Logs
   */
  readonly logRouter?: LogRouterProps;
}

/** Name of the worker's container where a definition has several. */
export const WORKER = 'worker';
/** Name of the log router's container. */
export const LOG_ROUTER = 'log-router';

/** Whether a job is more than the worker's container. */
export const hasSidecars = ({ sidecars = {}, logRouter }: ContainersProps): boolean =>
  logRouter !== undefined || Object.keys(sidecars).length > 0;
