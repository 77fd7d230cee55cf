/** Either every key after all that it needs, or a way round: `a, b, a`. */
export type Order =
  | { readonly ok: true; readonly order: readonly string[] }
  | { readonly ok: false; readonly cycle: readonly string[] };

/**
 * Puts what is needed before what needs it. Keys that do not need each other keep the order in which they were given.
 * Needs that are no keys are ignored.
 *
 * @param keys - distinct
 * @param needs - for a key, the keys that must come before it
 */
export function dependencyOrder(keys: readonly string[], needs: (key: string) => Iterable<string>): Order {
  const known = new Set(keys);
  const state = new Map<string, 'open' | 'done'>();
  const order: string[] = [];
  for (const start of keys) {
    if (state.has(start)) continue;
    // Depth first on an explicit stack: a chain may be longer than the call stack.
    const path = [{ key: start, rest: [...needs(start)].values() }];
    state.set(start, 'open');
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { value: next, done } = top.rest.next();
      if (done === true) {
        state.set(top.key, 'done');
        order.push(top.key);
        path.pop();
      } else if (known.has(next) && state.get(next) === 'open') {
        const from = path.findIndex(({ key }) => key === next);
        return { ok: false, cycle: [...path.slice(from).map(({ key }) => key), next] };
      } else if (known.has(next) && !state.has(next)) {
        state.set(next, 'open');
        path.push({ key: next, rest: [...needs(next)].values() });
      }
    }
  }
  return { ok: true, order };
}
