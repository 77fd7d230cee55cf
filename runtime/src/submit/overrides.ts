import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import type { ManifestForm } from '@batchwright/model/contract';

type Overrides = Pick<
  SubmitJobCommandInput,
  'containerOverrides' | 'ecsPropertiesOverride' | 'eksPropertiesOverride' | 'nodeOverrides'
>;

/**
 * Where the service takes a worker's environment, by the definition's form. All nodes of a multi-node job get it, range by
 * range, because the service takes only the ranges that the definition has.
 *
 * @param form - left out for a definition of one container
 */
export function overridesOf(form: ManifestForm | undefined, environment: { name: string; value: string }[]): Overrides {
  if (form === undefined) return { containerOverrides: { environment } };
  if ('nodes' in form) {
    const nodePropertyOverrides = form.nodes.map((targetNodes) => ({
      targetNodes,
      ...overridesOf(undefined, environment),
    }));
    return { nodeOverrides: { nodePropertyOverrides } };
  }
  return 'ecs' in form
    ? { ecsPropertiesOverride: { taskProperties: [{ containers: [{ name: form.ecs, environment }] }] } }
    : { eksPropertiesOverride: { podProperties: { containers: [{ name: form.eks, env: environment }] } } };
}
