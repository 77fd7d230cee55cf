import { ContractError, readVersioned, type Versioned } from '../contract';

/** Newest format of plans that this version writes and reads. */
export const PLAN_VERSION = 1;

/**
 * A compiled flow: plain data, that can be printed, drawn, compared, stored and sent before anything is submitted. Steps
 * and submissions name each other by their place in these lists.
 */
export interface Plan extends Versioned {
  readonly batchwright: 'plan';
  readonly version: number;
  readonly flow: string;
  /** As they were written. */
  readonly steps: readonly PlanStep[];
  /** The SubmitJob calls, in an order in which each depends only on earlier ones. */
  readonly submissions: readonly PlanSubmission[];
  /** What Batch cannot do by itself. With none, the plan needs no client once its last job is submitted. */
  readonly needsClient: readonly ClientNeed[];
}

export interface PlanStep {
  /** Unique in the flow; steps of a sub-flow have its name and a slash in front. */
  readonly name: string;
  /** The contract's name. */
  readonly job: string;
  /** Queue of the platform. Left out for the job's first. */
  readonly queue?: string | undefined;
  readonly settings?: PlanSettings | undefined;
  /** Items of an array; left out for a single job, `null` where only a step's output will tell. */
  readonly size?: number | null | undefined;
  /**
   * JSON text of the input of a job, or of an array that follows another one, where it is the same text for each item. It
   * may hold references (`WireReference`).
   */
  readonly input?: string | undefined;
  /** JSON text of the input of each item of an array. */
  readonly items?: readonly string[] | undefined;
  /** Steps that must have succeeded as a whole. */
  readonly after?: readonly number[] | undefined;
  /** The array that this one follows item by item. */
  readonly each?: number | undefined;
  /** Whether item i waits for item i - 1 to succeed. */
  readonly sequential?: true | undefined;
  /** `end`: it runs when what it waits for has ended, however. */
  readonly runAfter?: 'end' | undefined;
  /** How many items may fail without failing what waits for the array. */
  readonly tolerate?: number | undefined;
}

/** Of a submission, what takes the place of the job definition's. */
export interface PlanSettings {
  readonly attempts?: number | undefined;
  /** Seconds of one attempt. */
  readonly timeout?: number | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly priority?: number | undefined;
  readonly shareIdentifier?: string | undefined;
}

/** One SubmitJob call: a job, an array job, or a relay. */
export interface PlanSubmission {
  /**
   * Made of the steps' names and a hash of all that is submitted: the same content has the same name in each compilation.
   * A run puts its own name in front. Lower-case letters, digits, hyphens and underscores; unique in the plan.
   */
  readonly name: string;
  /** Name that the parts of one array share. */
  readonly label: string;
  /** Whether it does no work and only joins its dependencies, of which Batch allows a job few. */
  readonly relay?: true | undefined;
  /** The contract's name; of a relay, that of the job on whose queue it runs. */
  readonly job: string;
  readonly queue?: string | undefined;
  /** One step; or, of jobs that were folded into an array, the step of each of its children. None for a relay. */
  readonly steps: readonly number[];
  /** Of a part of an array that was split: how many children the parts before it have. */
  readonly offset?: number | undefined;
  /** Children of the array job, 1 for a plain job, `null` where only a step's output will tell. */
  readonly size: number | null;
  /** Submissions that must have succeeded as a whole. */
  readonly after?: readonly number[] | undefined;
  /** Arrays of the same size that are followed child by child (`N_TO_N`). */
  readonly each?: readonly number[] | undefined;
  /** Whether each child waits for the one before it (`SEQUENTIAL`). */
  readonly sequential?: true | undefined;
  /** Length of the longest way to here: the submissions of one wave do not wait for each other. From 0. */
  readonly wave: number;
}

export type ClientNeedCode = 'RUN_AFTER_END' | 'TOLERATES_FAILURES' | 'SIZE_UNKNOWN';

/** A step that needs a client which waits and decides. */
export interface ClientNeed {
  readonly step: number;
  readonly code: ClientNeedCode;
  readonly message: string;
}

export const formatPlan = (plan: Plan): string => JSON.stringify(plan);

/**
 * Reads a stored plan.
 *
 * @param where - where the text came from, for the message
 * @throws {@link ContractError} `INVALID_FORMAT` or `NEWER_FORMAT`
 */
export function parsePlan(text: string, where: string): Plan {
  const plan = readVersioned<Plan>(text, 'plan', PLAN_VERSION, where);
  if (typeof plan.flow !== 'string') throw invalidFormat(where, `the plan's "flow" must be a text`);
  for (const field of ['steps', 'submissions', 'needsClient'] as const) {
    if (!Array.isArray(plan[field])) throw invalidFormat(where, `the plan's "${field}" must be a list`);
  }
  plan.steps.forEach((step: Partial<PlanStep> | null, s) => {
    if (typeof step?.name !== 'string' || typeof step.job !== 'string') {
      throw invalidFormat(where, `step ${s} of the plan must have a name and a job`);
    }
    requirePlaces(step.after, plan.steps.length, `step ${s}`, where);
    requirePlaces(step.each === undefined ? undefined : [step.each], plan.steps.length, `step ${s}`, where);
  });
  plan.submissions.forEach((submission: Partial<PlanSubmission> | null, s) => {
    if (typeof submission?.name !== 'string' || typeof submission.job !== 'string') {
      throw invalidFormat(where, `submission ${s} of the plan must have a name and a job`);
    }
    requirePlaces(submission.steps ?? null, plan.steps.length, `submission ${s}`, where);
    // Only on earlier ones: their ids are known then.
    for (const list of [submission.after, submission.each]) requirePlaces(list, s, `submission ${s}`, where);
  });
  return plan;
}

/** A reference to what is not there would surface as a job that waits for nothing. */
function requirePlaces(list: readonly number[] | null | undefined, end: number, what: string, where: string): void {
  if (list === undefined) return;
  if (Array.isArray(list) && list.every((place) => Number.isInteger(place) && place >= 0 && place < end)) return;
  throw invalidFormat(
    where,
    `${what} of the plan names what is not there, or not before it; got ${JSON.stringify(list)}`,
  );
}

const invalidFormat = (where: string, problem: string): ContractError =>
  new ContractError('INVALID_FORMAT', `${where}: ${problem}`);
