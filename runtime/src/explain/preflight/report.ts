import { PREFLIGHT_CAUSES, type PreflightCause } from '@batchwright/model/service';
import type { Evidence, Skipped } from '../failure';

/** Something that would keep jobs of the platform from running, or may. */
export interface PreflightFinding {
  /** Queues and jobs of the manifest that it concerns: `queue urgent`, `job thumbnail on urgent`. */
  readonly about: readonly string[];
  readonly cause: PreflightCause;
  /** `certain`: jobs will not run; `likely`: they may not; `note`: worth knowing. */
  readonly certainty: 'certain' | 'likely' | 'note';
  readonly what: string;
  readonly evidence: readonly Evidence[];
  readonly advice: readonly string[];
}

export interface Preflight {
  /** Whether nothing was found that keeps jobs from running for certain. What was skipped may still do so. */
  readonly ok: boolean;
  /** The surest first. */
  readonly findings: readonly PreflightFinding[];
  readonly skipped: readonly Skipped[];
}

export interface Problem {
  readonly about: string;
  readonly cause: PreflightCause;
  readonly certainty: PreflightFinding['certainty'];
  readonly evidence: readonly Evidence[];
}

export const problem = (
  about: string,
  cause: PreflightCause,
  source: string,
  says: string,
  certainty: Problem['certainty'] = 'certain',
): Problem => ({ about, cause, certainty, evidence: [{ source, says }] });

const RANK = { certain: 0, likely: 1, note: 2 } as const;

/** One finding for what was found of several queues or jobs alike. */
export function report(problems: readonly Problem[], skipped: readonly Skipped[]): Preflight {
  const alike = new Map<string, { first: Problem; about: Set<string> }>();
  for (const one of problems) {
    const key = JSON.stringify([one.cause, one.certainty, one.evidence]);
    const known = alike.get(key) ?? { first: one, about: new Set<string>() };
    known.about.add(one.about);
    alike.set(key, known);
  }
  const findings = [...alike.values()]
    .map(({ first, about }) => ({ ...first, ...PREFLIGHT_CAUSES[first.cause], about: [...about] }))
    .toSorted((a, b) => RANK[a.certainty] - RANK[b.certainty]);
  return { ok: !findings.some(({ certainty }) => certainty === 'certain'), findings, skipped };
}
