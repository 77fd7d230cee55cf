import { join } from 'node:path';
import { PHYSICAL_NAMES, REPLACING } from '@batchwright/model/review';
import { build } from 'esbuild';
import { ROOT } from './sources';

test('the table of what replaces a resource is that of the specification that AWS publishes', async () => {
  // The script is an ES module; the test is not.
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'scripts/replacement-table.mjs')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    define: { 'import.meta.filename': '""' },
    logLevel: 'silent',
  });
  const module = { exports: {} as { tables(): object } };
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(module, module.exports, require);
  // When this fails after an update of the specification: node scripts/replacement-table.mjs
  expect(module.exports.tables()).toEqual({ replacing: REPLACING, names: PHYSICAL_NAMES });
});
