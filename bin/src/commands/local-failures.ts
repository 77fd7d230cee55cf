import type { InjectedFailures } from '@batchwright/local';
import { CliError } from '../io';
import { parsePairs, parseWhole } from '../parse';

export interface FailureFlags {
  readonly inject: readonly string[];
  readonly injectAfter?: string;
  readonly injectSeed?: string;
}

/** Names on the command line, and those of the library. */
const KINDS = { reclaim: 'reclaim', 'out-of-memory': 'outOfMemory', 'image-pull': 'imagePull' } as const;

const isKind = (name: string): name is keyof typeof KINDS => Object.hasOwn(KINDS, name);

/** Failures that jobs are to meet; `undefined` for none. @throws {@link CliError} */
export function failuresOf({ inject, injectAfter, injectSeed }: FailureFlags): InjectedFailures | undefined {
  if (inject.length === 0) {
    if (injectAfter === undefined && injectSeed === undefined) return undefined;
    throw new CliError('--inject-after and --inject-seed go with --inject');
  }
  const shares = Object.entries(parsePairs(inject, '--inject')).map(([name, text]) => {
    const share = Number(text);
    if (!isKind(name)) {
      throw new CliError(`--inject: expected one of ${Object.keys(KINDS).join(', ')}; got ${JSON.stringify(name)}`);
    }
    if (text.trim() === '' || !(share >= 0 && share <= 1)) {
      throw new CliError(`--inject ${name}: expected a share from 0 to 1; got ${JSON.stringify(text)}`);
    }
    return [KINDS[name], share] as const;
  });
  return {
    ...Object.fromEntries(shares),
    afterMs: injectAfter === undefined ? undefined : parseWhole(injectAfter, '--inject-after', 0, 3600) * 1000,
    seed: injectSeed === undefined ? undefined : parseWhole(injectSeed, '--inject-seed', 0, Number.MAX_SAFE_INTEGER),
  };
}
