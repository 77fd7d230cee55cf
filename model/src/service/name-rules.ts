import { LIMITS } from './limits';

/** Names of compute environments, queues, job definitions and scheduling policies. Source: API reference. */
const RESOURCE_NAME = /^[A-Za-z0-9_-]{1,128}$/;
/** Names of jobs: the same set, but the first character is a letter or a digit. */
const JOB_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** Share identifiers of a submission; an entry of a policy may also end in `*`. Source: rule sets that quote deployments. */
const SHARE = new RegExp(`^[A-Za-z0-9_-]{1,${LIMITS.shareIdentifierCharacters}}$`);

export const isShareIdentifier = (share: string): boolean => SHARE.test(share);
export const isResourceName = (name: string): boolean => RESOURCE_NAME.test(name);
export const isJobName = (name: string): boolean => JOB_NAME.test(name);
export const RESOURCE_NAME_RULE = `1 to ${LIMITS.nameCharacters} letters, digits, hyphens and underscores`;
export const JOB_NAME_RULE = `${RESOURCE_NAME_RULE}, beginning with a letter or a digit`;
