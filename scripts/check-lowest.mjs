// Installs the lowest versions that each package's ranges allow into a scratch directory, beside the packed packages, and
// uses them: a platform is synthesized with the lowest aws-cdk-lib, and a job is submitted to the local service, watched
// and read with the lowest AWS SDK. The latest versions are what the workspace itself is tested with.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'batchwright-lowest-'));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

try {
  const dependencies = {};
  const lowest = {};
  for (const folder of ['model', 'lib', 'runtime', 'local']) {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const [packed] = JSON.parse(
      run('npm', ['pack', '--json', '--pack-destination', scratch, '-w', manifest.name], root),
    );
    dependencies[manifest.name] = `file:${join(scratch, packed.filename)}`;
    for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      // Ranges are written as ^x.y.z, so the lowest version is what stands behind the caret.
      if (name.startsWith('@aws-sdk/') || name === 'aws-cdk-lib' || name === 'constructs')
        lowest[name] = range.replace(/^[\^~]/, '');
    }
  }
  console.log(
    `lowest: ${Object.entries(lowest)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
  );
  writeFileSync(
    join(scratch, 'package.json'),
    JSON.stringify({ name: 'lowest', private: true, dependencies: { ...dependencies, ...lowest }, overrides: lowest }),
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'], scratch);
  for (const [name, version] of Object.entries(lowest)) {
    const installed = JSON.parse(readFileSync(join(scratch, 'node_modules', name, 'package.json'), 'utf8')).version;
    if (installed !== version) throw new Error(`${name}: wanted ${version}, installed ${installed}`);
  }
  for (const program of ['lowest-cdk.cjs', 'lowest-newer.cjs', 'lowest-sdk.cjs']) {
    cpSync(join(root, 'scripts', 'lowest', program), join(scratch, program));
    console.log(run(process.execPath, [program], scratch).trim());
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
