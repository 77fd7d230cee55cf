import { isTerminal } from '@batchwright/model/service';
import type { Explanation } from '@batchwright/runtime/explain';
import { formatDuration, formatTime, type Paint, renderTable } from '../terminal';
import { renderEvidence, renderSkipped, renderTodo } from './parts';

const RETRY = {
  yes: 'Another attempt may well succeed.',
  perhaps: 'Another attempt may succeed.',
  no: 'Another attempt would end the same.',
} as const;

/** An explanation for people. Jobs and children that it leads to follow it, further to the right. */
export function renderExplanation(explanation: Explanation, paint: Paint): string {
  const { what, cause, evidence, advice, retry, attempts, log, because, children, skipped, status } = explanation;
  const label = cause === undefined ? '' : `  ${paint.dim(cause)}`;
  const colour = cause !== undefined ? paint.red : isTerminal(status) ? paint.green : paint.yellow;
  let text = `${colour(what)}${label}\n${renderEvidence(evidence, paint)}`;
  if (attempts.length > 1) text += indent(attemptTable(attempts));
  if (log.length > 0)
    text += `  the end of its log:\n${log.map((line) => `  ${paint.dim('|')} ${line.text}\n`).join('')}`;
  text += renderTodo(advice);
  if (retry !== undefined) text += `  ${RETRY[retry]}\n`;
  text += renderSkipped(skipped, paint);
  for (const { count, indices, example } of children ?? []) {
    const more = count > indices.length ? ' …' : '';
    const which = count === 1 ? `child ${indices[0]}` : `${count} children (${indices.join(', ')}${more}), for example`;
    text += `${which}:\n${indent(renderExplanation(example, paint))}`;
  }
  if (because !== undefined) text += `the job that failed first:\n${indent(renderExplanation(because, paint))}`;
  return text;
}

const attemptTable = (attempts: Explanation['attempts']): string =>
  renderTable(
    ['attempt', 'end', 'exit', 'began', 'took', 'reason'],
    attempts.map(({ number, code, exitCode, reason, statusReason, startedAt, stoppedAt }) => [
      String(number),
      code ?? 'SUCCEEDED',
      exitCode === undefined ? '' : String(exitCode),
      startedAt === undefined ? '' : formatTime(startedAt),
      startedAt === undefined || stoppedAt === undefined ? '' : formatDuration(stoppedAt - startedAt),
      [statusReason, reason].filter(Boolean).join('; '),
    ]),
  );

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');
