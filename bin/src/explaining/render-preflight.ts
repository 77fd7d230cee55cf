import type { Manifest } from '@batchwright/model/contract';
import type { Preflight } from '@batchwright/runtime/explain';
import type { Paint } from '../terminal';
import { MARK, renderEvidence, renderSkipped, renderTodo } from './parts';

/** A preflight for people: what was looked at in a line, then what was found. */
export function renderPreflight({ ok, findings, skipped }: Preflight, manifest: Manifest, paint: Paint): string {
  const count = (things: object, thing: string): string => {
    const { length } = Object.keys(things);
    return `${length} ${thing}${length === 1 ? '' : 's'}`;
  };
  const looked = `platform ${manifest.platform}: ${count(manifest.queues, 'queue')}, ${count(manifest.jobs, 'job')}`;
  let text = `${paint.bold(looked)}: ${ok ? paint.green('nothing keeps its jobs from running') : paint.red('jobs cannot run')}\n`;
  for (const { about, cause, certainty, what, evidence, advice } of findings) {
    text += `${paint[MARK[certainty]](`${certainty}:`)} ${about.join(', ')}: ${what}  ${paint.dim(cause)}\n`;
    text += `${renderEvidence(evidence, paint)}${renderTodo(advice)}`;
  }
  return `${text}${renderSkipped(skipped, paint)}`;
}
