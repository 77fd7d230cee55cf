// Runs one benchmark: npm run bench -- NAME. A benchmark measures us and a named peer in the same run, because machines
// are noisy, and ends with lines `RATIO <name> <value>`.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(here)
  .filter((file) => file.endsWith('.bench.mjs'))
  .map((file) => file.slice(0, -'.bench.mjs'.length));
const [name, ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`npm run bench -- NAME: expected one of ${names.join(', ')}; got ${name ?? 'nothing'}`);
  process.exit(64);
}
const setup = spawnSync(process.execPath, [join(here, '..', 'scripts', 'setup.mjs')], { stdio: 'inherit' });
if (setup.status !== 0) process.exit(setup.status ?? 1);
const { status } = spawnSync(process.execPath, [join(here, `${name}.bench.mjs`), ...rest], { stdio: 'inherit' });
process.exitCode = status ?? 1;
