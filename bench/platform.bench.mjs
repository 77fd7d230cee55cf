// The same platform with Batchwright and with aws-cdk-lib's own constructs alone. First both must show the same behaviour;
// then what a user writes, what a reviewer reads, and what a synthesis costs are compared.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { holdMark, median, printRatio } from './measure.mjs';

const require = createRequire(import.meta.url);
const here = join(dirname(fileURLToPath(import.meta.url)), 'platform');
const root = join(here, '..', '..');
const ROUNDS = 11;
const MARKS = { lines: 60, resources: 48, bytes: 46_500, nag: 0, addedResources: 6, addedBytes: 6000, synth: 1.1 };
const NAMES = { ours: 'Batchwright', l2: 'aws-cdk-lib alone' };
const SOURCES = { ours: 'batchwright-stack', l2: 'l2-stack' };
const flags = JSON.stringify(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')).context);
const scratch = mkdtempSync(join(tmpdir(), 'batchwright-platform-'));

/** Compiles a file beside this one for a process of its own, with every package left where it is installed. */
async function compile(name) {
  const outfile = join(scratch, `${name}.cjs`);
  await build({
    entryPoints: [join(here, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}

/** Synthesizes one of the two in a process of its own, as `cdk synth` would start it. */
function synth(app, which, environment = {}) {
  const directory = join(scratch, which);
  const { status, stderr } = spawnSync(process.execPath, [app, which, directory], {
    env: {
      ...process.env,
      // The built-in validator takes most of a synthesis, the same for both.
      CDK_VALIDATION: 'false',
      FLAGS: flags,
      NODE_PATH: join(root, 'node_modules'),
      ...environment,
    },
    encoding: 'utf8',
  });
  return { directory, status, stderr };
}

function synthesized(app, which) {
  const { directory, status, stderr } = synth(app, which);
  if (status !== 0) throw new Error(`${NAMES[which]}: synthesis failed: ${stderr}`);
  return directory;
}

/** Lines that are neither blank nor comments; all files of this folder are formatted alike. */
const codeLines = (which) =>
  readFileSync(join(here, `${SOURCES[which]}.ts`), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;

try {
  const { BEHAVIOURS, lacking } = require(await compile('equivalence'));
  const { findings, measure } = require(await compile('measure-template'));
  const app = await compile('app');
  const measured = {};
  for (const which of ['l2', 'ours']) {
    const template = JSON.parse(readFileSync(join(synthesized(app, which), 'Batch.template.json'), 'utf8'));
    const missing = lacking(template);
    if (missing.length > 0) throw new Error(`${NAMES[which]} lacks: ${missing.join('; ')}`);
    // Synthesis ends with an error when there are findings, after it has written its report.
    const report = JSON.parse(
      readFileSync(join(synth(app, which, { NAG: '1' }).directory, 'validation-report.json'), 'utf8'),
    );
    const nag = findings(report, 'AwsSolutions', 'Batch');
    if (which === 'ours') for (const one of nag) console.log(one);
    measured[which] = { ...measure(template), lines: codeLines(which), nag: nag.length };
  }
  console.log(`equivalence: both have all of ${BEHAVIOURS.length} behaviours`);

  const times = { l2: [], ours: [] };
  for (let round = 0; round < ROUNDS; round++) {
    // Alternately, so that a slow moment of the machine meets both.
    for (const which of ['l2', 'ours']) {
      const started = process.hrtime.bigint();
      synthesized(app, which);
      times[which].push(Number(process.hrtime.bigint() - started) / 1e6);
    }
  }

  const { ours, l2 } = measured;
  const row = (what, mine, theirs, mark) => console.log(`${what}: ${mine} (mark ${mark}), ${NAMES.l2} ${theirs}`);
  row('lines of code', ours.lines, l2.lines, MARKS.lines);
  row('resources, for what both have', ours.resources, l2.resources, MARKS.resources);
  row('bytes of template, for what both have', ours.bytes, l2.bytes, MARKS.bytes);
  row('cdk-nag findings, unacknowledged', ours.nag, l2.nag, MARKS.nag);
  const [mine, theirs] = ['ours', 'l2'].map((which) => median(times[which]));
  row(
    `synthesis, median of ${ROUNDS} processes`,
    `${mine.toFixed(0)} ms`,
    `${theirs.toFixed(0)} ms`,
    `${MARKS.synth} times`,
  );
  console.log(
    `what ours adds: ${ours.added.resources} resources, ${ours.added.bytes} bytes: ${ours.added.what.join(', ')}`,
  );

  holdMark('lines of code', ours.lines, MARKS.lines);
  holdMark('resources', ours.resources, MARKS.resources);
  holdMark('bytes', ours.bytes, MARKS.bytes);
  holdMark('cdk-nag', ours.nag, MARKS.nag);
  holdMark('added resources', ours.added.resources, MARKS.addedResources);
  holdMark('added bytes', ours.added.bytes, MARKS.addedBytes);
  printRatio('code-lines', ours.lines / l2.lines);
  printRatio('resources', ours.resources / l2.resources);
  printRatio('bytes', ours.bytes / l2.bytes);
  printRatio('synth', mine / theirs);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
