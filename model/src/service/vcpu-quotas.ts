import type { ComputeType } from './compute';

/** A quota of running vCPUs in Service Quotas. */
export interface VcpuQuota {
  readonly service: 'ec2' | 'fargate';
  readonly code: string;
}

const FARGATE = {
  FARGATE: { service: 'fargate', code: 'L-3032A538' },
  FARGATE_SPOT: { service: 'fargate', code: 'L-36FBB829' },
} as const;

/** By the first letters of a family. Families of other quotas (P5 on Spot, Trn, Inf, DL, X, U) are not looked up. */
const EC2: readonly { readonly family: RegExp; readonly onDemand: string; readonly spot?: string }[] = [
  { family: /^(?:[acdmrtz]\d|h1|i\d|im\d|is\d)/, onDemand: 'L-1216C47A', spot: 'L-34B43A08' },
  { family: /^(?:g\d|gr\d|vt\d)/, onDemand: 'L-DB2E81BA', spot: 'L-3819A6DF' },
  { family: /^p[234]/, onDemand: 'L-417A185B', spot: 'L-7212CCBC' },
  { family: /^p\d/, onDemand: 'L-417A185B' },
];

/**
 * The quota that machines of a type count against; `undefined` where it is not known. Source: Service Quotas,
 * `ListServiceQuotas` of `ec2` and `fargate`, as printed in the AWS CLI's examples and public listings.
 *
 * @param family - of an EC2 instance, `m7i`; ignored on Fargate
 */
export function vcpuQuota(type: ComputeType, family: string): VcpuQuota | undefined {
  if (type === 'FARGATE' || type === 'FARGATE_SPOT') return FARGATE[type];
  if (type === 'ECS_MANAGED_INSTANCES') return undefined;
  const row = EC2.find((candidate) => candidate.family.test(family));
  const code = type === 'SPOT' ? row?.spot : row?.onDemand;
  return code === undefined ? undefined : { service: 'ec2', code };
}
