import type { ComputeKind, ExitRule } from '../service';
import { REASON_PATTERNS } from '../service';
import { EXIT } from './exits';

/** A rule in the spelling that the service's own documents use. */
type RetryRule = ExitRule & { readonly action: 'RETRY' | 'EXIT' };

/**
 * Faults of the place where a job runs, not of the job: another attempt may well land on a better one. What the service
 * says of a lost node of Amazon EKS is not documented; there the rules for EC2 are used, and what they do not match is
 * final.
 */
const PASSING_FAULTS: { readonly [Kind in Exclude<ComputeKind, 'EKS'>]: readonly Omit<ExitRule, 'action'>[] } = {
  EC2: [
    // First, because a worker that is stopped by a reclaim also has an exit code of its own.
    { onStatusReason: REASON_PATTERNS.hostLost },
    { onReason: REASON_PATTERNS.cannotPull },
    { onReason: REASON_PATTERNS.dockerTimeout },
  ],
  FARGATE: [
    { onStatusReason: REASON_PATTERNS.fargateSpotReclaimed },
    { onReason: REASON_PATTERNS.cannotPull },
    { onReason: REASON_PATTERNS.resourceInitialization },
  ],
  MANAGED_INSTANCES: [
    { onStatusReason: REASON_PATTERNS.hostLost },
    { onStatusReason: REASON_PATTERNS.drained },
    { onReason: REASON_PATTERNS.cannotPull },
  ],
};

/**
 * The retry rules of a contract's job: attempts that the place spoiled and those that the worker asks for
 * ({@link EXIT}.RETRYABLE) are repeated, every other end is final. Without the last rule the service would repeat what no
 * rule matches.
 *
 * The last rule matches by status reason, not by reason: a plain non-zero exit has no `container.reason`, and whether
 * `*` matches a reason that is absent is not documented, whereas every ended attempt has a status reason.
 */
export const retryRules = (kind: ComputeKind): readonly RetryRule[] => [
  ...[...PASSING_FAULTS[kind === 'EKS' ? 'EC2' : kind], { onExitCode: String(EXIT.RETRYABLE.code) }].map((rule) => ({
    ...rule,
    action: 'RETRY' as const,
  })),
  { onStatusReason: '*', action: 'EXIT' },
];
