import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { transformSync } from 'esbuild';

export const ROOT = join(__dirname, '..', '..');

/** Folders of the published packages, and the arrows between them. */
export const PACKAGES = {
  model: { name: '@batchwright/model', mayImport: [] as string[] },
  lib: { name: '@batchwright/cdk', mayImport: ['model'] },
  runtime: { name: '@batchwright/runtime', mayImport: ['model'] },
  local: { name: '@batchwright/local', mayImport: ['model'] },
  bin: { name: 'batchwright', mayImport: ['model', 'runtime', 'local'] },
};
export type Folder = keyof typeof PACKAGES;
export const FOLDERS = Object.keys(PACKAGES) as Folder[];

export interface Source {
  /** Path from the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript source file of a package. */
export function sourcesOf(folder: Folder): Source[] {
  const start = join(ROOT, folder, 'src');
  return readdirSync(start, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => ({
      path: relative(ROOT, join(start, name)).split(sep).join('/'),
      text: readFileSync(join(start, name), 'utf8'),
    }));
}

/** Code without comments and types. */
export const codeOf = ({ text }: Source): string => transformSync(text, { loader: 'ts', legalComments: 'none' }).code;

/** The text without its comments, numbers as they are written: `0x2000` is a bit pattern, 8192 may be a limit. */
export const writtenCodeOf = ({ text }: Source): string => text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');

/** What a file imports or re-exports, type-only imports included: the compiler's and the reader's view, not the bundler's. */
export function importsOf({ text }: Source): string[] {
  const found = text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]/g);
  const bare = text.matchAll(/(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g);
  const dynamic = text.matchAll(/\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [...found, ...bare, ...dynamic].map((match) => match[1] as string);
}
