// Makes what is published of this package's JavaScript: the constructs as one file, which loads in half the time of a
// hundred, and the Lambda functions that they deploy, so that nobody needs Docker or a bundler at synthesis. The AWS SDK
// of those is Lambda's own; the types are the compiler's. Run by `npm run build`.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { replaceFile } from '../scripts/replace-file.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const common = {
  absWorkingDir: root,
  format: 'cjs',
  bundle: true,
  write: false,
  platform: 'node',
  conditions: ['@batchwright/source'],
  logLevel: 'warning',
};
const made = await Promise.all([
  build({
    ...common,
    entryPoints: { index: 'src/index.ts' },
    outdir: 'dist/bundle',
    target: 'node20',
    external: ['aws-cdk-lib', 'constructs'],
    sourcemap: true,
    sourcesContent: false,
  }),
  build({
    ...common,
    entryPoints: { 'depth-probe/index': 'probe/index.ts' },
    outdir: 'dist/functions',
    target: 'node22',
    external: ['@aws-sdk/*'],
  }),
]);
for (const { path, contents } of made.flatMap(({ outputFiles }) => outputFiles)) replaceFile(path, contents);
