import { invalidOption } from '../errors';
import type { ArrayHandle, JobHandle } from './handle';

type Target = string | JobHandle<unknown> | ArrayHandle<unknown>;

/**
 * Ids of handles and ids; an array's handle stands for all its parts.
 *
 * @param option - what the caller calls them
 * @throws {@link BatchError} `INVALID_OPTION` for what has no id: a variable that is not set, a promise that nobody awaited
 */
export function idsOf(targets: Target | readonly Target[], option: string): string[] {
  const list = (Array.isArray(targets) ? targets : [targets]) as readonly Target[];
  return list.flatMap((target) => {
    if (typeof target === 'object' && target !== null && 'ids' in target) return [...target.ids];
    return [requireId(typeof target === 'object' ? target?.id : target, option)];
  });
}

export function requireId(id: unknown, option: string): string {
  if (typeof id === 'string' && id !== '') return id;
  const got = id === '' ? 'an empty text' : typeof id;
  throw invalidOption(option, `got ${got}; expected a job's id or handle`);
}
