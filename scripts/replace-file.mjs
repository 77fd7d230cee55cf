import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Writes a built file whole or not at all, and only when it differs: somebody may be reading it. */
export function replaceFile(path, contents) {
  try {
    if (readFileSync(path).equals(contents)) return;
  } catch {
    mkdirSync(dirname(path), { recursive: true });
  }
  const temporary = join(dirname(path), `.${process.pid}-${basename(path)}`);
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}
