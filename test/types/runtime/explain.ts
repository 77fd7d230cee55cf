// Compiled, not run: each signature has lines that compile, and lines that must not.
import type { Batch, BatchWithoutStore, JobHandle } from '@batchwright/runtime';
import {
  type Diagnosis,
  diagnose,
  type Explanation,
  explain,
  type FailureCause,
  preflight,
  type WaitingCause,
} from '@batchwright/runtime/explain';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_same: Same<A, B>): void => undefined;

export async function explaining(job: JobHandle<{ readonly bytes: number }>): Promise<void> {
  const explanation = await explain(job, { lines: 5, signal: AbortSignal.timeout(1000) });
  same<typeof explanation, Explanation>(true);
  same<typeof explanation.retry, 'yes' | 'perhaps' | 'no' | undefined>(true);
  const cause: FailureCause | undefined = (await explain('id')).cause;
  if (cause === 'SPOT_RECLAIMED') return;
  // @ts-expect-error no such cause
  if (cause === 'SPOT_RECLAIM') return;
  // @ts-expect-error a job, not its promise
  await explain(Promise.resolve(job));
  // @ts-expect-error no such option
  await explain(job, { last: 5 });
}

export async function diagnosing(batch: Batch<'urgent', 'thumbnail'>, job: JobHandle<void>): Promise<void> {
  const diagnosis = await diagnose(job);
  same<typeof diagnosis, Diagnosis>(true);
  await diagnose('id', { region: 'eu-west-1' });
  await diagnose({ queue: 'photos-urgent' });
  const causes: WaitingCause[] = diagnosis.findings.map(({ cause }) => cause);
  causes.includes('NOT_AT_HEAD');
  // @ts-expect-error a queue is named as one: a text is a job's id
  await diagnose({ name: 'photos-urgent' });
  const { ok, findings } = await preflight(batch);
  same<typeof ok, boolean>(true);
  findings.filter(({ cause }) => cause === 'IMAGE_MISSING');
  // @ts-expect-error what connect gives, not its promise
  await preflight(Promise.resolve(batch));
}

export const withoutStore = (batch: BatchWithoutStore) => preflight(batch);
