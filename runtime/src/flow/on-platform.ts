import type { Manifest } from '@batchwright/model/contract';
import { resolvePlace } from '../submit';
import { flowError } from './errors';
import type { DraftStep } from './graph';

/**
 * Compares the steps with what is deployed.
 *
 * @returns the steps that run on several nodes, of which Batch has no arrays
 * @throws {@link BatchError} `NOT_ON_PLATFORM`, `INVALID_OPTION`
 * @throws {@link FlowError} `STEP_OPTION_INVALID` for an array of such a job
 */
export function onSeveralNodes(steps: readonly DraftStep[], manifest: Manifest | undefined): ReadonlySet<number> {
  const several = new Set<number>();
  if (manifest === undefined) return several;
  const asked = new Map<string, boolean>();
  steps.forEach(({ name, job, queue, settings, size }, s) => {
    const share = settings?.shareIdentifier;
    const key = JSON.stringify([job, queue, share]);
    let answer = asked.get(key);
    if (answer === undefined) {
      const { form } = resolvePlace(manifest, job, queue, share);
      answer = form !== undefined && 'nodes' in form;
      asked.set(key, answer);
    }
    if (!answer) return;
    if (size !== undefined) {
      throw flowError(
        { code: 'STEP_OPTION_INVALID', step: name, option: 'items' },
        `step "${name}": items: job "${job}" runs on several nodes, of which Batch has no arrays; add one step for each`,
      );
    }
    several.add(s);
  });
  return several;
}
