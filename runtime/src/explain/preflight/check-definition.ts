import type { JobDefinition } from '@aws-sdk/client-batch';
import { DEFAULT_LOG_GROUP, parseEcrImage, TASKS_PRINCIPAL } from '@batchwright/model/service';
import type { Asking } from '../asking';
import type { OtherClients } from '../waiting';
import { type Problem, problem } from './report';

/** What a definition needs that is not Batch's own. Each is asked for once, however many jobs need it. */
export class Needs {
  private readonly answers = new Map<string, Promise<Omit<Problem, 'about'> | undefined>>();

  constructor(
    private readonly asking: Asking,
    private readonly clients: OtherClients,
  ) {}

  /** @param about - the job, as the report names it */
  async check(about: string, definition: JobDefinition): Promise<readonly Problem[]> {
    const containers = containersOf(definition);
    const images = containers.flatMap(({ image }) => image ?? []);
    const roles = rolesOf(definition);
    const groups = definition.eksProperties === undefined ? containers.flatMap(logGroupOf) : [];
    const found = await Promise.all([
      ...[...new Set(images)].map((image) => this.once(`image ${image}`, () => this.image(image))),
      ...[...new Set(roles)].map((role) => this.once(`role ${role}`, () => this.role(role))),
      ...[...new Set(groups)].map((group) => this.once(`group ${group}`, () => this.logGroup(group))),
    ]);
    return found.flatMap((one) => (one === undefined ? [] : { ...one, about }));
  }

  private once(key: string, ask: () => Promise<Problem | undefined>): Promise<Omit<Problem, 'about'> | undefined> {
    const known = this.answers.get(key) ?? ask();
    this.answers.set(key, known);
    return known;
  }

  private async image(image: string): Promise<Problem | undefined> {
    const place = parseEcrImage(image);
    if (place === undefined) {
      this.asking.skip('images', `${image} is not in Amazon ECR, other registries are not asked`);
      return undefined;
    }
    const ecr = await this.clients.ecr();
    if (ecr === undefined) return undefined;
    const id = place.digest === undefined ? { imageTag: place.tag } : { imageDigest: place.digest };
    const command = new ecr.sdk.DescribeImagesCommand({
      registryId: place.account,
      repositoryName: place.repository,
      imageIds: [id],
    });
    const missing = await this.isMissing('ecr:DescribeImages', () => ecr.in(place.region).send(command));
    return missing === undefined
      ? undefined
      : problem('', 'IMAGE_MISSING', 'ecr DescribeImages', `${image}: ${missing}`);
  }

  private async role(arn: string): Promise<Problem | undefined> {
    const iam = await this.clients.iam();
    if (iam === undefined) return undefined;
    const RoleName = arn.slice(arn.lastIndexOf('/') + 1);
    let trust: string | undefined;
    const missing = await this.isMissing('iam:GetRole', async () => {
      const answer = await iam.client.send(new iam.sdk.GetRoleCommand({ RoleName }));
      trust = answer.Role?.AssumeRolePolicyDocument;
    });
    if (missing !== undefined) return problem('', 'ROLE_MISSING', 'iam GetRole', `${arn}: ${missing}`);
    // Who may assume a role can depend on conditions, so this looks only for the name that any such policy has.
    if (trust === undefined || decodeURIComponent(trust).includes(TASKS_PRINCIPAL)) return undefined;
    return problem('', 'ROLE_TRUST', 'iam GetRole', `${arn} does not name ${TASKS_PRINCIPAL}`);
  }

  private async logGroup(name: string): Promise<Problem | undefined> {
    const logs = await this.clients.logs();
    if (logs === undefined) return undefined;
    const answer = await this.asking.ask('logs:DescribeLogGroups', () =>
      logs.client.send(new logs.sdk.DescribeLogGroupsCommand({ logGroupNamePrefix: name })),
    );
    if (answer === undefined || answer.logGroups?.some(({ logGroupName }) => logGroupName === name)) return undefined;
    return problem('', 'LOG_GROUP_MISSING', 'logs DescribeLogGroups', `there is no ${name}`);
  }

  /** What the service says of a thing that does not exist; `undefined` when it does, or when that cannot be told. */
  private async isMissing(operation: string, send: () => Promise<unknown>): Promise<string | undefined> {
    let missing: string | undefined;
    await this.asking.ask(operation, () =>
      send().catch((error: unknown) => {
        if (!(error instanceof Error) || !MISSING.test(error.name)) throw error;
        missing = error.message;
      }),
    );
    return missing;
  }
}

const MISSING = /^(ImageNotFound|RepositoryNotFound|NoSuchEntity)/;

interface Contained {
  readonly image?: string | undefined;
  readonly logConfiguration?:
    | { readonly logDriver?: string | undefined; readonly options?: Record<string, string> | undefined }
    | undefined;
}

function containersOf(definition: JobDefinition): readonly Contained[] {
  const { containerProperties, ecsProperties, eksProperties, nodeProperties } = definition;
  return [
    ...(containerProperties ? [containerProperties] : []),
    ...(ecsProperties?.taskProperties ?? []).flatMap(({ containers }) => containers ?? []),
    ...(eksProperties?.podProperties?.containers ?? []).map(({ image }) => ({ image })),
    ...(nodeProperties?.nodeRangeProperties ?? []).flatMap((range) => [
      ...(range.container ? [range.container] : []),
      ...(range.ecsProperties?.taskProperties ?? []).flatMap(({ containers }) => containers ?? []),
    ]),
  ];
}

function rolesOf({ containerProperties, ecsProperties, nodeProperties }: JobDefinition): readonly string[] {
  const ranges = nodeProperties?.nodeRangeProperties ?? [];
  return [
    ...(containerProperties ? [containerProperties.jobRoleArn, containerProperties.executionRoleArn] : []),
    ...(ecsProperties?.taskProperties ?? []).flatMap((task) => [task.taskRoleArn, task.executionRoleArn]),
    ...ranges.flatMap(({ container }) => [container?.jobRoleArn, container?.executionRoleArn]),
  ].flatMap((arn) => arn || []);
}

/** The service makes its own group; any other has to be there, unless the driver may make it. */
function logGroupOf({ logConfiguration }: Contained): readonly string[] {
  const { logDriver = 'awslogs', options } = logConfiguration ?? {};
  const group = options?.['awslogs-group'];
  if (logDriver !== 'awslogs' || group === undefined || group === DEFAULT_LOG_GROUP) return [];
  return options?.['awslogs-create-group'] === 'true' ? [] : [group];
}
