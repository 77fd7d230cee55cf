const MOST_CHARACTERS = 512;
const PATTERN = /^\/([!-~]+\/)?$/;

/** Whether a text may be the path of a role or an instance profile. Source: IAM API reference, CreateRole, `Path`. */
export const isRolePath = (path: string): boolean => path.length <= MOST_CHARACTERS && PATTERN.test(path);
/** {@link isRolePath} in words. */
export const ROLE_PATH_RULE = `"/", or a path that begins and ends with a slash, of at most ${MOST_CHARACTERS} characters`;
