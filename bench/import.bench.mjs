// What it costs to import the runtime: time to require it, and bytes in a bundle, over the bare client of Batch.
import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { holdMark, median, printRatio } from './measure.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ROUNDS = 15;

/** Milliseconds that a fresh process takes to require a module, measured inside it: the start of Node is not counted. */
function requireMs(specifier) {
  const program = `const t = process.hrtime.bigint(); require(${JSON.stringify(specifier)}); console.log(Number(process.hrtime.bigint() - t) / 1e6)`;
  return Number(execFileSync(process.execPath, ['-e', program], { cwd: root, encoding: 'utf8' }));
}

const times = { ours: [], peer: [] };
requireMs('@batchwright/runtime');
requireMs('@aws-sdk/client-batch');
for (let round = 0; round < ROUNDS; round++) {
  // Alternately, so that a slow moment of the machine meets both.
  times.ours.push(requireMs('@batchwright/runtime'));
  times.peer.push(requireMs('@aws-sdk/client-batch'));
}
console.log(
  `require, median of ${ROUNDS} processes: @batchwright/runtime ${median(times.ours).toFixed(1)} ms, @aws-sdk/client-batch ${median(times.peer).toFixed(1)} ms`,
);

async function bundleBytes(contents, external = []) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external,
    logLevel: 'error',
  });
  return outputFiles[0].contents.length;
}

// What a service does that submits a job and watches it; the manifest comes from BATCHWRIGHT_MANIFEST.
const ours = `
import { connect } from '@batchwright/runtime';
export async function handler(job: any, input: any) {
  const batch = await connect();
  const handle = await batch.submit(job, input);
  for await (const change of batch.watch(handle)) console.log(change.status);
}`;
const peer = `
import { BatchClient } from '@aws-sdk/client-batch';
export const client = new BatchClient({});`;
const bytes = {
  ours: await bundleBytes(ours),
  peer: await bundleBytes(peer),
  own: await bundleBytes(ours, ['@aws-sdk/*', '@smithy/*']),
};
console.log(`bundle, minified: connect + submit + watch ${bytes.ours} bytes, bare BatchClient ${bytes.peer} bytes`);
console.log(`our own bytes, the SDK left out: ${bytes.own} (mark 40000)`);
console.log('marks: require 1.3, bundle 1.12');
holdMark('our own bytes', bytes.own, 40_000);
holdMark('bundle', bytes.ours / bytes.peer, 1.12);
printRatio('require', median(times.ours) / median(times.peer));
printRatio('bundle', bytes.ours / bytes.peer);
