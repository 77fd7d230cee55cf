import type { ArrayHandle, JobHandle } from './handle';

type Target = string | JobHandle<unknown> | ArrayHandle<unknown>;

/** Ids of handles and ids; an array's handle stands for all its parts. */
export function idsOf(targets: Target | readonly Target[]): string[] {
  const list = (Array.isArray(targets) ? targets : [targets]) as readonly Target[];
  return list.flatMap((target) =>
    typeof target === 'string' ? [target] : 'ids' in target ? [...target.ids] : [target.id],
  );
}
