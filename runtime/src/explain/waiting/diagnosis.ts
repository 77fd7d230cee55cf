import type { WaitingCause } from '@batchwright/model/service';
import type { Evidence, Skipped } from '../failure';

/** One reason for which a job waits. */
export interface Finding {
  readonly cause: WaitingCause;
  /** `certain`: this alone keeps the job; `likely`: it fits what is seen; `note`: worth knowing, but it keeps nothing. */
  readonly certainty: 'certain' | 'likely' | 'note';
  readonly what: string;
  readonly evidence: readonly Evidence[];
  readonly advice: readonly string[];
}

/** Why a job, or a queue, is not getting on. */
export interface Diagnosis {
  /** The job asked about, or the one at the head of the queue. */
  readonly jobId?: string | undefined;
  readonly jobName?: string | undefined;
  /** Name of the queue; absent when the job is gone. */
  readonly queue?: string | undefined;
  /** The first finding in one sentence. */
  readonly summary: string;
  /** The surest first; at least one. */
  readonly findings: readonly Finding[];
  /** When others come first: why the job at the head of the queue waits. */
  readonly ahead?: Diagnosis | undefined;
  /** What could not be asked for. */
  readonly skipped: readonly Skipped[];
}

/** A finding before its texts. */
export interface Found {
  readonly cause: WaitingCause;
  readonly certainty: Finding['certainty'];
  readonly evidence: readonly Evidence[];
}

export const found = (
  cause: WaitingCause,
  certainty: Finding['certainty'],
  ...evidence: readonly Evidence[]
): Found => ({ cause, certainty, evidence });
