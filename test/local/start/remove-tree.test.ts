import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeTree, removeTreeSync } from '../../../local/src/remove-tree';

/** Runs as somebody to whom permissions apply. */
async function asNobody(run: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return run();
  process.seteuid?.(65_534);
  try {
    await run();
  } finally {
    process.seteuid?.(0);
  }
}

test.each([
  ['removeTree', removeTree],
  ['removeTreeSync', async (directory: string) => removeTreeSync(directory)],
])('%s removes directories that were made read-only, and leaves alone what links lead to', async (_name, remove) => {
  await asNobody(async () => {
    const parent = mkdtempSync(join(tmpdir(), 'remove-tree-'));
    const tree = join(parent, 'tree');
    const other = join(parent, 'other');
    mkdirSync(join(tree, 'module', 'deep'), { recursive: true });
    writeFileSync(join(tree, 'module', 'deep', 'file'), 'text', { mode: 0o400 });
    mkdirSync(other);
    writeFileSync(join(other, 'file'), 'text');
    symlinkSync(other, join(tree, 'link'));
    for (const directory of ['module/deep', 'module', '.']) chmodSync(join(tree, directory), 0o500);
    chmodSync(join(tree, 'module'), 0o000);
    await remove(tree);
    expect(existsSync(tree)).toBe(false);
    expect(existsSync(join(other, 'file'))).toBe(true);
    await remove(join(parent, 'not-there'));
    rmSync(parent, { recursive: true });
  });
});
