import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { CHECKS, type Checked, type CheckId, checkTemplate } from '@batchwright/model/review';
import { type Json, templateOf } from '@batchwright/model/template';
import {
  type IPolicyValidationContextBeta1,
  type IPolicyValidationPluginBeta1,
  type PolicyValidationPluginReportBeta1,
  type PolicyViolationBeta1,
  Stack,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledgedAt, findingId } from '../checks';
import { pathsOf } from './paths';

export interface BatchwrightChecksProps {
  /**
   * The app, for a CDK whose plugins are not told it: without it, such a one sees no acknowledgement.
   *
   * @default - what the CDK tells
   */
  readonly app?: () => IConstruct;
}

/**
 * Looks at AWS Batch in all templates of an app, whoever made it: the L2, the L1, or Batchwright. Each rule has an id, a
 * severity and a remedy; `docs/findings.md` lists them. An error ends the synthesis unless it is acknowledged; a warning is
 * reported. An acknowledgement without a reason counts for nothing.
 *
 * @example
 * ```ts
 * Validations.of(app).addPlugins(new BatchwrightChecks());
 *
 * // With a CDK that has no Validations:
 * const app: App = new App({ policyValidationBeta1: [new BatchwrightChecks({ app: () => app })] });
 * ```
 */
export class BatchwrightChecks implements IPolicyValidationPluginBeta1 {
  readonly name = 'Batchwright';
  readonly ruleIds: string[] = Object.keys(CHECKS).map(findingId);

  constructor(private readonly props: BatchwrightChecksProps = {}) {}

  validate(context: IPolicyValidationContextBeta1): PolicyValidationPluginReportBeta1 {
    // Not there yet in the lowest CDK, whatever the types of this one say.
    const app = (context.appConstruct as IConstruct | undefined) ?? this.props.app?.();
    const all = app?.node.findAll() ?? [];
    const acknowledged = acknowledgements(all);
    const paths = pathsByTemplate(all);
    const found = context.templatePaths.flatMap((templatePath) =>
      checksIn(templatePath)
        .filter(
          ({ id, resource }) =>
            !isAcknowledged(id, paths.get(basename(templatePath))?.get(resource.logicalId), acknowledged),
        )
        .map((checked) => ({ templatePath, checked })),
    );
    const violations = [...new Set(found.map(({ checked }) => checked.id))].map(
      (id): PolicyViolationBeta1 => ({
        ruleName: findingId(id),
        description: CHECKS[id].meaning,
        fix: CHECKS[id].remedy,
        severity: CHECKS[id].severity,
        violatingResources: found
          .filter(({ checked }) => checked.id === id)
          .map(({ templatePath, checked: { resource, property } }) => ({
            resourceLogicalId: resource.logicalId,
            templatePath,
            locations: [
              ['Resources', resource.logicalId, 'Properties', property].filter((key) => key !== '').join('/'),
            ],
          })),
      }),
    );
    return { success: violations.every(({ severity }) => severity !== 'error'), violations };
  }
}

function checksIn(path: string): readonly Checked[] {
  const read = templateOf(JSON.parse(readFileSync(path, 'utf8')) as Json, basename(path));
  // A template that is not readable as one has no Batch resources that could be judged.
  return read.ok ? read.templates.flatMap(checkTemplate) : [];
}

/** Paths of constructs with the rules that are acknowledged there for a reason. */
function acknowledgements(all: readonly IConstruct[]): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    all.map((at) => [
      at.node.path,
      new Set(acknowledgedAt(at).flatMap(({ id, reason }) => (reason.trim() === '' ? [] : [id]))),
    ]),
  );
}

/** The constructs behind the logical ids of each template, by the template's file. */
const pathsByTemplate = (all: readonly IConstruct[]): ReadonlyMap<string, ReadonlyMap<string, string>> =>
  new Map(all.filter((at): at is Stack => Stack.isStack(at)).map((stack) => [stack.templateFile, pathsOf(stack)]));

/** At the resource itself or above it. */
function isAcknowledged(
  id: CheckId,
  path: string | undefined,
  acknowledged: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const parts = path?.split('/') ?? [];
  return [...parts.keys(), parts.length].some((length) => {
    const rules = acknowledged.get(parts.slice(0, length).join('/'));
    return rules?.has(findingId(id)) === true || rules?.has(id) === true;
  });
}
