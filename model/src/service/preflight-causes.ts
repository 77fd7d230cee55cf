import { WAITING_CAUSES, type WaitingText } from './waiting-causes';

/** What can be wrong with a platform before anything is submitted to it, beside what {@link WAITING_CAUSES} has. */
const OWN = {
  QUEUE_MISSING: {
    what: 'The manifest names a queue that does not exist.',
    advice: ['Deploy the platform again, or read the manifest of the right account and region'],
  },
  DEFINITION_MISSING: {
    what: 'The manifest names a job definition that has no active revision.',
    advice: ['Deploy the platform again, or register a revision'],
  },
  IMAGE_MISSING: {
    what: 'An image is not in its repository.',
    advice: ['Push it, or register a revision with the tag or digest that exists'],
  },
  ROLE_MISSING: { what: 'A role does not exist.', advice: ['Deploy the platform again'] },
  ROLE_TRUST: {
    what: 'A role does not let ECS tasks assume it.',
    advice: ['Add ecs-tasks.amazonaws.com to its trust policy'],
  },
  LOG_GROUP_MISSING: {
    what: 'A log group does not exist.',
    advice: ['Create it, or let the log driver do so with awslogs-create-group'],
  },
} as const satisfies Readonly<Record<string, WaitingText>>;

export const PREFLIGHT_CAUSES = { ...WAITING_CAUSES, ...OWN } as const;
export type PreflightCause = keyof typeof PREFLIGHT_CAUSES;

/** An image of Amazon ECR taken apart; `undefined` for any other registry. Source: ECR User Guide, "Amazon ECR registries". */
export function parseEcrImage(image: string):
  | {
      readonly account: string;
      readonly region: string;
      readonly repository: string;
      readonly tag?: string;
      readonly digest?: string;
    }
  | undefined {
  const match =
    /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(
      image,
    );
  if (match === null) return undefined;
  const [, account = '', region = '', repository = '', tag, digest] = match;
  if (digest !== undefined) return { account, region, repository, digest };
  // What Docker takes where nothing is said.
  return { account, region, repository, tag: tag ?? 'latest' };
}

/** The service that runs containers of jobs on Amazon ECS, as trust policies name it. */
export const TASKS_PRINCIPAL = 'ecs-tasks.amazonaws.com';
