// Makes what is published of this package's JavaScript: each door as one file, for Node (CommonJS) and for bundlers (ES
// modules). The types are the compiler's. Why one file: docs/adr/0022-one-file-per-door.md. Run by `npm run build`.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { replaceFile } from '../scripts/replace-file.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const doors = {
  index: 'src/index.ts',
  contract: 'src/contract.ts',
  s3: 'src/s3.ts',
  worker: 'src/worker/index.ts',
  'batchwright-input': 'src/worker/commands/input.ts',
  'batchwright-output': 'src/worker/commands/output.ts',
  'batchwright-checkpoint': 'src/worker/commands/checkpoint.ts',
  logs: 'src/logs/index.ts',
  explain: 'src/explain/index.ts',
  cost: 'src/cost/index.ts',
  flow: 'src/flow/index.ts',
};

for (const [format, extension] of [
  ['cjs', '.js'],
  ['esm', '.mjs'],
]) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: doors,
    outdir: 'dist/bundle',
    outExtension: { '.js': extension },
    format,
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    conditions: ['@batchwright/source'],
    external: ['@aws-sdk/*', '@smithy/*'],
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
  for (const { path, contents } of outputFiles) replaceFile(path, contents);
}
