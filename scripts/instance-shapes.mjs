// Writes model/src/shapes/instance-table.ts out of what EC2's DescribeInstanceTypes answers. Takes a JSON file, plain or
// gzipped: the output of `aws ec2 describe-instance-types --output json`, or the copy of it that moto ships
// (`moto/ec2/resources/instance_types.json.gz`), and the words by which the table names its source.
//   node scripts/instance-shapes.mjs FILE 'EC2 DescribeInstanceTypes, us-east-1, 2026-11-20'
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const GZIP = 0x1f;

/** Instances for macOS, on which no ECS agent runs. */
const LEFT_OUT = /^mac/;

export function families(answer) {
  const types = answer.InstanceTypes ?? Object.values(answer);
  const table = new Map();
  for (const type of types) {
    const [family, size] = type.InstanceType.split('.');
    if (LEFT_OUT.test(family)) continue;
    const architecture = type.ProcessorInfo.SupportedArchitectures.includes('arm64') ? 'arm64' : 'x86_64';
    const gpus = (type.GpuInfo?.Gpus ?? [])
      .filter(({ Manufacturer }) => Manufacturer === 'NVIDIA')
      .reduce((sum, { Count, LogicalGpuCount }) => sum + (LogicalGpuCount ?? Count), 0);
    const disk = type.InstanceStorageInfo?.TotalSizeInGB ?? 0;
    const numbers = [type.VCpuInfo.DefaultVCpus, type.MemoryInfo.SizeInMiB, gpus, disk];
    while (numbers.at(-1) === 0) numbers.pop();
    const entry = table.get(family) ?? { architecture, sizes: [] };
    if (entry.architecture !== architecture) throw new Error(`family ${family} has two architectures`);
    entry.sizes.push({ numbers, text: [size, ...numbers].join(':') });
    table.set(family, entry);
  }
  return new Map([...table].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const order = (a, b) =>
  a.numbers[0] - b.numbers[0] || a.numbers[1] - b.numbers[1] || (a.text < b.text ? -1 : Number(a.text > b.text));

export function render(table, source) {
  const lines = [...table].map(([family, { architecture, sizes }]) => {
    const key = /^[a-z0-9]+$/.test(family) ? family : `'${family}'`;
    const value = [architecture, ...sizes.sort(order).map(({ text }) => text)].join(' ');
    return `  ${key}:${key.length + value.length + 7 > 120 ? '\n   ' : ''} '${value}',`;
  });
  return `// Written by scripts/instance-shapes.mjs.
// Source: ${source}.

/**
 * Instance families: the architecture, then each size with its vCPUs, memory in MiB, NVIDIA GPUs and GB of instance store;
 * zeros at the end are left out.
 */
export const INSTANCE_TABLE: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`;
}

if (process.argv[1] === import.meta.filename) {
  const [file, source] = process.argv.slice(2);
  if (file === undefined || source === undefined) {
    console.error("usage: node scripts/instance-shapes.mjs FILE 'SOURCE'");
    process.exit(2);
  }
  const bytes = readFileSync(file);
  const table = families(JSON.parse((bytes[0] === GZIP ? gunzipSync(bytes) : bytes).toString('utf8')));
  const target = join(import.meta.dirname, '..', 'model', 'src', 'shapes', 'instance-table.ts');
  writeFileSync(target, render(table, source));
  console.log(`${table.size} families`);
}
