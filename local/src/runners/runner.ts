import type { Outcome } from '../scheduler';
import type { ContainerProperties, NameValue } from './container';

/** One attempt of a job, as a runner gets it. */
export interface Launch {
  readonly jobId: string;
  readonly jobName: string;
  readonly attempt: number;
  readonly taskId: string;
  readonly queue: string;
  readonly computeEnvironment: string;
  readonly array: { readonly index: number; readonly size: number } | undefined;
  readonly container: ContainerProperties;
  readonly command: readonly string[];
  readonly environment: readonly NameValue[];
  readonly logGroup: string;
  readonly logStream: string;
}

export type RunReport = { readonly type: 'started' } | ({ readonly type: 'ended' } & Outcome);

/** Runs attempts: as processes, in containers, or in a simulation. */
export interface Runner {
  /**
   * Starts an attempt. Reports at most one `started` and then exactly one `ended`, never before this call has returned.
   */
  start(launch: Launch, report: (report: RunReport) => void): void;
  /** Asks an attempt to stop; it is made to after the grace. Its `ended` follows. */
  stop(taskId: string): void;
  /**
   * Stops everything, and resolves when nothing runs any more. Nothing starts after it.
   *
   * @param graceMs - between asking and making
   */
  close(graceMs: number): Promise<void>;
  /** Ends everything at once, for a program that is ending itself. */
  kill(): void;
}
