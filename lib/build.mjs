// Makes the Lambda functions that the constructs deploy, so that nobody needs Docker or a bundler at synthesis. The AWS
// SDK is Lambda's own. Run by `npm run build`.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { replaceFile } from '../scripts/replace-file.mjs';

const { outputFiles } = await build({
  absWorkingDir: dirname(fileURLToPath(import.meta.url)),
  entryPoints: { 'depth-probe/index': 'probe/index.ts' },
  outdir: 'dist/functions',
  format: 'cjs',
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node22',
  conditions: ['@batchwright/source'],
  external: ['@aws-sdk/*'],
  logLevel: 'warning',
});
for (const { path, contents } of outputFiles) replaceFile(path, contents);
