import type { Home } from '../service';
import type { StackSource } from './assembly';
import type { FileAsset, ImageSource } from './asset-manifest';
import type { TemplateDocument } from './document';
import { homeOf } from './environment';
import type { Place } from './problem';
import type { JsonObject } from './value';

/** A stack, or a nested stack, in the environment that it is evaluated for. */
export interface Stack {
  /** Identifies it, and with it the names that are generated in it. */
  readonly key: string;
  readonly name: string;
  /** Where it would be deployed. */
  readonly home: Home;
  readonly directory: string;
  readonly template: TemplateDocument;
  readonly parameters: JsonObject;
  readonly files: readonly FileAsset[];
  readonly images: readonly ImageSource[];
  /** The stack and resource that a nested stack stands in, and the file of its template. */
  readonly outer: { readonly stack: Stack; readonly logicalId: string; readonly file: string } | undefined;
}

/**
 * Gives every stack its environment and its key: the stack's id in its app, and a number where several apps that are
 * read together have the same.
 *
 * @param local - region and account of a stack that names none
 */
export function stacksOf(sources: readonly StackSource[], local: Home): readonly Stack[] {
  const seen = new Map<string, number>();
  return sources.map(({ artifact, name, region, account, directory, template, parameters, files, images }) => {
    const count = (seen.get(artifact) ?? 0) + 1;
    seen.set(artifact, count);
    const key = count === 1 ? artifact : `${artifact}#${count}`;
    const home = homeOf(region ?? local.region, account ?? local.account);
    return { key, name, home, directory, template, parameters, files, images, outer: undefined };
  });
}

export const keyOf = (stack: Stack, logicalId: string): string => `${stack.key}/${logicalId}`;

export const propertiesOf = (stack: Stack, logicalId: string): Place => ({
  stack: stack.name,
  logicalId,
  path: ['Resources', logicalId, 'Properties'],
});
