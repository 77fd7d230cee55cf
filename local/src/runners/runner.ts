import type { Outcome } from '../scheduler';
import type { ContainerProperties, NameValue } from './container';

/** One attempt of a job, as a runner gets it. */
export interface Launch {
  readonly jobId: string;
  readonly jobName: string;
  /** How many jobs of this name were submitted before. */
  readonly ordinal: number;
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
  /** Ends an attempt at once, as the kernel does; its `ended` follows. */
  crash(taskId: string): void;
  /**
   * Stops everything, and resolves when nothing runs any more. Nothing starts after it.
   *
   * @param graceMs - between asking and making
   */
  close(graceMs: number): Promise<void>;
  /** Ends everything at once, for a program that is ending itself. */
  kill(): void;
}
