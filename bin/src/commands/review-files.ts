import { readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { type NamedTemplate, readTemplates, type Templates, templateOf } from '@batchwright/model/template';
import { CliError } from '../io';
import { parseTemplate } from './template-text';

export const inDirectory = (cwd: string, path: string): string => (isAbsolute(path) ? path : join(cwd, path));

/** The text of a file; `undefined` where there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CliError(`${path}: ${(error as Error).message}`, undefined, { cause: error });
  }
}

/** The templates at a path: of a cloud assembly with its nested stacks, or of one file or standard input. */
export async function readTemplatesAt(cwd: string, given: string, stdin: string): Promise<readonly NamedTemplate[]> {
  if (given === '-') return accept(templateOf(await parseTemplate(stdin, 'standard input'), STDIN));
  const path = inDirectory(cwd, given);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new CliError(`${given}: there is no such file or directory`);
  if (found.isDirectory()) return accept(readTemplates(path, (file) => readFileSync(file, 'utf8')));
  const name = basename(path).replace(/(?:\.template)?\.(?:json|ya?ml)$/, '');
  return accept(templateOf(await parseTemplate(readFileSync(path, 'utf8'), given), name));
}

const STDIN = 'stdin';

function accept(templates: Templates): readonly NamedTemplate[] {
  if (templates.ok) return templates.templates;
  throw new CliError(templates.problems.map(({ message }) => message).join('\n'));
}

/**
 * Two files are two versions of one stack, whatever they are called: the old one gets the new one's name, or that of the
 * file that is no standard input.
 *
 * @throws {@link CliError} where one side is a single template and the other an app of several stacks
 */
export function sameRoot(
  before: readonly NamedTemplate[],
  after: readonly NamedTemplate[],
): readonly [readonly NamedTemplate[], readonly NamedTemplate[]] {
  const [old, now] = [rootsOf(before), rootsOf(after)];
  if (old.length === 0 || now.length === 0 || (old.length > 1 && now.length > 1)) return [before, after];
  if (old.length !== now.length) {
    const [one, side, several] = old.length === 1 ? ['OLD', 'NEW', now] : ['NEW', 'OLD', old];
    throw new CliError(
      `review: ${one} is one stack, and ${side} has ${several.length}: ${several.join(', ')}; expected the same stacks on both sides. Give the template of one stack as ${side}, or a directory of cdk synth as ${one}`,
    );
  }
  const [was = '', is = ''] = [...old, ...now];
  const name = is === STDIN ? was : is;
  return [renamed(before, was, name), renamed(after, is, name)];
}

const rootsOf = (templates: readonly NamedTemplate[]): readonly string[] =>
  templates.map(({ name }) => name).filter((name) => !name.includes('/'));

const renamed = (templates: readonly NamedTemplate[], from: string, to: string): readonly NamedTemplate[] =>
  from === to ? templates : templates.map((one) => ({ ...one, name: `${to}${one.name.slice(from.length)}` }));
