import { LIMITS } from './limits';

/** One rule of `retryStrategy.evaluateOnExit`: every condition that is set must match. */
export interface ExitRule {
  readonly onExitCode?: string | undefined;
  readonly onReason?: string | undefined;
  readonly onStatusReason?: string | undefined;
  /** `RETRY` or `EXIT`; the service takes any case. */
  readonly action: string;
}

/** What is known of an attempt that has failed. */
export interface FailedAttempt {
  readonly exitCode?: number | undefined;
  /** `container.reason` */
  readonly reason?: string | undefined;
  readonly statusReason?: string | undefined;
}

/**
 * Whether a failed attempt is followed by another, as the service decides it: rules in order, the first that matches
 * wins, **no match means retry**, and the last attempt is never retried. Cancelled, terminated and timed-out jobs do not
 * come here: they are never retried. Source: User Guide, "Automated job retries".
 *
 * @param attempt - 1 for the first
 */
export function retries(attempt: number, attempts: number, rules: readonly ExitRule[], failed: FailedAttempt): boolean {
  if (attempt >= attempts) return false;
  const rule = rules.find((candidate) => matches(candidate, failed));
  return rule === undefined || rule.action.toUpperCase() === 'RETRY';
}

function matches(rule: ExitRule, { exitCode, reason, statusReason }: FailedAttempt): boolean {
  return (
    globMatches(rule.onExitCode, exitCode === undefined ? '' : String(exitCode)) &&
    globMatches(rule.onReason, reason ?? '') &&
    globMatches(rule.onStatusReason, statusReason ?? '')
  );
}

/**
 * A literal with at most one `*`, at its end. Case counts (not documented; the strict reading). A bare `*` also matches
 * a text that is absent: AWS's own sample (exit unless the host failed) only works if it does.
 */
export function globMatches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

const PATTERN = { reason: /^[A-Za-z0-9.:\s]*\*?$/, exitCode: /^[0-9]*\*?$/ };

/** What the service would refuse in a retry strategy, in its own words; empty when it is fine. */
export function retryProblems(attempts: number | undefined, rules: readonly ExitRule[] | undefined): readonly string[] {
  const { min, max } = LIMITS.attempts;
  const problems: string[] = [];
  if (attempts === undefined) problems.push('RetryAttempts must be provided with retry strategy.');
  else if (!Number.isInteger(attempts) || attempts < min || attempts > max)
    problems.push(`RetryAttempts must be between ${min} and ${max}.`);
  if ((rules?.length ?? 0) > LIMITS.evaluateOnExitRules) {
    problems.push(`EvaluateOnExit can have at most ${LIMITS.evaluateOnExitRules} rules.`);
  }
  for (const { onExitCode, onReason, onStatusReason, action } of rules ?? []) {
    if (onExitCode === undefined && onReason === undefined && onStatusReason === undefined) {
      problems.push('EvaluateOnExit should contain at least one of onExitCode, onReason or onStatusReason');
    }
    if (!/^(retry|exit)$/i.test(action))
      problems.push(`Evaluate on exit action ${action} is not valid. Valid actions: [RETRY, EXIT]`);
    for (const [pattern, allowed] of [
      [onExitCode, PATTERN.exitCode],
      [onReason, PATTERN.reason],
      [onStatusReason, PATTERN.reason],
    ] as const) {
      if (pattern === undefined) continue;
      if (pattern.length > LIMITS.evaluateOnExitPattern) {
        problems.push(`Evaluate on exit condition cannot exceed ${LIMITS.evaluateOnExitPattern} characters.`);
      }
      if (!allowed.test(pattern)) problems.push('Evaluate on exit condition contains restricted characters.');
    }
  }
  return problems;
}
