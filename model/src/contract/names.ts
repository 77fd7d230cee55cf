/** Names that we allow for jobs, platforms and queues of a contract. Narrower than the service's own pattern. */
const CONTRACT_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Longest name of a job, platform or queue: leaves room for the prefix and hash that a job definition's name carries. */
export const MAX_CONTRACT_NAME = 64;

export const NAME_RULE =
  `expected 1 to ${MAX_CONTRACT_NAME} lower-case letters, digits and single hyphens, beginning with a letter ` +
  '(for example "monte-carlo-2")';

/** Whether a job, platform or queue may have this name. */
export function isContractName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= MAX_CONTRACT_NAME && CONTRACT_NAME.test(name);
}
