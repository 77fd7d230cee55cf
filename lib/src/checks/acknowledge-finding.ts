import type { CheckId } from '@batchwright/model/review';
import * as cdk from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AdviceId } from './advice';
import { findingId, refuse } from './platform-error';

/** Where the CDK keeps acknowledgements, and rule packs look for them. */
export const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';

/** What of `Validations` is used. It is not in every supported CDK. */
interface Acknowledging {
  of(scope: IConstruct): { acknowledge(rule: { readonly id: string; readonly reason: string }): void };
}

/**
 * Says that a finding of Batchwright is known at a construct and below it, and why that is right. It is not told any more,
 * and the reason stands in the stack's summary. With a CDK that has `Validations`, its `acknowledge` does the same; this
 * one works with every CDK, and takes no empty reason.
 *
 * @param id - of a warning, a notice, or a check of {@link BatchwrightChecks}; with or without `@batchwright/cdk:`
 * @throws {@link PlatformError} `MISSING_REASON`
 */
export function acknowledgeFinding(at: IConstruct, id: AdviceId | CheckId, reason: string): void {
  if (reason.trim() === '') {
    refuse(at, { code: 'MISSING_REASON', message: `the acknowledgement of ${id} has no reason; say why it is right` });
  }
  const qualified = findingId(id);
  const validations = (cdk as { readonly Validations?: Acknowledging }).Validations;
  const annotations = cdk.Annotations.of(at) as cdk.Annotations & { acknowledgeInfo?(id: string): void };
  if (validations !== undefined) validations.of(at).acknowledge({ id: qualified, reason });
  else {
    at.node.addMetadata(ACKNOWLEDGED, { [qualified]: reason });
    annotations.acknowledgeWarning(qualified, reason);
  }
  annotations.acknowledgeInfo?.(qualified);
}

/** An acknowledgement as it was recorded. */
export interface Acknowledged {
  readonly path: string;
  /** As it was given, without the namespace that the CDK puts before. */
  readonly id: string;
  readonly reason: string;
}

/** Acknowledgements recorded at a construct itself. */
export const acknowledgedAt = (at: IConstruct): readonly Acknowledged[] =>
  at.node.metadata
    .filter(({ type }) => type === ACKNOWLEDGED)
    .flatMap(({ data }) => Object.entries((data ?? {}) as Readonly<Record<string, unknown>>))
    .map(([id, reason]) => ({ path: at.node.path, id: id.replace(/^[^:]*::/, ''), reason: String(reason) }));
