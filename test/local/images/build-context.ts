import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ImageStaging } from '../../../local/src/images';
import { stageImage } from '../../../local/src/images';

export interface Scratch {
  /** Writes a build context; a value that begins with `->` is a symbolic link. */
  context(files: Readonly<Record<string, string>>): string;
  /** A fresh directory. */
  directory(): string;
  /** Stages a context with a Dockerfile of these lines. */
  stage(
    dockerfile: string,
    files?: Readonly<Record<string, string>>,
    asset?: { readonly target?: string; readonly buildArgs?: Readonly<Record<string, string>> },
  ): Promise<ImageStaging>;
  remove(): void;
}

export function scratch(): Scratch {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'batchwright-images-')));
  const directory = (): string => mkdtempSync(join(base, 'd-'));
  const context = (files: Readonly<Record<string, string>>): string => {
    const root = directory();
    for (const [path, content] of Object.entries(files)) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      if (content.startsWith('->')) symlinkSync(content.slice(2), file);
      else writeFileSync(file, content);
    }
    return root;
  };
  return {
    context,
    directory,
    stage: (dockerfile, files = {}, asset = {}) =>
      stageImage(
        { directory: context({ Dockerfile: dockerfile, ...files }), dockerfile: 'Dockerfile', ...asset },
        directory(),
      ),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}
