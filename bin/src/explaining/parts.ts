import type { Evidence, Skipped } from '@batchwright/runtime/explain';
import type { Paint } from '../terminal';

/** Colours of how sure a finding is. */
export const MARK = { certain: 'red', likely: 'yellow', note: 'dim' } as const;

export const renderEvidence = (evidence: readonly Evidence[], paint: Paint): string =>
  evidence.map(({ source, says }) => `  ${paint.dim(`${source}:`)} ${says}\n`).join('');

export const renderTodo = (advice: readonly string[]): string => advice.map((line) => `  -> ${line}\n`).join('');

export const renderSkipped = (skipped: readonly Skipped[], paint: Paint): string =>
  skipped.map(({ operation, why }) => `  ${paint.dim(`not asked: ${operation}: ${why}`)}\n`).join('');
