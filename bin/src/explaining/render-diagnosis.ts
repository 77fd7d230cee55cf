import type { Diagnosis } from '@batchwright/runtime/explain';
import type { Paint } from '../terminal';
import { MARK, renderEvidence, renderSkipped, renderTodo } from './parts';

/** A diagnosis for people: the surest finding first, then what keeps the job ahead, then what could not be asked. */
export function renderDiagnosis(diagnosis: Diagnosis, paint: Paint): string {
  return `${renderFindings(diagnosis, paint)}${renderSkipped(diagnosis.skipped, paint)}`;
}

function renderFindings({ jobId, jobName, queue, findings, ahead }: Diagnosis, paint: Paint): string {
  const about = jobId === undefined ? '' : `job ${jobName === undefined ? jobId : `${jobName} (${jobId})`}`;
  const where = queue === undefined ? '' : `queue ${queue}`;
  let text = `${paint.bold([about, where].filter(Boolean).join(', '))}\n`;
  for (const { cause, certainty, what, evidence, advice } of findings) {
    text += `${paint[MARK[certainty]](`${certainty}:`)} ${what}  ${paint.dim(cause)}\n`;
    text += `${renderEvidence(evidence, paint)}${renderTodo(advice)}`;
  }
  return ahead === undefined ? text : `${text}\nAt the head of the queue:\n${renderFindings(ahead, paint)}`;
}
