import { manifestPath } from '@batchwright/model/contract';
import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Problem, refuse } from '../checks';
import { costTagsProblem } from '../cost';
import { definitionPrefix } from '../jobs';
import { networkElsewhere } from '../network';
import { givenLocation } from '../workspace';
import { otherEnvironment } from './check-import';
import { queuesProblem } from './check-platform';
import type { Environment } from './grant-scope';
import type { FromAttributesProps, QueueAttributes } from './import-props';
import type { FoundPlatform } from './imported-platform';
import { mapValues } from './map-values';
import { platformHead } from './platform-head';

/** Describes a platform by what the user knows of it. This stack then tells the runtime. */
export function fromAttributes<Queue extends string, JobName extends string>(
  platform: Construct,
  props: FromAttributesProps<Queue, JobName>,
): FoundPlatform<Queue, JobName> {
  const contract = props.platform;
  refuse(platform, costTagsProblem(props.costTags ?? {}));
  const given: Readonly<Record<Queue, QueueAttributes>> = props.queues;
  refuse(platform, queuesProblem(contract, Object.keys(given)));
  const environment = environmentOf(platform, given);
  const queues = mapValues(given, (queue) => ({
    arn: queue.arn,
    compute: {
      kind: queue.compute,
      architecture: queue.architecture ?? 'x86_64',
      maxvCpus: queue.maxvCpus,
    },
    fairShare: queue.fairShare === true,
  }));
  const definitions = definitionPrefix(contract.name, platform);
  return {
    contract,
    queues,
    standIn: undefined,
    workspace: givenLocation(platform, contract.name, props.workspace),
    workspaceExpiration: props.workspaceExpiration,
    definitions,
    manifestPath: props.manifestPath ?? manifestPath(contract.name),
    network: networkElsewhere(props.publicSubnets),
    // A manifest is read in the account and region that it tells of.
    head:
      environment === undefined
        ? (workspace) =>
            platformHead({
              contract: contract.name,
              workspace,
              definitions,
              publicAddresses: props.publicSubnets,
              queues: mapValues(queues, (queue, name) => ({
                ...queue,
                compute: [queue.compute],
                priority: given[name].priority ?? DEFAULT_PRIORITY,
              })),
            })
        : undefined,
    environment,
    securityGroups: props.securityGroups,
    costTags: props.costTags,
    removalPolicy: props.removalPolicy,
  };
}

const DEFAULT_PRIORITY = 1;

/** Where the queues are, if not where the stack is. */
function environmentOf(
  platform: Construct,
  queues: Readonly<Record<string, QueueAttributes>>,
): Environment | undefined {
  let first: (Environment & { readonly name: string }) | undefined;
  for (const [name, { arn }] of Object.entries(queues)) {
    if (Token.isUnresolved(arn)) continue;
    refuse(platform, queueArnProblem(name, arn));
    const { account = '', region = '' } = Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME);
    first ??= { name, account, region };
    if (first.account !== account || first.region !== region) {
      refuse(platform, {
        code: 'INVALID_ARN',
        message:
          `queue "${first.name}" is in ${first.account} ${first.region}, queue "${name}" in ${account} ${region}; ` +
          'expected all queues of a platform in one account and region: make two platforms',
      });
    }
  }
  return first && otherEnvironment(Stack.of(platform), { account: first.account, region: first.region });
}

const QUEUE_ARN = /^arn:[a-z-]+:batch:[a-z0-9-]+:\d{12}:job-queue\/[^/:\s]+$/;

function queueArnProblem(name: string, arn: string): Problem | undefined {
  if (QUEUE_ARN.test(arn)) return undefined;
  return {
    code: 'INVALID_ARN',
    message:
      `arn of queue "${name}" is ${JSON.stringify(arn)}; expected the ARN of a job queue, as in ` +
      'arn:aws:batch:eu-west-1:111122223333:job-queue/urgent',
  };
}
