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

/** @param local - region and account of a stack that names none */
export function stackOf(source: StackSource, local: Home): Stack {
  const { artifact, name, region, account, directory, template, parameters, files, images } = source;
  const home = homeOf(region ?? local.region, account ?? local.account);
  return { key: artifact, name, home, directory, template, parameters, files, images, outer: undefined };
}

export const keyOf = (stack: Stack, logicalId: string): string => `${stack.key}/${logicalId}`;

export const propertiesOf = (stack: Stack, logicalId: string): Place => ({
  stack: stack.name,
  logicalId,
  path: ['Resources', logicalId, 'Properties'],
});
