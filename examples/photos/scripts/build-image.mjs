// Stages what the worker's Dockerfile copies: the worker as one file, the native image library for the container and for
// this machine, and a font. Quick when nothing has changed, and the same bytes every time, so that the image's asset
// hash moves only when its content does.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { closure, foreignClosure, isStaged, stage } from './packages.mjs';

const example = dirname(dirname(fileURLToPath(import.meta.url)));
const image = process.argv[2] ?? join(example, 'image');

/** The machines that the compute environments of the stack start. */
const CONTAINER = { os: 'linux', cpu: 'x64', libc: 'glibc' };
const NATIVE = 'sharp';
const FONTS = ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'];

const begun = Date.now();
const changed = [await stageWorker(), stagePackages(), stageFonts()].filter((part) => part !== undefined);
const took = `${((Date.now() - begun) / 1000).toFixed(1)} s`;
console.log(changed.length === 0 ? `image: up to date (${took})` : `image: staged ${changed.join(', ')} (${took})`);

async function stageWorker() {
  const { outputFiles } = await build({
    absWorkingDir: example,
    entryPoints: ['src/worker.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // From source: the image needs no build of the packages before it.
    conditions: ['@batchwright/source'],
    mainFields: ['module', 'main'],
    external: [NATIVE],
    // Names stay readable in the stack traces of a job's log.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'eof',
    logLevel: 'warning',
  });
  const [{ contents }] = outputFiles;
  const file = join(image, 'worker.js');
  return writeIfOther(file, contents) ? `worker.js (${megabytes(contents.length)})` : undefined;
}

function stagePackages() {
  const nodeModules = join(image, 'node_modules');
  const here = closure(NATIVE, example);
  if (here === undefined) throw new Error(`${NATIVE} is not installed; run: npm install`);
  const native = `@img/${NATIVE}-${CONTAINER.os}-${CONTAINER.cpu}`;
  const { version } = here.get(NATIVE);
  // On this kind of machine the two are the same; the native package has the library's own version.
  const wanted = here.has(native) ? here : new Map([...here, [native, { version }]]);
  if (isStaged(nodeModules, wanted)) return undefined;
  if (here.has(native)) {
    stage(nodeModules, here);
  } else {
    const there = foreignClosure(NATIVE, version, CONTAINER);
    try {
      stage(nodeModules, new Map([...there.packages, ...here]));
    } finally {
      there.remove();
    }
  }
  return `${NATIVE} ${version}`;
}

function stageFonts() {
  const staged = FONTS.filter((font) => {
    const source = join(closure('@expo-google-fonts/inter', example).get('@expo-google-fonts/inter').directory, font);
    return writeIfOther(join(image, 'fonts', font.split('/')[1]), readFileSync(source));
  });
  return staged.length === 0 ? undefined : `${staged.length} fonts`;
}

/** Whole or not at all: a synth that runs meanwhile must not read half a file. */
function writeIfOther(file, contents) {
  if (existsSync(file) && readFileSync(file).equals(contents)) return false;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, contents);
  renameSync(`${file}.part`, file);
  return true;
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
