import { isTemplateVersion, LIMITS } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import type { CfnComputeEnvironment } from 'aws-cdk-lib/aws-batch';
import { type ILaunchTemplate, type InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { Problem } from '../checks';
import type { Compute } from './compute';

/** A launch template for some of the instances of an environment. */
export interface LaunchTemplateOverride {
  /** In place of the environment's. Its version is followed in the same way. */
  readonly launchTemplate: ILaunchTemplate;
  /**
   * Instance types that are launched with it: each one of the compute's `instanceTypes`, or of one of its families.
   *
   * @default - none; expected with no `instanceClasses` either: at least one
   */
  readonly instanceTypes?: readonly InstanceType[];
  /**
   * Families that are launched with it: each one of the compute's `instanceClasses`.
   *
   * @default - see `instanceTypes`
   */
  readonly instanceClasses?: readonly InstanceClass[];
}

/** Types as they are, families without a size. */
export const typesAndFamilies = (of: Pick<LaunchTemplateOverride, 'instanceTypes' | 'instanceClasses'>): string[] => [
  ...(of.instanceTypes ?? []).map((type) => type.toString()),
  ...(of.instanceClasses ?? []).map((family) => familyOf(InstanceType.of(family, InstanceSize.LARGE).toString())),
];

/** What the service launches for an environment on EC2 or Spot: what is named, else its own set for the architecture. */
export function entriesOf(compute: Compute): readonly string[] {
  const named = typesAndFamilies(compute);
  return named.length > 0 ? named : [`default_${compute.architecture}`];
}

/** The launch template of an environment, as CloudFormation wants it. */
export function launchTemplateProperty(
  base: ILaunchTemplate,
  overrides: readonly LaunchTemplateOverride[],
): CfnComputeEnvironment.LaunchTemplateSpecificationProperty {
  if (overrides.length === 0) return reference(base);
  return {
    ...reference(base),
    overrides: overrides.map((override) => ({
      ...reference(override.launchTemplate),
      targetInstanceTypes: typesAndFamilies(override),
    })),
  };
}

interface Reference {
  readonly launchTemplateId?: string;
  readonly launchTemplateName?: string;
  readonly version: string;
}

/** Exactly one of id and name. Without a version the service would stay with the default one for ever. */
function reference({ launchTemplateId, launchTemplateName, versionNumber: version }: ILaunchTemplate): Reference {
  if (launchTemplateId !== undefined) return { launchTemplateId, version };
  return launchTemplateName === undefined ? { version } : { launchTemplateName, version };
}

/** What is wrong with any of the launch templates by itself. Imported ones say of themselves what they like. */
export function templatesProblem({ launchTemplate, launchTemplateOverrides }: Compute): Problem | undefined {
  const all: [string, ILaunchTemplate][] = [
    ...(launchTemplate === undefined ? [] : [['launchTemplate', launchTemplate] as [string, ILaunchTemplate]]),
    ...launchTemplateOverrides.map((one, index): [string, ILaunchTemplate] => [
      `launchTemplateOverrides[${index}].launchTemplate`,
      one.launchTemplate,
    ]),
  ];
  for (const [what, { launchTemplateId, launchTemplateName, versionNumber }] of all) {
    if (launchTemplateId === undefined && launchTemplateName === undefined) {
      return { code: 'INVALID_OVERRIDE', message: `${what} has neither an id nor a name; expected one of them` };
    }
    if (!Token.isUnresolved(versionNumber) && !isTemplateVersion(versionNumber)) {
      return {
        code: 'INVALID_OVERRIDE',
        message: `${what} has the version ${JSON.stringify(versionNumber)}; expected a number, $Default or $Latest`,
      };
    }
  }
  return undefined;
}

/**
 * What is wrong with the launch templates for some of an environment's instances. Instances that only the deployment
 * knows pass. Source: CloudFormation, `LaunchTemplateSpecificationOverride`.
 */
export function overridesProblem(compute: Compute): Problem | undefined {
  const overrides = compute.launchTemplateOverrides;
  if (overrides.length === 0) return undefined;
  const most = LIMITS.launchTemplateOverrides;
  if (overrides.length > most) return problem(`has ${overrides.length}; the service takes at most ${most}`);
  const offered = typesAndFamilies(compute);
  if (offered.length === 0) {
    return problem('needs instances to tell apart; expected instanceTypes or instanceClasses of the compute');
  }
  const empty = overrides.findIndex((override) => typesAndFamilies(override).length === 0);
  if (empty !== -1) return problem(`[${empty}] is for no instances; expected instanceTypes or instanceClasses`);

  const targets = overrides.flatMap(typesAndFamilies).filter(isKnown);
  const stray = offered.every(isKnown)
    ? targets.find((target) => !offered.includes(target) && !offered.includes(familyOf(target)))
    : undefined;
  if (stray !== undefined) {
    return problem(`names ${stray}, which is not among the compute's instances: ${offered.join(', ')}`);
  }
  const twice = targets.find((target, index) =>
    targets.some((other, at) => at !== index && (other === target || other === familyOf(target))),
  );
  return twice === undefined
    ? undefined
    : problem(`names ${twice} twice, by itself or by its family; expected it once`);
}

const problem = (what: string): Problem => ({ code: 'INVALID_OVERRIDE', message: `launchTemplateOverrides ${what}` });

const familyOf = (type: string): string => type.replace(/\..*/, '');

const isKnown = (type: string): boolean => !Token.isUnresolved(type);
