import { joinPath, type ReadText, readTemplateFile } from './assembly';
import { physicalName } from './physical-name';
import { fail, inside, type Place } from './problem';
import { keyOf, type Stack } from './stack';

/** CloudFormation's type of a nested stack. */
export const STACK_TYPE = 'AWS::CloudFormation::Stack';

/**
 * Reads the template of a nested stack: the file that the resource's metadata names, else the file asset that its
 * `TemplateURL` leads to.
 *
 * @param templateUrl - evaluated only when the metadata does not say it
 * @throws Failure
 */
export function readNested(
  outer: Stack,
  logicalId: string,
  place: Place,
  templateUrl: () => string,
  read: ReadText,
): Stack {
  const path = outer.template.resources.get(logicalId)?.metadata['aws:asset:path'];
  const found = typeof path === 'string' ? path : assetOf(outer, templateUrl(), inside(place, 'TemplateURL'));
  const file = joinPath(outer.directory, found);
  for (let at: Stack['outer'] | undefined = outer.outer; at !== undefined; at = at.stack.outer) {
    if (at.file === file) fail(place, 'CYCLE', `the template ${found} holds itself as a nested stack`);
  }
  const name = physicalName(STACK_TYPE, outer.name, logicalId, outer.key);
  return {
    key: keyOf(outer, logicalId),
    name,
    home: outer.home,
    directory: outer.directory,
    template: readTemplateFile(file, name, read),
    parameters: {},
    files: outer.files,
    images: outer.images,
    outer: { stack: outer, logicalId, file },
  };
}

function assetOf(stack: Stack, url: string, place: Place): string {
  const asset = stack.files.find(({ objectKeys }) => objectKeys.some((key) => url.endsWith(`/${key}`)));
  return asset?.path ?? fail(place, 'UNREADABLE', `no file asset of the assembly has the URL ${url}`);
}
