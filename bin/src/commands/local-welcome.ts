import type { Summary } from '@batchwright/local';
import { headParameter, manifestPath } from '@batchwright/model/contract';
import type { RunningLocal } from '../service';

/** Names of the platforms whose manifests lie in the usual place. */
export const platformsOf = (parameters: readonly string[]): string[] =>
  parameters.flatMap((name) => {
    const platform = /^\/batchwright\/([^/]+)\//.exec(name)?.[1];
    return platform !== undefined && name === headParameter(manifestPath(platform)) ? [platform] : [];
  });

/** What `local` says when it is ready: where it is, what it holds, what to do next. */
export function welcome(local: RunningLocal, summary: Summary): string {
  const lines = [
    `AWS Batch, local, for development and tests: ${local.endpoint}`,
    `account ${local.accountId}, region ${local.region}; nothing here reaches AWS`,
    ...describe(local.platforms, summary).map((line) => `  ${line}`),
    `point another terminal at it:  eval "$(npx batchwright local env --port ${new URL(local.endpoint).port})"`,
    'Ctrl-C stops it and every job in it',
  ];
  return `${lines.join('\n')}\n`;
}

function describe(platforms: readonly string[], summary: Summary): string[] {
  const named = (what: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`${what.padEnd(21)}${names.join(', ')}`];
  const notServed = new Map<string, number>();
  for (const [type, count] of summary.notServed) {
    const service = type.split('::')[1] ?? type;
    notServed.set(service, (notServed.get(service) ?? 0) + count);
  }
  return [
    ...named('platforms', platforms),
    ...named('job queues', summary.jobQueues),
    ...named('compute environments', summary.computeEnvironments),
    ...named('job definitions', summary.jobDefinitions),
    ...named('buckets', summary.buckets),
    ...[...summary.images.values()].flatMap((image) => (image.ok ? [] : [`cannot run an image: ${image.reason}`])),
    ...named(
      'left out',
      [...notServed].map(([service, count]) => `${count} of ${service}`),
    ),
  ];
}
