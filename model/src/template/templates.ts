import { joinPath, type ReadText, readAssemblies, readTemplateFile } from './assembly';
import { readTemplate, type TemplateDocument } from './document';
import { STACK_TYPE } from './nested';
import { attempt, attemptAll, fail, type TemplateProblem } from './problem';
import type { Json } from './value';

/** A template as its file declares it, nothing evaluated. */
export interface NamedTemplate {
  /** The stack's id in its app; of a nested stack that of its outer one, a slash, and its logical id. */
  readonly name: string;
  readonly template: TemplateDocument;
}

export type Templates =
  | { readonly ok: true; readonly templates: readonly NamedTemplate[] }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] };

const given = (read: () => readonly NamedTemplate[]): Templates => {
  const found = attempt(read);
  return found.ok ? { ok: true, templates: found.value } : found;
};

/** The templates of all stacks of an assembly, those of nested stacks behind the stack that they stand in. */
export function readTemplates(directory: string, read: ReadText): Templates {
  const assembly = readAssemblies([directory], read);
  if (!assembly.ok) return assembly;
  return given(() =>
    attemptAll(
      assembly.stacks.map(
        ({ artifact, directory: at, template }) =>
          () =>
            withNested({ name: artifact, template }, at, read, []),
      ),
    ).flat(),
  );
}

/** One template that was parsed already; its nested stacks are not looked for. */
export const templateOf = (value: Json, name: string): Templates =>
  given(() => [{ name, template: readTemplate(value, name) }]);

/** A nested stack whose file the template does not name (the CDK always does) is left out: its own type is reviewed. */
function withNested(
  outer: NamedTemplate,
  directory: string,
  read: ReadText,
  above: readonly string[],
): readonly NamedTemplate[] {
  const nested = [...outer.template.resources].flatMap(([logicalId, { type, metadata }]) => {
    const path = metadata['aws:asset:path'];
    if (type !== STACK_TYPE || typeof path !== 'string') return [];
    const name = `${outer.name}/${logicalId}`;
    const file = joinPath(directory, path);
    if (above.includes(file)) fail({ stack: name, path: [] }, 'CYCLE', `the template ${path} holds itself`);
    return withNested({ name, template: readTemplateFile(file, name, read) }, directory, read, [...above, file]);
  });
  return [outer, ...nested];
}
