import { readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import {
  isObject,
  type Json,
  type NamedTemplate,
  readTemplates,
  type Templates,
  templateOf,
} from '@batchwright/model/template';
import { CliError } from '../io';
import { parseJson } from '../parse';

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
export function readTemplatesAt(cwd: string, given: string, stdin: string): readonly NamedTemplate[] {
  if (given === '-') return accept(templateOf(unwrap(parseJson(stdin, 'standard input') as Json), 'stdin'));
  const path = inDirectory(cwd, given);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new CliError(`${given}: there is no such file or directory`);
  if (found.isDirectory()) return accept(readTemplates(path, (file) => readFileSync(file, 'utf8')));
  const name = basename(path).replace(/(?:\.template)?\.json$/, '');
  return accept(templateOf(unwrap(parseJson(readFileSync(path, 'utf8'), given) as Json), name));
}

/** What `aws cloudformation get-template` prints is the template within something else. */
const unwrap = (value: Json): Json => (isObject(value) && isObject(value.TemplateBody) ? value.TemplateBody : value);

function accept(templates: Templates): readonly NamedTemplate[] {
  if (templates.ok) return templates.templates;
  throw new CliError(templates.problems.map(({ message }) => message).join('\n'));
}

/** Two files are two versions of one stack, whatever they are called: the old one gets the new one's name. */
export function sameRoot(
  before: readonly NamedTemplate[],
  after: readonly NamedTemplate[],
): readonly [readonly NamedTemplate[], readonly NamedTemplate[]] {
  const roots = [before, after].map((templates) => templates.filter(({ name }) => !name.includes('/')));
  const [old, now] = roots.map((list) => (list.length === 1 ? list[0]?.name : undefined));
  if (old === undefined || now === undefined || old === now) return [before, after];
  return [before.map((one) => ({ ...one, name: `${now}${one.name.slice(old.length)}` })), after];
}
