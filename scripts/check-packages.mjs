// Packs every package, looks at what would be published, installs it the way a stranger does, and uses it from CommonJS
// and from an ES module. Needs a build; run by `npm run check:packages`.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = ['model', 'lib', 'runtime', 'local', 'bin'];
const scratch = mkdtempSync(join(tmpdir(), 'batchwright-packages-'));
let failed = 0;

const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });

/** Runs one check; its failure is printed and counted, and the others still run. */
function check(name, action) {
  try {
    action();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error.stdout ?? ''}${error.stderr ?? error.message}`);
  }
}

try {
  const tarballs = {};
  for (const folder of folders) {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    check(`${folder}: packs what it should`, () => {
      const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', scratch, '-w', manifest.name]));
      tarballs[folder] = join(scratch, packed.filename);
      const files = packed.files.map(({ path }) => path);
      const stray = files.filter((path) => /tsbuildinfo|\.test\.|(^|\/)test\/|dist\/app\./.test(path));
      if (stray.length > 0) throw new Error(`should not be published: ${stray.join(', ')}`);
      for (const doors of Object.values(manifest.exports)) {
        for (const target of typeof doors === 'string' ? [doors] : Object.values(doors)) {
          if (!files.includes(target.slice(2))) throw new Error(`exports ${target}, which is not in the package`);
        }
      }
      if (!files.includes('LICENSE')) throw new Error('LICENSE is missing');
      if (!files.includes('README.md')) throw new Error('README.md is missing');
    });
    const doors = Object.keys(manifest.exports).filter((door) => door !== './package.json');
    check(`${folder}: publint`, () => run('npx', ['--no', 'publint', folder, '--strict']));
    if (doors.length > 0) {
      check(`${folder}: are the types wrong`, () =>
        run('npx', ['--no', 'attw', tarballs[folder], '--profile', 'node16', '--format', 'ascii']),
      );
    }
  }

  const install = (name, which) => {
    const directory = join(scratch, name);
    mkdirSync(directory, { recursive: true });
    const dependencies = Object.fromEntries(which.map((folder) => [packageName(folder), `file:${tarballs[folder]}`]));
    writeFileSync(
      join(directory, 'package.json'),
      JSON.stringify({
        name,
        private: true,
        dependencies,
        overrides: Object.fromEntries(
          folders
            .map((folder) => [packageName(folder), `file:${tarballs[folder]}`])
            .filter(([n]) => !(n in dependencies)),
        ),
      }),
    );
    run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: directory });
    return directory;
  };

  check('the command line installs without CDK and runs', () => {
    const directory = install('cli-alone', ['bin']);
    const installed = readdirSync(join(directory, 'node_modules'));
    const cdk = installed.filter((name) => name === 'aws-cdk-lib' || name === 'constructs');
    if (cdk.length > 0) throw new Error(`installed with it: ${cdk.join(', ')}`);
    const help = run(join(directory, 'node_modules', '.bin', 'batchwright'), ['--help'], { cwd: directory });
    if (!/Usage: batchwright/.test(help)) throw new Error(`unexpected help: ${help}`);
    const version = run(join(directory, 'node_modules', '.bin', 'batchwright'), ['--version'], {
      cwd: directory,
    }).trim();
    if (version !== JSON.parse(readFileSync(join(root, 'bin/package.json'), 'utf8')).version)
      throw new Error(`says version ${version}`);
  });

  check('every door opens from CommonJS and from an ES module', () => {
    const directory = install('service', ['runtime', 'local', 'model']);
    const doors = ['runtime', 'local', 'model'].flatMap((folder) => {
      const { name, exports } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      return Object.keys(exports)
        .filter((door) => door !== './package.json')
        .map((door) => join(name, door));
    });
    writeFileSync(
      join(directory, 'cjs.cjs'),
      doors
        .map((door) => `if (Object.keys(require('${door}')).length === 0) throw new Error('${door} is empty');`)
        .join('\n'),
    );
    writeFileSync(
      join(directory, 'esm.mjs'),
      `import { connect } from '@batchwright/runtime';\nimport { defineJob } from '@batchwright/runtime/contract';\nimport { startLocal } from '@batchwright/local';\nif (![connect, defineJob, startLocal].every((f) => typeof f === 'function')) throw new Error('a named import is missing');\n`,
    );
    run(process.execPath, ['cjs.cjs'], { cwd: directory });
    run(process.execPath, ['esm.mjs'], { cwd: directory });
    if (existsSync(join(directory, 'node_modules', 'aws-cdk-lib'))) throw new Error('aws-cdk-lib was installed');
  });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;

function packageName(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).name;
}
