import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ADVICE, type AdviceId } from './advice';
import { findingId } from './platform-error';

/**
 * Gives a warning or a notice at a construct, by the severity of its id. Annotations are what every supported CDK has, and
 * what the newer ones' `Validations` build on: both acknowledge these.
 */
export function advise(at: IConstruct, id: AdviceId, message: string): void {
  const annotations = Annotations.of(at);
  if (ADVICE[id].severity === 'warning') annotations.addWarningV2(findingId(id), message);
  else annotations.addInfoV2(findingId(id), message);
}
