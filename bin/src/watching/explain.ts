import type { Batch, JobFailure, JobSnapshot } from '@batchwright/runtime';
import { readLogs } from '@batchwright/runtime/logs';
import type { Paint } from '../terminal';

/** Children of one array that are explained one by one, and lines of output shown of each job. */
const CHILDREN = 5;
const LINES = 10;

/** Says of each failed job what happened, and shows the end of what it wrote. */
export async function explainFailures(batch: Batch, failed: readonly JobSnapshot[], paint: Paint): Promise<string> {
  const texts: string[] = [];
  for (const job of failed) {
    texts.push(explainOne(job, job.failure, paint));
    if (job.array === undefined) {
      texts.push(await lastLines(job.failure, paint));
      continue;
    }
    const children: string[] = [];
    for await (const child of batch.children(job.id, { status: 'FAILED' })) {
      children.push(child.id);
      if (children.length === CHILDREN) break;
    }
    for (const child of children.length > 0 ? await batch.describe(children) : []) {
      texts.push(explainOne(child, child.failure, paint), await lastLines(child.failure, paint));
    }
    const more = job.array.summary.FAILED - children.length;
    if (more > 0) texts.push(`  … and ${more} more: batchwright list --children ${job.id} --status FAILED\n`);
  }
  return texts.join('');
}

function explainOne(job: JobSnapshot, failure: JobFailure | undefined, paint: Paint): string {
  const what = failure?.message ?? job.statusReason ?? `ended as ${job.status}`;
  const retry = failure?.retryable ? ' Another attempt may succeed.' : '';
  return `${paint.red('failed')} ${paint.bold(job.id)}${job.name ? ` (${job.name})` : ''}: ${what}${retry}\n`;
}

async function lastLines(failure: JobFailure | undefined, paint: Paint): Promise<string> {
  if (failure?.logStream === undefined) return '';
  try {
    let text = '';
    for await (const line of readLogs(failure, { last: LINES })) text += `  ${paint.dim('|')} ${line.text}\n`;
    return text;
  } catch (error) {
    // What the job wrote is an extra: not being allowed to read it must not hide why it failed.
    return `  ${paint.dim('|')} (its log cannot be read: ${(error as Error).message})\n`;
  }
}
